// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ui/form.h"
#include "ui/ui_state.h"

namespace labwall {

// The dialog in which a supervisor sets how the console looks and behaves. What is changed holds at once; there is
// nothing to confirm. It opens when state.open_settings says so.
class SettingsDialog {
 public:
  void Draw(Frame& frame);

 private:
  void DrawForm(Frame& frame, float width);
  void DrawLook(Frame& frame, float width);
  void DrawPictures(Frame& frame, float width);
  void DrawCare(Frame& frame, float width);
  void DrawRooms(Frame& frame, float width);
  // True when the dialog is to be closed.
  bool DrawButtons(Frame& frame, float width);

  Slider zoom_;
  float form_height_ = 0;                      // as it was laid out in the frame before
  std::optional<UiSettings> before_defaults_;  // for Undo
};

}  // namespace labwall
