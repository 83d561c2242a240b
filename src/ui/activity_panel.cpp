// SPDX-License-Identifier: Apache-2.0
#include "ui/activity_panel.h"

#include <algorithm>

#include "imgui.h"
#include "ui/confirm_dialog.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr size_t kRowsShown = 12;
constexpr size_t kReasonLines = 3;
constexpr ImGuiWindowFlags kFlags =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
    ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoBringToFrontOnFocus;

bool IsDone(const TargetProgress& target) {
  return target.stage == TargetStage::kFinished && Succeeded(target.outcome.code);
}
bool IsFailed(const TargetProgress& target) {
  const OutcomeCode code = target.outcome.code;
  return target.stage == TargetStage::kFinished && !Succeeded(code) && code != OutcomeCode::kCancelled;
}

const Colour& ColourOf(const Palette& p, const TargetProgress& target) {
  if (target.stage != TargetStage::kFinished) return p.warn;
  if (Succeeded(target.outcome.code)) return p.ok;
  if (target.outcome.code == OutcomeCode::kCancelled) return p.dim_text;
  return target.outcome.code == OutcomeCode::kTimedOut ? p.held : p.bad;
}

// One batch as a card. It is laid out from top to bottom over a background whose height is known at the end.
class Card {
 public:
  Card(Frame& frame, const Batch& batch, ImVec2 min, float width)
      : frame_(frame), look_(frame.look), batch_(batch), list_(ImGui::GetWindowDrawList()), min_(min), width_(width) {
    pad_ = look_.px(16);
    y_ = min.y + look_.px(14);
  }

  // Returns the card's height.
  float Draw() {
    list_->ChannelsSplit(2);
    list_->ChannelsSetCurrent(1);
    Duration();
    Text(Strong(look_), look_.palette.text, BatchTitle(batch_), 21);
    Text(Small(look_), look_.palette.dim_text, BatchSummary(batch_), 20);
    Bar();
    Rows();
    Buttons();
    const ImVec2 max(min_.x + width_, y_ + look_.px(8));
    list_->ChannelsSetCurrent(0);
    list_->AddRectFilled(min_, max, Packed(look_.palette.raised), look_.px(10));
    list_->AddRect(min_, max, Packed(look_.palette.hairline), look_.px(10));
    list_->ChannelsMerge();
    return max.y - min_.y;
  }

 private:
  [[nodiscard]] float room() const { return width_ - 2 * pad_; }

  void Text(const Type& type, const Colour& colour, const std::string& text, float advance, float indent = 0) {
    DrawText(list_, type, {min_.x + pad_ + indent, y_}, Packed(colour), Shortened(type, text, room() - indent));
    y_ += look_.px(advance);
  }

  void Reason(const std::string& text) {
    const Type small = Small(look_);
    const float indent = look_.px(20);
    for (const std::string& line : Wrapped(small, text, room() - indent, kReasonLines)) {
      Text(small, look_.palette.dim_text, line, 16, indent);
    }
    y_ += look_.px(5);
  }

  void Duration() {
    if (!batch_.finished()) return;
    Milliseconds longest{0};
    for (const TargetProgress& target : batch_.targets) longest = std::max(longest, target.outcome.elapsed);
    const Type small = Small(look_);
    const std::string seconds = fmt::format("{:.1f}", static_cast<double>(longest.count()) / 1000);
    DrawFigures(list_, small, {min_.x + width_ - pad_, y_ + look_.px(1)}, Packed(look_.palette.dim_text),
                Phrase(Tr("{0} s"), seconds));
  }

  void Bar() {
    const float height = look_.px(6);
    const ImVec2 from(min_.x + pad_, y_ + look_.px(2));
    list_->AddRectFilled(from, {from.x + room(), from.y + height}, Packed(look_.palette.hairline), height / 2);
    float x = from.x;
    const float unit = room() / static_cast<float>(std::max<size_t>(1, batch_.targets.size()));
    const auto piece = [&](size_t count, const Colour& colour) {
      if (count == 0) return;
      const float width = unit * static_cast<float>(count);
      list_->AddRectFilled({x, from.y}, {x + width, from.y + height}, Packed(colour), height / 2);
      x += width;
    };
    const size_t done = batch_.CountOf(OutcomeCode::kDone) + batch_.CountOf(OutcomeCode::kAlreadyGone);
    const size_t late = batch_.CountOf(OutcomeCode::kTimedOut);
    const size_t cancelled = batch_.CountOf(OutcomeCode::kCancelled);
    piece(done, look_.palette.ok);
    piece(batch_.FinishedCount() - done - late - cancelled, look_.palette.bad);
    piece(late, look_.palette.held);
    piece(cancelled, look_.palette.dim_text);
    y_ += look_.px(18);
  }

  void Rows() {
    size_t shown = 0;
    size_t more = 0;
    for (const TargetProgress& target : batch_.targets) {
      if (IsDone(target)) continue;
      if (shown == kRowsShown) {
        ++more;
        continue;
      }
      ++shown;
      list_->AddCircleFilled({min_.x + pad_ + look_.px(5), y_ + look_.px(9)}, look_.px(4),
                             Packed(ColourOf(look_.palette, target)));
      Text(Body(look_), look_.palette.text, PersonInWords(target.target.user, target.target.display_name), 17,
           look_.px(20));
      const std::string& station = target.target.key.station;
      const std::string words = ProgressInWords(target);
      Reason(words.find(station) == std::string::npos ? station + ": " + words : words);
    }
    if (more > 0) Text(Small(look_), look_.palette.dim_text, Count("and {0} more", "and {0} more", more), 20);
  }

