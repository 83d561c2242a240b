// SPDX-License-Identifier: Apache-2.0
#include "ui/card_rows.h"

#include <algorithm>
#include <unordered_map>

#include "ui/phrases.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr size_t kRowsOfAClosedCard = 12;
constexpr size_t kMostLines = 100;  // a station's words are bounded, and a row shows them all

// Most sessions of a large command have the same fate in the same words, which are measured once.
class LineCounter {
 public:
  LineCounter(const Look& look, float row_width) : look_(look), row_width_(row_width) {}
  size_t Of(const TargetProgress& target) {
    const auto stage = static_cast<size_t>(target.stage);
    const auto code = static_cast<size_t>(target.outcome.code);
    const bool plain = target.stage != TargetStage::kFinished || target.outcome.detail.empty();
    size_t& lines = plain ? plain_[stage * 100 + code] : with_reason_[std::pair(code, target.outcome.detail)];
    if (lines == 0) lines = CardRows::ReasonLines(look_, target, row_width_).size();
    return lines;
  }

 private:
  struct Hash {
    size_t operator()(const std::pair<size_t, std::string>& reason) const {
      return std::hash<std::string>()(reason.second) * 31 + reason.first;
    }
  };
  const Look& look_;
  float row_width_;
  std::unordered_map<size_t, size_t> plain_;
  std::unordered_map<std::pair<size_t, std::string>, size_t, Hash> with_reason_;
};

}  // namespace

std::vector<std::string> CardRows::ReasonLines(const Look& look, const TargetProgress& target, float row_width) {
  return Wrapped(Small(look), ProgressInWords(target), row_width - Indent(look) - SecondsWidth(look), kMostLines);
}

bool CardRows::LayOut(const Look& look, const ActivityEntry& entry, const Choice& choice) {
  if (batch_ == entry.batch && choice_ == choice) return false;
  batch_ = entry.batch;
  choice_ = choice;
  Collect(look, entry);
  return true;
}

void CardRows::Collect(const Look& look, const ActivityEntry& entry) {
  const StandingCounts& counts = entry.counts;
  const size_t well = counts[Standing::kDone] + counts[Standing::kAlreadyGone];
  const size_t named = choice_.only ? counts[*choice_.only] : counts.total() - well;
  const size_t closed = std::min(named, kRowsOfAClosedCard);
  const size_t all = choice_.only ? named : counts.total();
  can_open_ = all > closed;
  left_out_ = choice_.open ? 0 : named - closed;
  const size_t wanted = choice_.open ? all : closed;
  LineCounter lines(look, choice_.width);
  rows_.clear();
  rows_.reserve(wanted);
  float y = 0;
  const std::vector<TargetProgress>& targets = entry.batch->targets;
  for (size_t i = 0; i < targets.size() && rows_.size() < wanted; ++i) {
    const Standing standing = StandingOf(targets[i]);
    const bool went_well = standing == Standing::kDone || standing == Standing::kAlreadyGone;
    if (choice_.only ? standing != *choice_.only : went_well && !choice_.open) continue;
    const float bottom =
        y + NameHeight(look) + static_cast<float>(lines.Of(targets[i])) * LineHeight(look) + look.px(6);
    rows_.push_back({i, y, bottom});
    y = bottom;
  }
}

std::pair<size_t, size_t> CardRows::Between(float top, float bottom) const {
  const auto first =
      std::partition_point(rows_.begin(), rows_.end(), [&](const Row& row) { return row.bottom <= top; });
  const auto last = std::partition_point(first, rows_.end(), [&](const Row& row) { return row.top < bottom; });
  return {static_cast<size_t>(first - rows_.begin()), static_cast<size_t>(last - rows_.begin())};
}

}  // namespace labwall
