// SPDX-License-Identifier: Apache-2.0
#include "ui/batch_buttons.h"

#include <algorithm>
#include <string>
#include <vector>

#include "ui/activity_export.h"
#include "ui/confirm_dialog.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kHeight = 26;

bool IsToTryAgain(const Frame& frame, const TargetProgress& target) {
  const SessionKey& key = target.target.key;
  return CanBeTriedAgain(target) && !frame.IsOwn(key) && frame.model.Knows(key);
}

struct Placed {
  BatchButton button;
  const char* id;
  std::string label;
  bool enabled;
  ImVec2 offset;
  float width;
};

// Of those wanted the ones that make sense, each where it belongs.
std::vector<Placed> Place(const Frame& frame, const ActivityEntry& entry, std::span<const BatchButton> wanted,
                          float width) {
  const Look& look = frame.look;
  const Batch& batch = *entry.batch;
  const bool failed = std::any_of(batch.targets.begin(), batch.targets.end(), CanBeTriedAgain);
  const bool any = failed && AnyToTryAgain(frame, batch);
  std::vector<Placed> placed;
  ImVec2 pen(0, 0);
  const auto add = [&](BatchButton button, const char* id, const char* label, bool enabled = true) {
    const float label_width = std::min(width, ButtonWidth(look, label, ButtonKind::kLink));
    if (pen.x > 0 && pen.x + label_width > width) pen = ImVec2(0, pen.y + look.px(kHeight));
    placed.push_back({button, id, label, enabled, pen, label_width});
    pen.x += label_width + look.px(4);
  };
  for (const BatchButton button : wanted) {
    switch (button) {
      case BatchButton::kCancel:
        if (entry.waiting > 0) add(button, "cancel", Tr("Cancel"));
        break;
      case BatchButton::kTryAgain:
        if (failed) add(button, "try again", Tr("Try again…"), any);
        break;
      case BatchButton::kSelect:
        if (failed) add(button, "select", Tr("Select failed"), any);
        break;
      case BatchButton::kDetails:
        add(button, "details", Tr("Details"));
        break;
      case BatchButton::kCopy:
        add(button, "copy", Tr("Copy"));
        break;
      case BatchButton::kSave:
        add(button, "save", Tr("Save as CSV…"));
        break;
    }
  }
  return placed;
}

float HeightOf(const Look& look, const std::vector<Placed>& placed) {
  return placed.empty() ? 0 : placed.back().offset.y + look.px(kHeight);
}

void Press(Frame& frame, const ActivityEntry& entry, BatchButton button) {
  switch (button) {
    case BatchButton::kCancel:
      frame.sink.Cancel(entry.batch->id);
      break;
    case BatchButton::kTryAgain:
      TryAgain(frame, *entry.batch);
      break;
    case BatchButton::kSelect:
      SelectFailed(frame, *entry.batch);
      break;
    case BatchButton::kDetails:
      frame.state.tab = Tab::kActivity;
      frame.state.show_batch = entry.batch->id;
      break;
    case BatchButton::kCopy:
      ImGui::SetClipboardText(ActivityAsText({&entry, 1}).c_str());
      frame.state.said.emplace_back(Tr("Copied"));
      break;
    case BatchButton::kSave:
      frame.state.save_activity = SaveActivity{.batch = entry.batch->id};
      break;
  }
}

}  // namespace

Selection ToTryAgain(const Frame& frame, const Batch& batch) {
  Selection sessions;
  for (const TargetProgress& target : batch.targets) {
    if (IsToTryAgain(frame, target)) sessions.Set(target.target.key, true);
  }
  return sessions;
}

bool AnyToTryAgain(const Frame& frame, const Batch& batch) {
  return std::any_of(batch.targets.begin(), batch.targets.end(),
                     [&](const TargetProgress& target) { return IsToTryAgain(frame, target); });
}

const Batch* NewestWithFailures(const ActivityLog& log) {
  const auto& entries = log.entries();
  const auto found = std::find_if(entries.rbegin(), entries.rend(), [](const ActivityEntry& entry) {
    const auto& targets = entry.batch->targets;
    return entry.batch->finished() && std::any_of(targets.begin(), targets.end(), CanBeTriedAgain);
  });
  return found == entries.rend() ? nullptr : found->batch.get();
}

void TryAgain(Frame& frame, const Batch& batch) {
  if (!frame.state.pending) frame.state.pending = AskToLogOffThese(frame, ToTryAgain(frame, batch));
}

void SelectFailed(Frame& frame, const Batch& batch) {
  Selection failed = ToTryAgain(frame, batch);
  if (failed.empty()) return;
  frame.state.selection = std::move(failed);
  frame.state.tab = Tab::kHome;
  frame.state.opened.reset();
}

float DrawBatchButtons(Frame& frame, const ActivityEntry& entry, std::span<const BatchButton> wanted, ImVec2 min,
                       float width) {
  const Look& look = frame.look;
  const std::vector<Placed> placed = Place(frame, entry, wanted, width);
  for (const Placed& button : placed) {
    ImGui::SetCursorScreenPos({min.x + button.offset.x, min.y + button.offset.y});
    ImGui::BeginDisabled(!button.enabled);
    if (Button(look, button.id, button.label, ButtonKind::kLink, {button.width, look.px(kHeight)})) {
      Press(frame, entry, button.button);
    }
    ImGui::EndDisabled();
  }
  return HeightOf(look, placed);
}

float BatchButtonsHeight(const Frame& frame, const ActivityEntry& entry, std::span<const BatchButton> wanted,
                         float width) {
  return HeightOf(frame.look, Place(frame, entry, wanted, width));
}

}  // namespace labwall
