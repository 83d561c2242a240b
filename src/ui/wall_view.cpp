// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_view.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/group_heading.h"
#include "ui/scene_paint.h"
#include "ui/tile.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr const char* kWindowName = "##wall";
constexpr float kSelectionBarSpace = 76;  // that the floating bar covers, at scale 1

ImRect ToImRect(const Rect& r) { return {r.x, r.y, r.x + r.width, r.y + r.height}; }

// The element at `count`, which grows. What a vector holds from the frame before is written over rather than made anew:
// keys have texts that would be allocated for each tile in each frame.
template <typename T>
T& Next(std::vector<T>& elements, size_t& count) {
  if (count == elements.size()) elements.emplace_back();
  return elements[count++];
}

// The key behind the move that Dear ImGui's navigation asks for in this frame.
std::optional<FocusMove> RequestedMove() {
  const ImGuiContext& g = *GImGui;
  if (!g.NavMoveScoringItems || (g.NavMoveFlags & ImGuiNavMoveFlags_IsTabbing) != 0) return std::nullopt;
  if ((g.NavMoveFlags & ImGuiNavMoveFlags_ScrollToEdgeY) != 0) {
    return g.NavMoveDir == ImGuiDir_Down ? FocusMove::kHome : FocusMove::kEnd;
  }
  if ((g.NavMoveFlags & ImGuiNavMoveFlags_IsPageMove) != 0) {
    return g.NavMoveClipDir == ImGuiDir_Up ? FocusMove::kPageUp : FocusMove::kPageDown;
  }
  switch (g.NavMoveDir) {
    case ImGuiDir_Left:
      return FocusMove::kLeft;
    case ImGuiDir_Right:
      return FocusMove::kRight;
    case ImGuiDir_Up:
      return FocusMove::kUp;
    case ImGuiDir_Down:
      return FocusMove::kDown;
    default:
      return std::nullopt;
  }
}

}  // namespace

void WallView::Hide() {
  visible_.clear();
  scene_.tiles.clear();
  has_keyboard_ = false;
}

void WallView::TakeFocus(bool to_first) {
  want_keyboard_ = true;
  if (to_first) focus_tile_ = 0;
}

void WallView::GoTo(int index) {
  Focus(index);
  focus_selects_ = true;
}

void WallView::Focus(int index) {
  focus_tile_ = index;
  want_keyboard_ = true;
}

int WallView::FocusedIndex(const Frame& frame) const {
  return frame.state.focused ? frame.model.IndexOf(*frame.state.focused) : -1;
}

void WallView::LayOut(Frame& frame, const Rect& area) {
  const Look& look = frame.look;
  UiSettings& set = frame.state.settings;
  const LaidOut from{frame.model.version(), area.width, area.height, look.scale, set.tile_width, set.fit_all};
  if (from == laid_out_) return;
  laid_out_ = from;
  LayoutMetrics metrics;
  metrics.width = area.width;
  metrics.margin = look.px(20);
  const bool dense = set.tile_width < 160;
  metrics.gap_x = look.px(dense ? 12 : 20);
  metrics.gap_y = look.px(dense ? 12 : 16);
  metrics.heading_height = look.px(48);
  metrics.bottom = look.px(kSelectionBarSpace);
  metrics.caption = CaptionsOf(look);
  std::vector<LayoutGroup> groups;
  for (const ShownGroup& group : frame.model.groups()) {
    LayoutGroup& added = groups.emplace_back();
    added.count = group.count;
    added.heading = !group.id.empty();
    added.desk_columns = group.desk_columns;
    if (group.desk_columns == 0) continue;
    for (int i = group.first; i < group.first + group.count; ++i) {
      added.cells.push_back(frame.model.sessions()[static_cast<size_t>(i)].cell);
    }
  }
  if (set.fit_all) {
    set.tile_width =
        WidthThatFits(groups, metrics, area.height, look.px(kSmallestFittedTile), look.px(kLargestTile)) / look.scale;
  }
  metrics.tile_width = look.px(set.tile_width);
  if (metrics == metrics_ && groups == groups_) return;
  metrics_ = metrics;
  groups_ = std::move(groups);
  layout_ = WallLayout(groups_, metrics_);
  const int focused = FocusedIndex(frame);
  if (focused >= 0) column_ = layout_.ColumnOf(focused);
}

