// SPDX-License-Identifier: Apache-2.0
// A supervisor's desk: an X server with a window manager, the wall's real window on it, and hands that press keys and
// move the mouse through XTEST. There is no other way into the wall from here, and none out of it but its pixels.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/subprocess.h"
#include "support/picture.h"
#include "support/real_lab.h"

struct _XDisplay;

namespace labwall {

class Desk {
 public:
  static constexpr int kWidth = 1280;
  static constexpr int kHeight = 800;

  // Starts the X server, the window manager and the wall; false with a failure added when one does not come up.
  [[nodiscard]] bool Start(const std::map<std::string, std::string>& environment);
  // The first two alone, and the wall with these options; again once it has ended.
  [[nodiscard]] bool StartScreen(const std::map<std::string, std::string>& environment);
  [[nodiscard]] bool StartWall(const std::vector<std::string>& options);
  ~Desk();

  [[nodiscard]] Picture Look() const;
  // Waits until the window manager has given the keyboard to a window.
  [[nodiscard]] bool WaitForFocus();
  // Presses a key by its X name ("Home", "Menu", "a") while the modifiers ("Shift_L", "Control_L") are held.
  void Press(const std::string& key, const std::vector<std::string>& modifiers = {});
  void MoveTo(Spot spot);
  // 1 is the left button, 3 the right one.
  void Click(Spot spot, int button = 1);
  // With modifiers held from before the click until its effect is `seen`, as hands do: the window manager looks at a
  // click first, so that a modifier let go at once would overtake it. False when nothing is seen.
  [[nodiscard]] bool Click(Spot spot, const std::vector<std::string>& modifiers,
                           const std::function<bool(const Picture&)>& seen);

  // Where the session's picture is on the wall, by its colour; waits for it.
  [[nodiscard]] std::optional<Spot> FindTile(const LabSession& session);
  // Waits until at least so many pixels of this colour are to be seen inside a part of the screen.
  [[nodiscard]] std::optional<ColourPatch> WaitForColour(Rgb colour, int least_pixels, Spot top_left,
                                                         Spot bottom_right);
  [[nodiscard]] std::optional<ColourPatch> WaitForColour(Rgb colour, int least_pixels);
  // Another program's window, over the whole screen, that is opened above the wall; and its end.
  void Cover();
  void Uncover();
  // The window that has the keyboard.
  void Minimise();
  void Restore();
  // Waits until what is on the screen satisfies a condition.
  [[nodiscard]] bool WaitUntil(const std::function<bool(const Picture&)>& seen);
  [[nodiscard]] std::string display() const { return environment_.at("DISPLAY"); }  // ":N"
  [[nodiscard]] Subprocess& wall() { return *wall_; }
  void SaveLook(const std::string& file) const;
  // Where the wall keeps its settings.
  [[nodiscard]] std::string settings_file() const { return scratch_ / "config/labwall/console.toml"; }

 private:
  void FakeKey(const std::string& key, bool down);
  // The window in a property of the root window's; 0 when there is none.
  [[nodiscard]] unsigned long WindowNamedBy(const char* property) const;

  ScratchDirectory scratch_;
  std::map<std::string, std::string> environment_;
  std::optional<Subprocess> x_server_;
  std::optional<Subprocess> window_manager_;
  std::optional<Subprocess> wall_;
  unsigned long cover_ = 0;
  unsigned long minimised_ = 0;
  _XDisplay* display_ = nullptr;  // Xlib's Display: its header and GoogleTest's do not go together
};

}  // namespace labwall
