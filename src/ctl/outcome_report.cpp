// SPDX-License-Identifier: Apache-2.0
#include "ctl/outcome_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ctl/table.h"

namespace labwall {
namespace {

using Json = nlohmann::ordered_json;
constexpr size_t kMaxPeopleNamed = 12;

std::string PersonInWords(const CommandTarget& target) {
  if (target.user.empty()) return target.key.station + "/" + target.key.session_id;
  if (target.display_name.empty() || target.display_name == target.user) return target.user;
  return target.display_name + " (" + target.user + ")";
}

}  // namespace

std::string OutcomesAsJson(const Batch& batch) {
  Json list = Json::array();
  for (const TargetProgress& target : batch.targets) {
    list.push_back(Json{{"key", target.target.key.ToString()},
                        {"user", target.target.user},
                        {"outcome", ToString(target.outcome.code)},
                        {"detail", target.outcome.detail},
                        {"elapsed_ms", target.outcome.elapsed.count()}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string OutcomesAsTable(const Batch& batch) {
  std::vector<std::vector<std::string>> rows = {{"SESSION", "USER", "OUTCOME", "TIME", "DETAIL"}};
  for (const TargetProgress& target : batch.targets) {
    const SessionKey& key = target.target.key;
    rows.push_back({key.station + "/" + key.session_id, target.target.user, ToString(target.outcome.code),
                    fmt::format("{:.1f} s", static_cast<double>(target.outcome.elapsed.count()) / 1000.0),
                    target.outcome.detail});
  }
  return FormatTable(rows);
}

ExitCode ExitCodeFor(const Batch& batch) {
  const size_t gone = batch.CountOf(OutcomeCode::kDone) + batch.CountOf(OutcomeCode::kAlreadyGone);
  return gone == batch.targets.size() ? ExitCode::kOk : ExitCode::kOther;
}

std::string LogOffQuestion(const std::vector<CommandTarget>& targets) {
  std::vector<std::string> people;
  for (const CommandTarget& target : targets) {
    std::string person = PersonInWords(target);
    if (std::find(people.begin(), people.end(), person) == people.end()) people.push_back(std::move(person));
  }
  std::string named;
  for (size_t i = 0; i < std::min(people.size(), kMaxPeopleNamed); ++i) named += (i == 0 ? "" : ", ") + people[i];
  if (people.size() > kMaxPeopleNamed) named += fmt::format(" and {} more people", people.size() - kMaxPeopleNamed);
  return fmt::format("Log off {} {} of {}? [y/N] ", targets.size(), targets.size() == 1 ? "session" : "sessions",
                     named);
}

}  // namespace labwall
