// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace labwall {

// Whether one of the interface's panes, each a Dear ImGui window, has the keyboard. Inside, arrows, Tab and Enter are
// Dear ImGui's business.
class PaneFocus {
 public:
  // Gives the pane the keyboard, as soon as no menu or dialog is open.
  void Take() { wanted_ = true; }
  // When the pane is not drawn.
  void Leave() { wanted_ = has_ = false; }

  // After the pane's ImGui::Begin(). True when it has the keyboard and none of its controls has had it yet: the pane
  // chooses one.
  [[nodiscard]] bool Begin();
  // Before its ImGui::End(). True when the control that had the keyboard is not there any more: likewise.
  [[nodiscard]] bool Lost() const;
  [[nodiscard]] bool has_keyboard() const { return wanted_ || has_; }

 private:
  bool wanted_ = false;
  bool has_ = false;
};

}  // namespace labwall