void WallView::Draw(Frame& frame, const Rect& area) {
  area_ = area;
  LayOut(frame, area);
  PrepareScene(scene_, frame.look, area);
  scene_.blurred = frame.state.settings.private_view;
  tiles_drawn_ = visible_count_ = 0;
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, Packed(frame.look.palette.background));
  ImGui::Begin(kWindowName, nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse |
                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  if (want_keyboard_ && !ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) {
    ImGui::SetWindowFocus();
    want_keyboard_ = false;
  }
  has_keyboard_ = ImGui::IsWindowFocused();
  // Dear ImGui would give a window that gets the keyboard its first item, and the multi-select would select that.
  if (has_keyboard_) GImGui->NavInitRequest = false;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  origin_x_ = start.x;
  origin_y_ = start.y;
  AddScene(ImGui::GetWindowDrawList(), painter_, scene_);
  DrawHeadings(frame);
  DrawTiles(frame);
  scene_.tiles.resize(tiles_drawn_);
  visible_.resize(visible_count_);
  ImGui::SetCursorScreenPos({origin_x_, origin_y_});
  ImGui::Dummy({1, layout_.height()});
  ScrollToFocused(frame);
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
}

void WallView::DrawHeadings(Frame& frame) {
  const std::vector<float>& headings = layout_.headings();
  for (size_t i = 0; i < headings.size(); ++i) {
    const ShownGroup& group = frame.model.groups()[i];
    const Rect row{origin_x_ + metrics_.margin, origin_y_ + headings[i], area_.width - 2 * metrics_.margin,
                   metrics_.heading_height};
    if (group.id.empty() || row.y + row.height < area_.y || row.y > area_.y + area_.height) continue;
    ImGui::PushID(group.id.c_str());
    DrawGroupHeading(frame, group, row);
    ImGui::PopID();
  }
}

// Where the keyboard goes in this frame, or -1. Dear ImGui's own choice is by distance, which in a grid with headings
// and short rows leaves the column, and which can't see tiles that are not submitted.
int WallView::MoveTarget(const Frame& frame) {
  const ImGuiContext& g = *GImGui;
  if (g.NavWindow != g.CurrentWindow || layout_.tile_count() == 0) return -1;
  const std::optional<FocusMove> move = RequestedMove();
  if (!move) return -1;
  const int from = FocusedIndex(frame);
  if (from < 0) return std::clamp(focus_place_, 0, layout_.tile_count() - 1);
  const int to = layout_.Move(from, *move, column_, area_.height - metrics_.bottom);
  const bool vertical = *move == FocusMove::kUp || *move == FocusMove::kDown || *move == FocusMove::kPageUp ||
                        *move == FocusMove::kPageDown;
  if (!vertical) column_ = layout_.ColumnOf(to);
  return to;
}

const std::vector<int>& WallView::TilesToSubmit(const Frame& frame, int move_to) {
  const ImGuiContext& g = *GImGui;
  std::vector<int>& tiles = tiles_to_submit_;
  tiles.clear();
  const auto add_band = [&](float top, float bottom) {
    const auto [first, last] = layout_.TilesBetween(top - origin_y_, bottom - origin_y_);
    for (int i = first; i < last; ++i) tiles.push_back(i);
  };
  const auto add = [&](int index) {
    if (index >= 0 && index < layout_.tile_count()) tiles.push_back(index);
  };
  add_band(area_.y, area_.y + area_.height);
  if (g.BoxSelectState.IsActive && g.BoxSelectState.UnclipMode) {
    add_band(g.BoxSelectState.UnclipRect.Min.y, g.BoxSelectState.UnclipRect.Max.y);
  }
  add(FocusedIndex(frame));
  add(move_to);
  add(focus_tile_);
  if (g.CurrentMultiSelect != nullptr) add(frame.model.IndexOfId(g.CurrentMultiSelect->Storage->RangeSrcItem));
  std::sort(tiles.begin(), tiles.end());
  tiles.erase(std::unique(tiles.begin(), tiles.end()), tiles.end());
  return tiles;
}

// A Shift range starts at an anchor. When the anchor's session has ended or is filtered out, the focused tile takes
// over.
void WallView::KeepAnchor(const Frame& frame) {
  ImGuiContext& g = *GImGui;
  ImGuiMultiSelectState* storage = g.MultiSelectStorage.GetByKey(g.CurrentWindow->IDStack.back());
  if (storage == nullptr || frame.model.IndexOfId(storage->RangeSrcItem) >= 0) return;
  int anchor = FocusedIndex(frame);
  if (anchor < 0 && layout_.tile_count() > 0) anchor = std::min(focus_place_, layout_.tile_count() - 1);
  if (anchor < 0) {
    g.NavJustMovedToId = 0;
    storage->RangeSrcItem = ImGuiSelectionUserData_Invalid;
    return;
  }
  storage->RangeSrcItem = frame.model.sessions()[static_cast<size_t>(anchor)].id;
  storage->RangeSelected = 1;
}

