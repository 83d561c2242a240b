// SPDX-License-Identifier: Apache-2.0
#include "ui/desk_arranger.h"

#include <algorithm>

namespace labwall {
namespace {

// The group that a tile is in.
size_t GroupOf(const WallModel& model, int index) {
  const auto& groups = model.groups();
  const auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const ShownGroup& g) { return index >= g.first && index < g.first + g.count; });
  return static_cast<size_t>(group - groups.begin());
}

const ShownSession& Tile(const WallModel& model, int index) { return model.sessions()[static_cast<size_t>(index)]; }

// The room's plan, begun with the places that the tiles have now.
DeskPlan PlanOf(const Frame& frame, const WallLayout& layout, const ShownGroup& group) {
  const auto kept = frame.state.settings.desk_plans.find(group.room);
  DeskPlan plan = kept != frame.state.settings.desk_plans.end() ? kept->second : DeskPlan();
  int row = -1;
  float y = -1;
  for (int i = group.first; i < group.first + group.count; ++i) {
    const ShownSession& shown = Tile(frame.model, i);
    const Rect place = layout.TileRect(i);
    if (place.y != y) ++row;
    y = place.y;
    const GridCell cell = group.desk_columns > 0 ? shown.cell : GridCell{layout.ColumnOf(i), row};
    plan.try_emplace(DeskOf(shown.session, *shown.view->station), cell);
  }
  return plan;
}

void MoveTo(Frame& frame, const WallLayout& layout, int index, GridCell to) {
  const ShownGroup& group = frame.model.groups()[GroupOf(frame.model, index)];
  DeskPlan plan = PlanOf(frame, layout, group);
  const ShownSession& shown = Tile(frame.model, index);
  GridCell& from = plan[DeskOf(shown.session, *shown.view->station)];
  to = {std::clamp(to.column, 0, kMostDeskColumns - 1), std::clamp(to.row, 0, kMostDeskRows - 1)};
  for (auto& [desk, cell] : plan) {
    if (cell == to) cell = from;
  }
  from = to;
  frame.state.settings.desk_plans[group.room] = std::move(plan);
}

}  // namespace

bool DeskArranger::CanMove(const Frame& frame, int index) {
  return index >= 0 && frame.state.arranged_room && frame.state.settings.group == GroupBy::kRoom &&
         Tile(frame.model, index).view->station->room == *frame.state.arranged_room;
}

void DeskArranger::MoveBy(Frame& frame, const WallLayout& layout, int index, int columns, int rows) {
  if (!CanMove(frame, index)) return;
  const ShownGroup& group = frame.model.groups()[GroupOf(frame.model, index)];
  const ShownSession& shown = Tile(frame.model, index);
  const GridCell from = PlanOf(frame, layout, group).at(DeskOf(shown.session, *shown.view->station));
  MoveTo(frame, layout, index, {from.column + columns, from.row + rows});
}

std::optional<Rect> DeskArranger::Target(const Frame& frame, const WallLayout& layout, float x, float y) const {
  const int index = dragged_ ? frame.model.IndexOfId(*dragged_) : -1;
  if (!CanMove(frame, index)) return std::nullopt;
  const size_t group = GroupOf(frame.model, index);
  return layout.CellRect(group, layout.CellAt(group, x, y));
}

void DeskArranger::Release(Frame& frame, const WallLayout& layout, float x, float y) {
  const int index = dragged_ ? frame.model.IndexOfId(*dragged_) : -1;
  dragged_.reset();
  if (CanMove(frame, index)) MoveTo(frame, layout, index, layout.CellAt(GroupOf(frame.model, index), x, y));
}

}  // namespace labwall
