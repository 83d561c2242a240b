// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_export.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "ui/local_time.h"
#include "ui/phrases.h"
#include "ui/text.h"

namespace labwall {
namespace {

const char* ActionName(Action action) { return action == Action::kLogOff ? "LogOff" : "Unknown"; }

const char* OutcomeName(const TargetProgress& target) {
  if (target.stage == TargetStage::kWaiting) return "Waiting";
  return target.stage == TargetStage::kAccepted ? "Accepted" : ToString(target.outcome.code);
}

void AppendCell(std::string& csv, std::string_view text) {
  constexpr std::string_view kFormulaBegins = "=+-@\t\r";
  std::string cell(text);
  if (!cell.empty() && kFormulaBegins.find(cell.front()) != std::string_view::npos) cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    csv += cell;
    return;
  }
  csv += '"';
  for (const char c : cell) csv.append(c == '"' ? 2 : 1, c);
  csv += '"';
}

void AppendRow(std::string& csv, std::initializer_list<std::string_view> cells) {
  for (const std::string_view* cell = cells.begin(); cell != cells.end(); ++cell) {
    if (cell != cells.begin()) csv += ',';
    AppendCell(csv, *cell);
  }
  csv += "\r\n";
}

}  // namespace

std::string ActivityAsText(std::span<const ActivityEntry> entries) {
  std::string text;
  for (const ActivityEntry& entry : entries) {
    const LocalTime time = LocalTimeOf(entry.submitted_unix_us);
    if (!text.empty()) text += '\n';
    text += fmt::format("{}  {} {}\n{}\n", BatchTitle(*entry.batch, entry.common_room), time.date, time.clock,
                        BatchSummary(entry.counts));
    for (const TargetProgress& target : entry.batch->targets) {
      text += fmt::format("  {}  {}  {}", PersonInWords(target.target.user, target.target.display_name),
                          target.target.key.station, ProgressInWords(target));
      if (target.stage == TargetStage::kFinished) text += "  " + SecondsInWords(target.outcome.elapsed);
      text += '\n';
    }
  }
  return text;
}

std::string ActivityAsCsv(std::span<const ActivityEntry> entries) {
  std::string csv;
  AppendRow(csv, {"time", "action", "user", "name", "station", "room", "session", "outcome", "reason", "seconds"});
  for (const ActivityEntry& entry : entries) {
    const std::string time = LocalTimeOf(entry.submitted_unix_us).iso;
    for (size_t i = 0; i < entry.batch->targets.size(); ++i) {
      const TargetProgress& progress = entry.batch->targets[i];
      const CommandTarget& target = progress.target;
      const bool finished = progress.stage == TargetStage::kFinished;
      const std::string seconds =
          finished ? fmt::format("{:.3f}", static_cast<double>(progress.outcome.elapsed.count()) / 1000)
                   : std::string();
      AppendRow(csv, {time, ActionName(entry.batch->action), target.user, target.display_name, target.key.station,
                      i < entry.rooms.size() ? entry.rooms[i] : std::string_view(), target.key.session_id,
                      OutcomeName(progress), finished ? progress.outcome.detail : std::string_view(), seconds});
    }
  }
  return csv;
}

std::string ActivityFileName(int64_t now_unix_us) {
  const LocalTime now = LocalTimeOf(now_unix_us);
  std::string clock = now.clock;
  std::erase(clock, ':');
  return fmt::format("~/labwall-activity-{}-{}.csv", now.date, clock);
}

}  // namespace labwall