void WallView::DrawTiles(Frame& frame) {
  ImGuiContext& g = *GImGui;
  TakeMovedFocus(frame);
  KeepFocusOnATile(frame);
  KeepAnchor(frame);
  // The keyboard's way to the search field is no reason to clear the selection, as Dear ImGui would.
  if (g.NavJustMovedToFocusScopeId != g.CurrentWindow->IDStack.back()) g.NavJustMovedFromFocusScopeId = 0;
  ArrangeByKey(frame);
  TakeOpenKey(frame);
  peek_.Begin(frame, has_keyboard_);
  const int move_to = MoveTarget(frame);
  const ImGuiMultiSelectFlags flags = ImGuiMultiSelectFlags_NoSelectAll | ImGuiMultiSelectFlags_BoxSelect2d |
                                      ImGuiMultiSelectFlags_ClearOnEscape | ImGuiMultiSelectFlags_ClearOnClickVoid;
  ImGuiMultiSelectIO* io =
      ImGui::BeginMultiSelect(flags, static_cast<int>(frame.state.selection.size()), layout_.tile_count());
  Apply(frame, *io);
  // Space toggles like Ctrl+Space, and so does a click on the check badge: neither ends a selection made with care.
  const bool space = g.NavWindow == g.CurrentWindow && (g.NavActivateFlags & ImGuiActivateFlags_PreferTweak) != 0;
  const bool mouse = ImGui::IsMouseClicked(ImGuiMouseButton_Left) || ImGui::IsMouseReleased(ImGuiMouseButton_Left);
  if (space || (on_badge_ && mouse)) g.CurrentMultiSelect->KeyMods = ImGuiMod_Ctrl;
  on_badge_ = false;
  const std::vector<int>& tiles = TilesToSubmit(frame, move_to);
  if (move_to >= 0) g.NavMoveScoringItems = false;  // where to go is settled, by reading order instead of by distance
  ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
  ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, true);
  for (const int index : tiles) {
    DrawOneTile(frame, index);
    if (index == move_to) {
      // Home and End that end where they began still select, as page moves do.
      if ((g.NavMoveFlags & ImGuiNavMoveFlags_ScrollToEdgeY) != 0) g.NavMoveFlags |= ImGuiNavMoveFlags_IsPageMove;
      g.NavMoveFlags &= ~(ImGuiNavMoveFlags_AlsoScoreVisibleSet | ImGuiNavMoveFlags_ScrollToEdgeY);
      ImGui::NavMoveRequestResolveWithLastItem(&g.NavMoveResultLocal);
    }
    if (index == focus_tile_ && has_keyboard_) {
      ImGui::FocusItem();
      if (focus_selects_)
        g.NavMoveFlags = (g.NavMoveFlags & ~ImGuiNavMoveFlags_NoSelect) | ImGuiNavMoveFlags_IsPageMove;
      focus_selects_ = false;
      ImGui::SetNavCursorVisible(true);
      focus_tile_ = -1;
      focus_moved_ = true;
    }
  }
  ImGui::PopItemFlag();
  ImGui::PopStyleColor();
  io = ImGui::EndMultiSelect();
  Apply(frame, *io);
  DrawDragged(frame);
}

