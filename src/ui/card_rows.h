// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ui/activity_log.h"
#include "ui/look.h"

namespace labwall {

// Which sessions of a command a card lists, and where. Laid out again only when something changes that decides it, so
// that a frame costs what is on screen of 5,000 rows.
class CardRows {
 public:
  struct Choice {
    std::optional<Standing> only;  // sessions that stand so; else a closed card leaves out what went well
    bool open = false;             // all of them; else the first few
    float width = 0;               // of a row
    float scale = 1;
    std::string language;

    bool operator==(const Choice&) const = default;
  };
  struct Row {
    size_t target = 0;  // index in the batch
    float top = 0;
    float bottom = 0;
  };

  // True when the rows are other ones than before.
  bool LayOut(const Look& look, const ActivityEntry& entry, const Choice& choice);

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] float height() const { return rows_.empty() ? 0 : rows_.back().bottom; }
  [[nodiscard]] size_t left_out() const { return left_out_; }  // by being closed, of what `only` and failures name
  [[nodiscard]] bool can_open() const { return can_open_; }    // an open card has more rows than a closed one
  // First row and one past the last of all that touch this band.
  [[nodiscard]] std::pair<size_t, size_t> Between(float top, float bottom) const;

  // What became of a session and why, as many lines as it takes.
  [[nodiscard]] static std::vector<std::string> ReasonLines(const Look& look, const TargetProgress& target,
                                                            float row_width);
  // Where a row's texts begin, and how far from its right end they stop for the seconds.
  [[nodiscard]] static float Indent(const Look& look) { return look.px(20); }
  [[nodiscard]] static float SecondsWidth(const Look& look) { return look.px(52); }
  [[nodiscard]] static float NameHeight(const Look& look) { return look.px(18); }
  [[nodiscard]] static float LineHeight(const Look& look) { return look.px(16); }

 private:
  void Collect(const Look& look, const ActivityEntry& entry);

  std::shared_ptr<const Batch> batch_;
  Choice choice_;
  std::vector<Row> rows_;
  size_t left_out_ = 0;
  bool can_open_ = false;
};

}  // namespace labwall