  void Buttons() {
    if (!batch_.finished() || std::none_of(batch_.targets.begin(), batch_.targets.end(), IsFailed)) return;
    ImGui::PushID(static_cast<int>(batch_.id));
    ImGui::SetCursorScreenPos({min_.x + pad_ - look_.px(6), y_});
    const bool select = Button(look_, "select", Tr("Select these"), ButtonKind::kLink, {0, look_.px(26)});
    ImGui::SameLine();
    const bool retry = Button(look_, "retry", Tr("Try again…"), ButtonKind::kLink, {0, look_.px(26)});
    ImGui::PopID();
    y_ += look_.px(26);
    if (!select && !retry) return;
    Selection& selection = frame_.state.selection;
    selection.Clear();
    for (const TargetProgress& target : batch_.targets) {
      const SessionKey& key = target.target.key;
      if (IsFailed(target) && !frame_.IsOwn(key) && frame_.model.Knows(key)) {
        selection.Set(key, true);
      }
    }
    if (retry && !selection.empty()) frame_.actions.push_back(UiAction::kLogOffSelected);
  }

  Frame& frame_;
  const Look& look_;
  const Batch& batch_;
  ImDrawList* list_;
  ImVec2 min_;
  float width_;
  float pad_ = 0;
  float y_ = 0;
};

bool Cleared(const Frame& frame, const Batch& batch) { return frame.state.cleared_cards.contains(batch.id); }

void DrawCards(Frame& frame, float width, bool with_cleared) {
  const Look& look = frame.look;
  for (auto it = frame.input.batches.rbegin(); it != frame.input.batches.rend(); ++it) {
    const Batch& batch = **it;
    if (!with_cleared && Cleared(frame, batch)) continue;
    const ImVec2 min = ImGui::GetCursorScreenPos();
    const float height = Card(frame, batch, min, width).Draw();
    ImGui::SetCursorScreenPos(min);
    ImGui::Dummy({width, height});
  }
  ImGui::Dummy({0, look.px(4)});
}

// Title at the left, a link at the right. True when the link was clicked.
bool DrawTitle(const Look& look, float width, const char* link) {
  const ImVec2 pos = ImGui::GetCursorScreenPos();
  DrawText(ImGui::GetWindowDrawList(), Large(look), {pos.x + look.px(6), pos.y + look.px(5)}, Packed(look.palette.text),
           Tr("Activity"));
  bool clicked = false;
  if (link != nullptr) {
    const float link_width = ButtonWidth(look, link, ButtonKind::kLink);
    ImGui::SetCursorScreenPos({pos.x + width - link_width, pos.y});
    clicked = Button(look, "title link", link, ButtonKind::kLink, {link_width, look.px(28)});
  }
  ImGui::SetCursorScreenPos(pos);
  ImGui::Dummy({width, look.px(30)});
  return clicked;
}

void BeginArea(const Look& look, const char* name, const Rect& area, float side_padding) {
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {side_padding, look.px(14)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look.px(8), look.px(12)});
  ImGui::Begin(name, nullptr, kFlags);
  ImGui::PopStyleVar(2);
}

}  // namespace

bool ActivityPanelWanted(const Frame& frame) {
  return frame.state.settings.activity_open && std::any_of(frame.input.batches.begin(), frame.input.batches.end(),
                                                           [&](const auto& batch) { return !Cleared(frame, *batch); });
}

void DrawActivityPanel(Frame& frame, const Rect& area) {
  const Look& look = frame.look;
  BeginArea(look, "##activity", area, look.px(16));
  ImGui::GetWindowDrawList()->AddLine({area.x, area.y}, {area.x, area.y + area.height}, Packed(look.palette.hairline));
  const float width = ImGui::GetContentRegionAvail().x;
  const bool any_finished = std::any_of(frame.input.batches.begin(), frame.input.batches.end(),
                                        [&](const auto& b) { return b->finished() && !Cleared(frame, *b); });
  if (DrawTitle(look, width, any_finished ? Tr("Clear done") : nullptr)) {
    for (const auto& batch : frame.input.batches) {
      if (batch->finished()) frame.state.cleared_cards.insert(batch->id);
    }
  }
  DrawCards(frame, width, false);
  ImGui::End();
}

void DrawActivityPage(Frame& frame, const Rect& area) {
  const Look& look = frame.look;
  const float width = std::min(look.px(720), area.width - look.px(40));
  BeginArea(look, "##activity page", area, (area.width - width) / 2);
  DrawTitle(look, width, nullptr);
  if (frame.input.batches.empty()) {
    const ImVec2 pos = ImGui::GetCursorScreenPos();
    DrawText(ImGui::GetWindowDrawList(), Body(look), {pos.x + look.px(6), pos.y}, Packed(look.palette.dim_text),
             Tr("Nothing yet. What becomes of every command is kept here until Labwall is closed."));
  }
  DrawCards(frame, width, true);
  ImGui::End();
}

}  // namespace labwall