void WallView::DrawOneTile(Frame& frame, int index) {
  ImGuiContext& g = *GImGui;
  const Look& look = frame.look;
  const ShownSession& shown = frame.model.sessions()[static_cast<size_t>(index)];
  const SessionKey& key = *shown.key;
  Rect tile = layout_.TileRect(index);
  tile.x += origin_x_;
  tile.y += origin_y_;

  ImGui::PushID(reinterpret_cast<const void*>(static_cast<intptr_t>(shown.id)));
  ImGui::SetCursorScreenPos({tile.x, tile.y});
  ImGui::SetNextItemSelectionUserData(shown.id);
  ImGui::Selectable("##tile", frame.state.selection.Contains(key), ImGuiSelectableFlags_None,
                    {tile.width, tile.height});
  const ImGuiID id = ImGui::GetItemID();
  ImGui::PopID();
  TileStatus status;
  status.tile = tile;
  status.picture = {tile.x, tile.y, tile.width, tile.height - layout_.CaptionHeight(index)};
  status.selected = frame.state.selection.Contains(key);
  status.hovered = ImGui::IsItemHovered() && !g.BoxSelectState.IsActive;
  TakeMouse(frame, shown, status.hovered);
  if (has_keyboard_ && g.NavId == id) {
    if (frame.state.focused != key) {
      frame.state.focused = key;
      if (g.NavJustMovedToId != id) column_ = layout_.ColumnOf(index);
    }
    focus_place_ = index;
  }
  const bool focused = frame.state.focused == key;
  if (focused) focused_rect_ = tile;
  if (tile.y + tile.height <= area_.y || tile.y >= area_.y + area_.height) return;

  if (frame.input.picture) status.info = frame.input.picture(key);
  TileDraw& draw = Next(scene_.tiles, tiles_drawn_);
  draw.key = key;
  draw.tile = tile;
  draw.picture = status.picture;
  draw.brighten = status.hovered ? 0.04f : 0;
  draw.selected = status.selected;
  draw.focused = focused;
  if (painter_.paint == nullptr) PaintPlainly(draw);
  const PictureShade shade = DrawTile(frame, ImGui::GetWindowDrawList(), shown, status);
  draw.veil = shade.veil;
  draw.opacity = shade.opacity;

  if (HasPicture(shown.session)) {
    const ImVec2 scale = ImGui::GetIO().DisplayFramebufferScale;
    VisiblePicture& visible = Next(visible_, visible_count_);
    visible.key = key;
    visible.pixels = {static_cast<int>(std::lround(status.picture.width * scale.x)),
                      static_cast<int>(std::lround(status.picture.height * scale.y))};
    visible.attended = status.hovered || focused;
  }
  if (status.hovered && frame.CanSelect(shown)) {
    const Rect badge = BadgeRect(look, status.picture);
    on_badge_ = badge.width > 0 && ToImRect(badge).Contains(ImGui::GetIO().MousePos);
  }
}

void WallView::TakeMouse(Frame& frame, const ShownSession& shown, bool hovered) {
  ImGuiContext& g = *GImGui;
  if (hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right)) frame.state.context_menu = ContextMenu::kAtMouse;
  if (DeskArranger::CanMove(frame, frame.model.IndexOfId(shown.id))) {
    if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) arranger_.Press(shown.id);
    g.BoxSelectState.IsStarting = false;
    return;
  }
  if (shown.session == nullptr) return;
  if (ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left)) peek_.Held(frame, *shown.key);
  if (hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) && g.IO.KeyMods == ImGuiMod_None && !on_badge_) {
    frame.state.focused = *shown.key;
    frame.actions.push_back(UiAction::kOpenSession);
  }
}

// Enter opens, and leaves the selection alone.
void WallView::TakeOpenKey(Frame& frame) {
  ImGuiContext& g = *GImGui;
  const bool enter = g.NavActivateId != 0 && (g.NavActivateFlags & ImGuiActivateFlags_PreferInput) != 0;
  if (!has_keyboard_ || g.NavWindow != g.CurrentWindow || !enter) return;
  g.NavActivateId = g.NavActivateDownId = g.NavActivatePressedId = 0;
  frame.actions.push_back(UiAction::kOpenSession);
}

void WallView::ArrangeByKey(Frame& frame) {
  if (!has_keyboard_ || !DeskArranger::CanMove(frame, FocusedIndex(frame))) return;
  for (const auto& [key, columns, rows] : {std::tuple(ImGuiKey_LeftArrow, -1, 0), std::tuple(ImGuiKey_RightArrow, 1, 0),
                                           std::tuple(ImGuiKey_UpArrow, 0, -1), std::tuple(ImGuiKey_DownArrow, 0, 1)}) {
    if (!ImGui::IsKeyChordPressed(ImGuiMod_Alt | key)) continue;
    ImGui::NavMoveRequestCancel();
    DeskArranger::MoveBy(frame, layout_, FocusedIndex(frame), columns, rows);
    focus_moved_ = true;
  }
}

void WallView::DrawDragged(Frame& frame) {
  if (!arranger_.dragged()) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float x = mouse.x - origin_x_;
  const float y = mouse.y - origin_y_;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    if (ImGui::IsMouseReleased(ImGuiMouseButton_Left) && ImGui::GetIO().MouseDragMaxDistanceSqr[0] > 36) {
      frame.state.selection = peek_.before_press();  // a move is not a choice
      arranger_.Release(frame, layout_, x, y);
    } else {
      arranger_.Cancel();
    }
    return;
  }
  const std::optional<Rect> target = arranger_.Target(frame, layout_, x, y);
  if (!target || !ImGui::IsMouseDragPastThreshold(ImGuiMouseButton_Left)) return;
  const ImRect at = {target->x + origin_x_, target->y + origin_y_, target->x + origin_x_ + target->width,
                     target->y + origin_y_ + target->height};
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Look& look = frame.look;
  list->AddRectFilled(at.Min, at.Max, Packed(look.palette.accent, 0.18f), look.px(8));
  list->AddRect(at.Min, at.Max, Packed(look.palette.accent), look.px(8), 0, look.px(2));
}

