// SPDX-License-Identifier: Apache-2.0
#include "ui/batch_card.h"

#include <algorithm>
#include <set>

#include "imgui_internal.h"
#include "ui/local_time.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kPad = 16;
constexpr size_t kTitleLines = 3;
constexpr size_t kSummaryLines = 6;

// The middle of the control that has the keyboard in the current window, in screen coordinates.
std::optional<float> KeyboardY() {
  const ImGuiContext& g = *GImGui;
  ImGuiWindow* const window = g.CurrentWindow;
  if (g.NavWindow != window || g.NavId == 0) return std::nullopt;
  return ImGui::WindowRectRelToAbs(window, window->NavRectRel[ImGuiNavLayer_Main]).GetCenter().y;
}

// A control without a face of its own. Its ring stays inside, clear of the lines above and below.
bool PlainControl(const Look& look, const char* id, ImVec2 min, ImVec2 max) {
  ImGui::SetCursorScreenPos(min);
  ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
  const bool pressed = ImGui::InvisibleButton(id, {max.x - min.x, max.y - min.y}, ImGuiButtonFlags_EnableNav);
  ImGui::PopStyleColor();
  if (ImGui::IsItemFocused()) {
    ImGui::GetWindowDrawList()->AddRect(min, max, Packed(look.palette.text), look.px(6), 0, look.px(1.5f));
  }
  return pressed;
}

std::string WhenInWords(const Frame& frame, const ActivityEntry& entry) {
  const LocalTime then = LocalTimeOf(entry.submitted_unix_us);
  const bool today = then.date == LocalTimeOf(frame.now_unix_us).date;
  std::string words = today ? then.clock : then.date + " " + then.clock;
  if (entry.batch->finished()) words += "  ·  " + SecondsInWords(entry.longest);
  return words;
}

}  // namespace

std::string TitleInWords(const Frame& frame, const ActivityEntry& entry) {
  const std::string& room = entry.common_room;
  return BatchTitle(*entry.batch, room.empty() ? room : ShownRoomName(frame.state.settings, room));
}

// Lays one card out from top to bottom, over a background whose height is known at the end.
class CardDrawing {
 public:
  CardDrawing(Frame& frame, BatchCard& card, const ActivityEntry& entry, const CardStyle& style, ImVec2 min,
              float width)
      : frame_(frame),
        look_(frame.look),
        card_(card),
        entry_(entry),
        style_(style),
        list_(ImGui::GetWindowDrawList()),
        min_(min),
        width_(width),
        left_(min.x + look_.px(kPad)),
        room_(width - 2 * look_.px(kPad)),
        y_(min.y + look_.px(14)) {}

  // Returns the height.
  float Draw() {
    ImGui::PushID(static_cast<int>(entry_.batch->id));
    list_->ChannelsSplit(2);
    list_->ChannelsSetCurrent(1);
    if (card_.focus_first_) ImGui::SetKeyboardFocusHere();
    card_.focus_first_ = false;
    Title();
    Lines(Wrapped(Small(look_), BatchSummary(entry_.counts), room_, kSummaryLines), 0);
    y_ += look_.px(6);
    DrawOutcomeBar(look_, list_, entry_.counts, {left_, y_}, {left_ + room_, y_ + look_.px(6)});
    y_ += look_.px(13);
    y_ += DrawBatchButtons(frame_, entry_, style_.buttons, {left_ - look_.px(6), y_}, room_ + look_.px(12));
    Rows();
    const ImVec2 max(min_.x + width_, y_ + look_.px(8));
    list_->ChannelsSetCurrent(0);
    list_->AddRectFilled(min_, max, Packed(look_.palette.raised), look_.px(10));
    list_->AddRect(min_, max, Packed(look_.palette.hairline), look_.px(10));
    list_->ChannelsMerge();
    ImGui::PopID();
    return max.y - min_.y;
  }

 private:
  void Lines(const std::vector<std::string>& lines, float indent) {
    for (const std::string& line : lines) {
      DrawText(list_, Small(look_), {left_ + indent, y_}, Packed(look_.palette.dim_text), line);
      y_ += CardRows::LineHeight(look_);
    }
  }

