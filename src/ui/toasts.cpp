// SPDX-License-Identifier: Apache-2.0
#include "ui/toasts.h"

#include <algorithm>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/batch_card.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr size_t kShown = 3;
constexpr Milliseconds kAfterSuccess{6'000};
constexpr Milliseconds kSaidFor{4'000};
constexpr Milliseconds kAfterAttention{2'000};
constexpr float kWidth = 320;
constexpr float kMargin = 16;
constexpr float kGap = 8;
constexpr float kPad = 14;
constexpr float kIndent = 22;  // of what stands beside a glyph
constexpr float kLine = 18;
constexpr float kBar = 16;
constexpr size_t kMostLines = 8;
constexpr BatchButton kButtons[] = {BatchButton::kCancel, BatchButton::kDetails, BatchButton::kTryAgain};

// What is neither ended nor withdrawn is worth staying for.
bool AnythingFailed(const StandingCounts& counts) {
  return counts[Standing::kRefused] + counts[Standing::kUnreachable] + counts[Standing::kTimedOut] +
             counts[Standing::kFailed] >
         0;
}

void Fade(ImDrawList* list, int first_vertex, float alpha) {
  for (int i = first_vertex; i < list->VtxBuffer.Size; ++i) {
    ImU32& colour = list->VtxBuffer[i].col;
    const auto faded = static_cast<ImU32>(static_cast<float>(colour >> IM_COL32_A_SHIFT) * alpha);
    colour = (colour & ~IM_COL32_A_MASK) | (faded << IM_COL32_A_SHIFT);
  }
}

}  // namespace

// What a toast says, broken into lines, and how high that makes it.
struct Toasts::Content {
  const ActivityEntry* entry = nullptr;
  std::vector<std::string> title;
  std::vector<std::string> lines;
  float buttons = 0;  // height
  float height = 0;
};

Toasts::Content Toasts::Compose(const Frame& frame, const Toast& toast, float width) const {
  const Look& look = frame.look;
  const float room = width - 2 * look.px(kPad);
  const float beside_close = room - look.px(28);
  Content content;
  content.height = 2 * look.px(kPad);
  if (toast.kind == Kind::kBatch) {
    content.entry = frame.state.activity.Find(toast.batch);
    content.title = Wrapped(Strong(look), TitleInWords(frame, *content.entry), beside_close, kMostLines);
    content.lines = Wrapped(Small(look), BatchSummary(content.entry->counts), room, kMostLines);
    content.buttons = BatchButtonsHeight(frame, *content.entry, kButtons, room + look.px(12));
    // A link's words stand in the middle of it.
    content.height += look.px(kBar) + content.buttons - (content.buttons > 0 ? look.px(6) : 0);
  } else {
    content.lines = Wrapped(Body(look), toast.text, beside_close - look.px(kIndent), kMostLines);
  }
  content.height += look.px(kLine) * static_cast<float>(content.title.size() + content.lines.size());
  return content;
}

void Toasts::Add(Toast toast) {
  toast.id = next_id_++;
  toasts_.push_back(std::move(toast));
}

void Toasts::TakeNews(Frame& frame) {
  const MonotonicTime now = frame.input.now;
  const std::set<std::string> notices(frame.input.notices.begin(), frame.input.notices.end());
  for (const std::string& notice : frame.input.notices) {
    if (notices_seen_.insert(notice).second) Add({.kind = Kind::kNotice, .text = notice});
  }
  notices_seen_ = notices;  // one that is taken back and comes again is news again
  const auto& entries = frame.state.activity.entries();
  for (; batches_seen_ < entries.size(); ++batches_seen_) {
    Add({.kind = Kind::kBatch, .batch = entries[batches_seen_].batch->id});
  }
  for (std::string& said : frame.state.said) {
    std::erase_if(toasts_, [&](const Toast& toast) { return toast.kind == Kind::kSaid && toast.text == said; });
    Add({.kind = Kind::kSaid, .text = std::move(said), .until = now + kSaidFor});
  }
  frame.state.said.clear();
}

// Decides which toasts are over.
void Toasts::LetGo(Frame& frame) {
  const MonotonicTime now = frame.input.now;
  for (size_t i = 0; i < toasts_.size(); ++i) {
    Toast& toast = toasts_[i];
    if (toast.kind == Kind::kBatch) {
      const ActivityEntry& entry = *frame.state.activity.Find(toast.batch);
      const bool went_well = entry.batch->finished() && !AnythingFailed(entry.counts);
      if (went_well && !toast.until) toast.until = now + kAfterSuccess;
      // Those that have no place any more are found on the Activity page; a notice is found nowhere else, and waits.
      if (i + kShown < toasts_.size()) toast.closed = true;
    }
    if (!toast.until || toast.closed) continue;
    if (attended_) toast.until = std::max(*toast.until, now + kAfterAttention);
    if (now >= *toast.until) {
      toast.closed = true;
    } else {
      frame.ChangesAt(*toast.until);
    }
  }
  std::erase_if(toasts_, [](const Toast& toast) { return toast.closed && toast.motion.gone(); });
}

void Toasts::Draw(Frame& frame, const Rect& area, const Rect& bar) {
  TakeNews(frame);
  LetGo(frame);
  covered_ = 0;
  if (toasts_.empty()) {
    focus_.Leave();
    attended_ = false;
    return;
  }
  const Look& look = frame.look;
  const float margin = look.px(kMargin);
  const float width = std::max(1.0f, std::min(look.px(kWidth), area.width - 2 * margin));
  const float x = area.x + area.width - margin - width;
  float bottom = area.y + area.height - margin;
  if (bar.width > 0 && bar.x + bar.width + look.px(kGap) > x) bottom = std::min(bottom, bar.y - look.px(kGap));

  struct Placed {
    Toast* toast;
    Content content;
    Rect at;
    float share;
  };
  std::vector<Placed> placed;
  size_t standing = 0;
  for (auto toast = toasts_.rbegin(); toast != toasts_.rend(); ++toast) {
    const bool wanted = !toast->closed && standing < kShown;
    if (wanted) ++standing;
    const float share = toast->motion.Follow(frame, wanted);
    if (share <= 0) continue;
    Content content = Compose(frame, *toast, width);
    // It rises into its place, and what is above it with it.
    const float y = bottom - content.height * share;
    placed.push_back({&*toast, content, {x, y, width, content.height}, share});
    bottom = y - look.px(kGap) * share;
  }
  if (placed.empty()) return;

  const float shadow = look.px(16);
  const float top = placed.back().at.y;
  covered_ = area.y + area.height - top;
  ImGui::SetNextWindowPos({x - shadow, top - shadow});
  ImGui::SetNextWindowSize({width + shadow + margin, area.y + area.height - top + shadow});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::Begin("##toasts", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(2);
  first_control_ = focus_.Begin() || first_control_;
  attended_ = focus_.has_keyboard();
  ImGui::PushClipRect({area.x, area.y}, {area.x + area.width, area.y + area.height}, false);
  for (Placed& one : placed) DrawOne(frame, *one.toast, one.content, one.at, one.share);
  ImGui::PopClipRect();
  if (focus_.Lost()) first_control_ = true;
  ImGui::End();
}

void Toasts::DrawOne(Frame& frame, Toast& toast, const Content& content, const Rect& at, float alpha) {
  const Look& look = frame.look;
  const Palette& p = look.palette;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const int first_vertex = list->VtxBuffer.Size;
  const ImVec2 min(at.x, at.y);
  const ImVec2 max(at.x + at.width, at.y + at.height);
  if (ImGui::IsMouseHoveringRect(min, max)) attended_ = true;
  DrawShadow(look, list, min, max, look.px(10));
  list->AddRectFilled(min, max, Packed(p.raised), look.px(10));
  list->AddRect(min, max, Packed(p.hairline), look.px(10));

  const float left = at.x + look.px(kPad);
  const float room = at.width - 2 * look.px(kPad);
  float y = at.y + look.px(kPad);
  const auto lines = [&](const Type& type, const Colour& colour, const std::vector<std::string>& texts, float indent) {
    for (const std::string& text : texts) {
      DrawText(list, type, {left + indent, y}, Packed(colour), text);
      y += look.px(kLine);
    }
  };
  ImGui::PushID(static_cast<int>(toast.id));
  if (first_control_) ImGui::SetKeyboardFocusHere();
  first_control_ = false;
  if (content.entry != nullptr) {
    lines(Strong(look), p.text, content.title, 0);
    DrawOutcomeBar(look, list, content.entry->counts, {left, y + look.px(3)}, {left + room, y + look.px(9)});
    y += look.px(kBar);
    lines(Small(look), p.dim_text, content.lines, 0);
    DrawBatchButtons(frame, *content.entry, kButtons, {left - look.px(6), y}, room + look.px(12));
  } else {
    const ImVec2 glyph(left + look.px(7), y + look.px(8));
    if (toast.kind == Kind::kNotice) {
      DrawIcon(list, Icon::kWarning, glyph, look.px(16), Packed(p.warn));
    } else {
      DrawIcon(list, Icon::kCheck, glyph, look.px(16), Packed(p.ok));
    }
    lines(Body(look), p.text, content.lines, look.px(kIndent));
  }
  const float side = look.px(24);
  ImGui::SetCursorScreenPos({max.x - side - look.px(8), min.y + look.px(8)});
  if (IconButton(look, "close", Icon::kClose, side, nullptr)) toast.closed = true;
  ImGui::PopID();
  Fade(list, first_vertex, alpha);
}

}  // namespace labwall
