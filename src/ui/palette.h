// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ui/ui_state.h"

namespace labwall {

// A thing that can be chosen: an action, or else a session.
struct PaletteEntry {
  std::string text;  // folded: its name first, then, each behind a line feed, what else it is found by
  std::optional<UiAction> action;
  ShownSession session;
};

// The command palette: a field, and below it every action and every session that has all the words in it. It opens when
// state.open_palette says so, and knows the sessions that there were then, so that no row moves under the hand.
class CommandPalette {
 public:
  // Queues the action that was chosen, or opens the session (UiState::opened). Returns the session whose tile the
  // supervisor wants to go to.
  std::optional<SessionKey> Draw(Frame& frame);

 private:
  enum class Chosen { kNothing, kRow, kRowOpened, kClosed };

  void Open(Frame& frame);
  void AddActions();
  void AddSessions(const Frame& frame);
  // Fills rows_ with what has all the words of the text in it.
  void Match(const Frame& frame);
  void MoveTo(int row);
  [[nodiscard]] Chosen TakeKeys();
  [[nodiscard]] Chosen DrawRows(Frame& frame, float width);
  void DrawHelp(const Frame& frame, float width) const;
  std::optional<SessionKey> Choose(Frame& frame, bool opened);
  [[nodiscard]] const PaletteEntry& entry(int row) const { return entries_[rows_[static_cast<size_t>(row)]]; }
  [[nodiscard]] int row_count() const { return static_cast<int>(rows_.size()); }

  std::array<char, 128> text_{};
  std::string matched_;                          // the text that rows_ are for
  std::shared_ptr<const LabSnapshot> snapshot_;  // keeps alive what entries_ point into
  std::vector<PaletteEntry> entries_;
  std::vector<uint32_t> rows_;    // indices into entries_, best first
  std::vector<UiAction> recent_;  // newest first
  int at_ = 0;                    // the highlighted row
  bool scroll_to_row_ = false;
};

}  // namespace labwall
