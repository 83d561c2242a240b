// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "ui/ui_state.h"

namespace labwall {

// Longer names are cut while they are typed.
inline constexpr size_t kRoomNameBytes = 64;

// Keeps what the console calls a room. Blanks around the name don't count; without a name, or with the room's own one,
// it is called as its stations say.
void SetRoomName(UiSettings& settings, const std::string& room, std::string_view name);

// The dialog that gives a room another name. It opens when state.rename_room names one.
class RoomNameDialog {
 public:
  void Draw(Frame& frame);

 private:
  std::string room_;
  std::array<char, kRoomNameBytes> name_{};
};

}  // namespace labwall
