// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "ui/batch_buttons.h"
#include "ui/card_rows.h"

namespace labwall {

// "Log off 18 users, B12", with the room by the name that the wall gives it.
[[nodiscard]] std::string TitleInWords(const Frame& frame, const ActivityEntry& entry);

// How a list shows its cards.
struct CardStyle {
  std::span<const BatchButton> buttons;
  std::optional<Standing> only;  // list the sessions that stand so, and no others
};

// One command as a card: title, summary in words, a bar in outcome colours, what can be done, and its sessions with
// reason and duration. Closed it lists what did not go well; open it lists all.
class BatchCard {
 public:
  // Draws at `min` and returns the height.
  float Draw(Frame& frame, const ActivityEntry& entry, const CardStyle& style, ImVec2 min, float width);
  // The height as drawn last, if the card would be the same now.
  [[nodiscard]] std::optional<float> HeightIfUnchanged(const Frame& frame, const ActivityEntry& entry,
                                                       const CardStyle& style, float width) const;
  // Gives its first control the keyboard when it is drawn.
  void FocusFirst() { focus_first_ = true; }

 private:
  friend class CardDrawing;
  [[nodiscard]] CardRows::Choice ChoiceFor(const Frame& frame, const CardStyle& style, float width) const;

  CardRows rows_;
  bool open_ = false;
  bool focus_first_ = false;
  std::shared_ptr<const Batch> drawn_batch_;
  CardRows::Choice drawn_choice_;
  float height_ = 0;
};

// Cards one below the other, newest first. Of those far from the screen and the keyboard only the height counts.
class CardList {
 public:
  // Draws at the cursor. `entries`: newest first.
  void Draw(Frame& frame, const std::vector<const ActivityEntry*>& entries, const CardStyle& style, float width);
  // Gives the first control of this card the keyboard and scrolls to it; without one, of the first card.
  void Focus(std::optional<BatchId> id);

 private:
  std::unordered_map<BatchId, BatchCard> cards_;
  std::optional<BatchId> show_;
  bool focus_first_ = false;
  size_t keyboard_at_ = 0;  // the card that had the keyboard in the last frame
};

}  // namespace labwall