  // Opens and closes the card, where that makes a difference.
  void Title() {
    const Type strong = Strong(look_);
    const Type small = Small(look_);
    const bool can_open = card_.rows_.can_open();
    const float indent = can_open ? look_.px(18) : 0;
    const float when = DrawFigures(list_, small, {left_ + room_, y_ + look_.px(1)}, Packed(look_.palette.dim_text),
                                   WhenInWords(frame_, entry_));
    const std::vector<std::string> lines =
        Wrapped(strong, TitleInWords(frame_, entry_), when - left_ - indent - look_.px(12), kTitleLines);
    const float height = look_.px(21) * static_cast<float>(lines.size());
    if (can_open) {
      if (PlainControl(look_, "open", {left_ - look_.px(6), y_ - look_.px(5)},
                       {left_ + room_ + look_.px(6), y_ + height - look_.px(1)})) {
        card_.open_ = !card_.open_;
      }
      const Colour& colour = ImGui::IsItemHovered() ? look_.palette.text : look_.palette.dim_text;
      DrawIcon(list_, card_.open_ ? Icon::kChevronDown : Icon::kChevronRight, {left_ + look_.px(5), y_ + look_.px(8)},
               look_.px(12), Packed(colour));
    }
    for (const std::string& line : lines) {
      DrawText(list_, strong, {left_ + indent, y_}, Packed(look_.palette.text), line);
      y_ += look_.px(21);
    }
  }

  // The rows on screen, and those that the keyboard may go to next: a page up and down, and the ends.
  void Rows() {
    const CardRows& rows = card_.rows_;
    if (!rows.rows().empty()) {
      y_ += look_.px(6);
      const ImRect clip = GImGui->CurrentWindow->ClipRect;
      const float page = clip.GetHeight();
      std::set<size_t> wanted = {0, rows.rows().size() - 1};
      const auto add = [&](float top, float bottom) {
        const auto [first, last] = rows.Between(top - y_, bottom - y_);
        for (size_t i = first; i < last; ++i) wanted.insert(i);
      };
      add(clip.Min.y - page, clip.Max.y + page);
      if (const std::optional<float> at = KeyboardY()) add(*at - look_.px(60), *at + look_.px(60));
      ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, true);
      for (const size_t i : wanted) OneRow(rows.rows()[i], clip);
      ImGui::PopItemFlag();
      y_ += rows.height();
    }
    if (rows.left_out() > 0) {
      ImGui::SetCursorScreenPos({left_ + CardRows::Indent(look_) - look_.px(6), y_});
      const std::string more = Count("and {0} more", "and {0} more", rows.left_out());
      if (Button(look_, "more", more, ButtonKind::kLink, {0, look_.px(26)})) card_.open_ = true;
      y_ += look_.px(26);
    }
  }

  void OneRow(const CardRows::Row& row, const ImRect& clip) {
    const TargetProgress& target = entry_.batch->targets[row.target];
    const ImVec2 min(left_ - look_.px(6), y_ + row.top);
    const ImVec2 max(left_ + room_ + look_.px(6), y_ + row.bottom - look_.px(1));
    ImGui::PushID(static_cast<int>(row.target));
    const bool pressed = PlainControl(look_, "row", min, max);
    ImGui::PopID();
    const bool known = frame_.model.Knows(target.target.key);
    if (pressed && known) frame_.state.go_to = target.target.key;
    if (max.y <= clip.Min.y || min.y >= clip.Max.y) return;
    if (known) {
      if (ImGui::IsItemHovered(ImGuiHoveredFlags_NoNavOverride)) {
        list_->AddRectFilled(min, max, Packed(look_.palette.hairline, 0.4f), look_.px(6));
      }
      if (ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip | ImGuiHoveredFlags_NoNavOverride)) {
        ImGui::SetTooltip("%s", Tr("Show on the wall"));
      }
    }
    RowText(target, {left_, y_ + row.top + look_.px(2)});
  }

  void RowText(const TargetProgress& target, ImVec2 at) {
    const Palette& p = look_.palette;
    const Type body = Body(look_);
    const Type small = Small(look_);
    const float indent = CardRows::Indent(look_);
    const float right = left_ + room_;
    const Standing standing = StandingOf(target);
    DrawStandingGlyph(list_, standing, {at.x + look_.px(7), at.y + look_.px(8)}, look_.px(14),
                      Packed(ColourOf(p, standing)));
    const std::string station = Shortened(small, target.target.key.station, room_ * 0.4f);
    const float station_x = right - WidthOf(small, station);
    DrawText(list_, small, {station_x, at.y + look_.px(1)}, Packed(p.dim_text), station);
    const std::string person = PersonInWords(target.target.user, target.target.display_name);
    DrawText(list_, body, {at.x + indent, at.y}, Packed(p.text),
             Shortened(body, person, station_x - at.x - indent - look_.px(8)));
    float y = at.y + CardRows::NameHeight(look_);
    if (target.stage == TargetStage::kFinished) {
      DrawFigures(list_, small, {right, y}, Packed(p.dim_text), SecondsInWords(target.outcome.elapsed));
    }
    for (const std::string& line : CardRows::ReasonLines(look_, target, room_)) {
      DrawText(list_, small, {at.x + indent, y}, Packed(p.dim_text), line);
      y += CardRows::LineHeight(look_);
    }
  }

  Frame& frame_;
  const Look& look_;
  BatchCard& card_;
  const ActivityEntry& entry_;
  const CardStyle& style_;
  ImDrawList* list_;
  ImVec2 min_;
  float width_;
  float left_;
  float room_;
  float y_;
};

