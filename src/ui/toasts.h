// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ui/motion.h"
#include "ui/pane_focus.h"
#include "ui/ui_state.h"

namespace labwall {

// Toasts say what has just happened, in the lower right corner, and take neither the keyboard nor the view: one for
// each command, with its progress, until a while after it went well, or until it is closed if anything failed; one for
// each notice of the program, until it is closed; and short confirmations. The newest is the lowest; three show at
// once.
class Toasts {
 public:
  // Draws into the lower right of `area`, above `bar` where they would cover it.
  void Draw(Frame& frame, const Rect& area, const Rect& bar);

  [[nodiscard]] bool any() const { return !toasts_.empty(); }
  // How much of the area's lower end they cover, in pixels.
  [[nodiscard]] float covered() const { return covered_; }
  void TakeFocus() { focus_.Take(); }
  [[nodiscard]] bool has_keyboard() const { return focus_.has_keyboard(); }

 private:
  enum class Kind { kBatch, kNotice, kSaid };
  struct Toast {
    uint64_t id = 0;
    Kind kind = Kind::kSaid;
    BatchId batch = 0;
    std::string text;
    std::optional<MonotonicTime> until;  // goes by itself then
    bool closed = false;
    Motion motion;
  };
  struct Content;

  void TakeNews(Frame& frame);
  void Add(Toast toast);
  void LetGo(Frame& frame);
  [[nodiscard]] Content Compose(const Frame& frame, const Toast& toast, float width) const;
  void DrawOne(Frame& frame, Toast& toast, const Content& content, const Rect& at, float alpha);

  std::vector<Toast> toasts_;  // oldest first; more than show at once wait for their turn
  uint64_t next_id_ = 1;
  size_t batches_seen_ = 0;
  std::set<std::string> notices_seen_;
  float covered_ = 0;
  PaneFocus focus_;
  bool attended_ = false;  // by mouse or keyboard, in the last frame: then nothing goes by itself
  bool first_control_ = false;
};

}  // namespace labwall