void WallView::PaintPlainly(const TileDraw& draw) const {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImRect tile = ToImRect(draw.tile);
  const ImRect picture = ToImRect(draw.picture);
  list->AddRectFilled(tile.Min, tile.Max, Packed(scene_.card), scene_.tile_rounding);
  list->AddRectFilled(picture.Min, picture.Max, Packed(scene_.letterbox), scene_.picture_rounding);
  const auto ring = [&](const Colour& colour, float thickness, float outset) {
    ImRect around = tile;
    around.Expand(outset + thickness / 2);
    list->AddRect(around.Min, around.Max, Packed(colour), scene_.tile_rounding + outset, 0, thickness);
  };
  if (draw.selected) ring(scene_.selected_colour, scene_.selected_ring, 0);
  if (draw.focused) ring(scene_.focused_colour, scene_.focused_ring, draw.selected ? scene_.selected_ring : 0);
}

void WallView::Apply(Frame& frame, const ImGuiMultiSelectIO& io) {
  Selection& selection = frame.state.selection;
  const std::vector<ShownSession>& sessions = frame.model.sessions();
  const auto set = [&](int first, int last, bool selected) {
    for (int i = first; i <= last; ++i) {
      const ShownSession& shown = sessions[static_cast<size_t>(i)];
      if (frame.CanSelect(shown)) selection.Set(*shown.key, selected);
    }
  };
  for (const ImGuiSelectionRequest& request : io.Requests) {
    if (request.Type == ImGuiSelectionRequestType_SetAll) {
      selection.Clear();
      if (request.Selected) set(0, static_cast<int>(sessions.size()) - 1, true);
    } else if (request.Type == ImGuiSelectionRequestType_SetRange) {
      const int a = frame.model.IndexOfId(request.RangeFirstItem);
      const int b = frame.model.IndexOfId(request.RangeLastItem);
      if (a >= 0 && b >= 0) set(std::min(a, b), std::max(a, b), request.Selected);
    }
  }
}

// A move of the last frame has its effect in this one; the next move starts where it led.
void WallView::TakeMovedFocus(Frame& frame) {
  const ImGuiContext& g = *GImGui;
  if (!has_keyboard_ || g.NavJustMovedToId == 0 || !g.NavJustMovedToHasSelectionData) return;
  const int index = frame.model.IndexOfId(g.NavLastValidSelectionUserData);
  if (index < 0) return;
  frame.state.focused = *frame.model.sessions()[static_cast<size_t>(index)].key;
  focus_place_ = index;
}

// When the focused session ends or is filtered out, the tile that comes into its place gets the focus, unselected.
void WallView::KeepFocusOnATile(Frame& frame) {
  if (layout_.tile_count() == 0) {
    frame.state.focused.reset();
    focus_tile_ = 0;
    return;
  }
  focus_tile_ = std::min(focus_tile_, layout_.tile_count() - 1);
  if (FocusedIndex(frame) >= 0 || !has_keyboard_ || focus_tile_ >= 0) return;
  focus_tile_ = std::clamp(focus_place_, 0, layout_.tile_count() - 1);
}

// Keeps a focused tile that was moved to clear of the heading above and of the floating bar below it.
void WallView::ScrollToFocused(Frame& frame) {
  const int index = FocusedIndex(frame);
  if (GImGui->NavJustMovedToId != 0 && has_keyboard_) focus_moved_ = true;
  if (!focus_moved_ || index < 0 || GImGui->NavMoveSubmitted) return;
  focus_moved_ = false;
  const Rect tile = layout_.TileRect(index);
  const float scroll = ImGui::GetScrollY();
  const float top = tile.y - metrics_.heading_height;
  const float bottom = tile.y + tile.height + metrics_.bottom;
  if (top < scroll) {
    ImGui::SetScrollY(std::max(0.0f, top));
  } else if (bottom > scroll + area_.height) {
    ImGui::SetScrollY(bottom - area_.height);
  }
}

}  // namespace labwall