CardRows::Choice BatchCard::ChoiceFor(const Frame& frame, const CardStyle& style, float width) const {
  const Look& look = frame.look;
  return {style.only, open_, width - 2 * look.px(kPad), look.scale, frame.state.settings.language};
}

float BatchCard::Draw(Frame& frame, const ActivityEntry& entry, const CardStyle& style, ImVec2 min, float width) {
  drawn_batch_ = entry.batch;
  drawn_choice_ = ChoiceFor(frame, style, width);
  rows_.LayOut(frame.look, entry, drawn_choice_);
  height_ = CardDrawing(frame, *this, entry, style, min, width).Draw();
  return height_;
}

std::optional<float> BatchCard::HeightIfUnchanged(const Frame& frame, const ActivityEntry& entry,
                                                  const CardStyle& style, float width) const {
  if (drawn_batch_ != entry.batch || drawn_choice_ != ChoiceFor(frame, style, width)) return std::nullopt;
  return height_;
}

void CardList::Focus(std::optional<BatchId> id) {
  show_ = id;
  focus_first_ = !id.has_value();
}

void CardList::Draw(Frame& frame, const std::vector<const ActivityEntry*>& entries, const CardStyle& style,
                    float width) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const ImRect clip = GImGui->CurrentWindow->ClipRect;
  const float page = clip.GetHeight();
  const std::optional<float> keyboard_y = KeyboardY();
  const size_t keyboard_was_at = keyboard_at_;
  float y = start.y;
  for (size_t i = 0; i < entries.size(); ++i) {
    const ActivityEntry& entry = *entries[i];
    BatchCard& card = cards_[entry.batch->id];
    const bool shown = show_ == entry.batch->id;
    if (shown || (focus_first_ && i == 0)) card.FocusFirst();
    if (shown) ImGui::SetScrollFromPosY(y - frame.look.px(12) - ImGui::GetWindowPos().y, 0);
    std::optional<float> height = card.HeightIfUnchanged(frame, entry, style, width);
    // Tab and the arrows go to the next card wherever that is, and from the last to the first.
    const bool next_to_keyboard = i + 1 >= keyboard_was_at && i <= keyboard_was_at + 1;
    const bool near = !height || (y + *height > clip.Min.y - page && y < clip.Max.y + page) || next_to_keyboard ||
                      shown || i == 0 || i + 1 == entries.size();
    if (near) height = card.Draw(frame, entry, style, {start.x, y}, width);
    if (keyboard_y && *keyboard_y >= y && *keyboard_y < y + *height) keyboard_at_ = i;
    y += *height + frame.look.px(12);
  }
  show_.reset();
  focus_first_ = false;
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({width, std::max(1.0f, y - start.y)});
}

}  // namespace labwall
