// SPDX-License-Identifier: Apache-2.0
// LargeView shows one session large and live: for as long as a key or button is held, over the wall (the peek), or in
// the wall's place with its details and actions (the session view).
#pragma once

#include <optional>

#include "ui/ui_state.h"
#include "ui/wall_layout.h"

struct ImDrawList;

namespace labwall {

class LargeView {
 public:
  explicit LargeView(const ScenePainter& painter) : painter_(painter) {}

  // Once a frame, before the others: nothing is large.
  void Begin();
  // Over the wall: UiState::peeked.
  void DrawPeek(Frame& frame, const Rect& wall);
  // In the wall's place: UiState::opened. Arrow keys go to the next session, Esc and Enter back to the wall.
  void DrawSession(Frame& frame, const Rect& area);

  [[nodiscard]] const WallScene& scene() const { return scene_; }
  [[nodiscard]] const std::optional<VisiblePicture>& visible() const { return visible_; }

 private:
  void DrawPicture(Frame& frame, ImDrawList* list, const ShownSession& shown, const Rect& place);
  void DrawDetails(Frame& frame, const ShownSession& shown, const Rect& panel);
  void TakeKeys(Frame& frame);
  void GoBy(Frame& frame, int step);

  const ScenePainter painter_;
  WallScene scene_;
  std::optional<VisiblePicture> visible_;
  int place_ = 0;  // of the opened session on the wall, for when it ends
};

}  // namespace labwall
