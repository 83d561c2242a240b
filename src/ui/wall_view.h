// SPDX-License-Identifier: Apache-2.0
// WallView is the grid of tiles: it lays them out, takes the mouse and the keyboard through Dear ImGui's multi-select,
// and says what the GPU is to draw. Only tiles on screen, and the few that a selection or a move needs, are touched.
#pragma once

#include <cstdint>
#include <vector>

#include "ui/desk_arranger.h"
#include "ui/peek_gesture.h"
#include "ui/ui_state.h"
#include "ui/wall_layout.h"

struct ImGuiMultiSelectIO;

namespace labwall {

class WallView {
 public:
  explicit WallView(const ScenePainter& painter) : painter_(painter) {}

  // Draws the wall into this rectangle of the window, as a Dear ImGui window of its own.
  void Draw(Frame& frame, const Rect& area);
  // When something else than the wall is shown.
  void Hide();
  // Gives the wall the keyboard; with `to_first` its first tile too.
  void TakeFocus(bool to_first);
  // Focuses and selects one tile, in the next frame.
  void GoTo(int index);
  // Scrolls to the focused tile, for when the order of the tiles is about to change.
  void ShowFocused() { focus_moved_ = true; }
  // Focuses one tile and gives the wall the keyboard.
  void Focus(int index);

  [[nodiscard]] const WallScene& scene() const { return scene_; }
  [[nodiscard]] const std::vector<VisiblePicture>& visible() const { return visible_; }
  // Where a menu for the focused tile belongs, in window coordinates.
  [[nodiscard]] Rect FocusedRect() const { return focused_rect_; }
  [[nodiscard]] bool has_keyboard() const { return has_keyboard_; }

 private:
  void LayOut(Frame& frame, const Rect& area);
  void DrawHeadings(Frame& frame);
  void DrawTiles(Frame& frame);
  void DrawOneTile(Frame& frame, int index);
  // What a press, a double click, a held button or a right click on the tile that was just submitted means.
  void TakeMouse(Frame& frame, const ShownSession& shown, bool hovered);
  void TakeOpenKey(Frame& frame);
  void ArrangeByKey(Frame& frame);
  void DrawDragged(Frame& frame);
  void PaintPlainly(const TileDraw& draw) const;
  // The tiles to submit, in reading order: those on screen and those that the multi-select must see.
  [[nodiscard]] const std::vector<int>& TilesToSubmit(const Frame& frame, int move_to);
  [[nodiscard]] int MoveTarget(const Frame& frame);
  void KeepAnchor(const Frame& frame);
  void Apply(Frame& frame, const ImGuiMultiSelectIO& io);
  void TakeMovedFocus(Frame& frame);
  void KeepFocusOnATile(Frame& frame);
  void ScrollToFocused(Frame& frame);
  [[nodiscard]] int FocusedIndex(const Frame& frame) const;

  // What the layout was made of.
  struct LaidOut {
    uint64_t model = 0;
    float width = 0;
    float height = 0;
    float scale = 0;
    float tile_width = 0;
    bool fit_all = false;
    bool operator==(const LaidOut&) const = default;
  };

  const ScenePainter painter_;
  LaidOut laid_out_;
  WallLayout layout_;
  LayoutMetrics metrics_;
  std::vector<LayoutGroup> groups_;
  PeekGesture peek_;
  DeskArranger arranger_;
  WallScene scene_;
  std::vector<VisiblePicture> visible_;
  size_t tiles_drawn_ = 0;    // in this frame so far, of scene_'s
  size_t visible_count_ = 0;  // likewise
  std::vector<int> tiles_to_submit_;
  Rect area_;
  float origin_x_ = 0;  // of the layout, in window coordinates
  float origin_y_ = 0;
  Rect focused_rect_;
  int focus_place_ = 0;  // index of the focused tile when it was last seen, for when its session ends
  int column_ = 0;       // that up and down keep to
  bool has_keyboard_ = false;
  bool want_keyboard_ = true;
  int focus_tile_ = 0;  // to be focused in this frame; -1 for none
  bool focus_selects_ = false;
  bool focus_moved_ = false;  // scroll to it once it is there
  bool on_badge_ = false;     // the mouse was on a tile's check badge in the last frame
};

}  // namespace labwall
