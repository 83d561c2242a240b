// SPDX-License-Identifier: Apache-2.0
#include "ui/desk.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <fcntl.h>
#include <png.h>
#include <unistd.h>

#include "support/eventually.h"

namespace labwall {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

}  // namespace

bool Desk::Start(const std::map<std::string, std::string>& environment) {
  return StartScreen(environment) &&
         StartWall({"--dark", "--size", std::to_string(kWidth) + "x" + std::to_string(kHeight - 40)});
}

bool Desk::StartScreen(const std::map<std::string, std::string>& environment) {
  int number_pipe[2];
  if (::pipe2(number_pipe, O_CLOEXEC) != 0) return false;
  const UniqueFd number_read(number_pipe[0]);
  UniqueFd number_write(number_pipe[1]);
  SubprocessOptions x_options;
  x_options.argv = {"Xvfb",      "-displayfd", "3",
                    "-screen",   "0",          std::to_string(kWidth) + "x" + std::to_string(kHeight) + "x24",
                    "-nolisten", "tcp"};
  x_options.fd3 = number_write.get();
  Result<Subprocess> x_server = Subprocess::Start(x_options);
  if (!x_server) {
    ADD_FAILURE() << x_server.error().message;
    return false;
  }
  x_server_ = std::move(*x_server);
  number_write.Reset();
  char number[16] = {};
  if (::read(number_read.get(), number, sizeof number - 1) <= 0) {
    ADD_FAILURE() << "Xvfb did not come up";
    return false;
  }
  const std::string name = ":" + std::to_string(std::atoi(number));
  display_ = ::XOpenDisplay(name.c_str());
  if (display_ == nullptr) {
    ADD_FAILURE() << "can't open " << name;
    return false;
  }

  environment_ = environment;
  environment_["DISPLAY"] = name;
  environment_["HOME"] = scratch_.path();
  environment_["XDG_CONFIG_HOME"] = scratch_ / "config";
  environment_.try_emplace("LANGUAGE", "");
  environment_.try_emplace("LC_ALL", "C.UTF-8");
  SubprocessOptions manager;
  manager.argv = {"openbox", "--sm-disable"};
  manager.environment = EnvironmentWith(environment_);
  Result<Subprocess> started = Subprocess::Start(manager);
  if (!started) {
    ADD_FAILURE() << started.error().message;
    return false;
  }
  window_manager_ = std::move(*started);
  // A window that is mapped while the manager starts can be overlooked by it; no desk has its programs up so early.
  if (!Eventually([&] { return WindowNamedBy("_NET_SUPPORTING_WM_CHECK") != None; }, kPatience)) {
    ADD_FAILURE() << "openbox does not manage " << name;
    return false;
  }
  return true;
}

bool Desk::StartWall(const std::vector<std::string>& options) {
  SubprocessOptions wall;
  wall.argv = {OurProgram("labwall")};
  wall.argv.insert(wall.argv.end(), options.begin(), options.end());
  wall.environment = EnvironmentWith(environment_);
  Result<Subprocess> started = Subprocess::Start(wall);
  if (!started) {
    ADD_FAILURE() << started.error().message;
    return false;
  }
  wall_ = std::move(*started);
  return true;
}

Desk::~Desk() {
  if (display_ != nullptr) ::XCloseDisplay(display_);
  // In good order, so that the X server takes its socket and lock file with it.
  for (std::optional<Subprocess>* program : {&wall_, &window_manager_, &x_server_}) {
    if (program->has_value()) (*program)->Stop(std::chrono::seconds(10));
  }
}

unsigned long Desk::WindowNamedBy(const char* property) const {
  Atom type = 0;
  int format = 0;
  unsigned long items = 0;
  unsigned long left = 0;
  unsigned char* value = nullptr;
  ::XGetWindowProperty(display_, DefaultRootWindow(display_), ::XInternAtom(display_, property, False), 0, 1, False,
                       AnyPropertyType, &type, &format, &items, &left, &value);
  const unsigned long window = items == 1 && format == 32 ? *reinterpret_cast<unsigned long*>(value) : None;
  if (value != nullptr) ::XFree(value);
  return window;
}

bool Desk::WaitForFocus() {
  return Eventually(
      [&] {
        // Once a window has gone, the two differ until another has both.
        Window focused = None;
        int revert = 0;
        ::XGetInputFocus(display_, &focused, &revert);
        return focused != None && focused == WindowNamedBy("_NET_ACTIVE_WINDOW");
      },
      kPatience);
}

Picture Desk::Look() const {
  Picture picture{kWidth, kHeight, {}};
  picture.rgb.resize(static_cast<size_t>(kWidth) * kHeight * 3);
  if (display_ == nullptr) return picture;
  XImage* const image = ::XGetImage(display_, DefaultRootWindow(display_), 0, 0, kWidth, kHeight, AllPlanes, ZPixmap);
  if (image == nullptr) return picture;
  for (int y = 0; y < kHeight; ++y) {
    const auto* row = reinterpret_cast<const uint8_t*>(image->data) + static_cast<size_t>(y) * image->bytes_per_line;
    for (int x = 0; x < kWidth; ++x) {
      uint8_t* const pixel = &picture.rgb[(static_cast<size_t>(y) * kWidth + x) * 3];
      pixel[0] = row[x * 4 + 2];
      pixel[1] = row[x * 4 + 1];
      pixel[2] = row[x * 4];
    }
  }
  XDestroyImage(image);
  return picture;
}

void Desk::FakeKey(const std::string& key, bool down) {
  const KeyCode code = ::XKeysymToKeycode(display_, ::XStringToKeysym(key.c_str()));
  ASSERT_NE(code, 0) << "no key makes " << key;
  ::XTestFakeKeyEvent(display_, code, down ? True : False, CurrentTime);
}

void Desk::Press(const std::string& key, const std::vector<std::string>& modifiers) {
  for (const std::string& modifier : modifiers) FakeKey(modifier, true);
  FakeKey(key, true);
  FakeKey(key, false);
  for (auto modifier = modifiers.rbegin(); modifier != modifiers.rend(); ++modifier) FakeKey(*modifier, false);
  ::XSync(display_, False);
}

void Desk::MoveTo(Spot spot) {
  ::XTestFakeMotionEvent(display_, -1, spot.x, spot.y, CurrentTime);
  ::XSync(display_, False);
}

void Desk::Click(Spot spot, int button) {
  MoveTo(spot);
  ::XTestFakeButtonEvent(display_, button, True, CurrentTime);
  ::XTestFakeButtonEvent(display_, button, False, CurrentTime);
  ::XSync(display_, False);
}

bool Desk::Click(Spot spot, const std::vector<std::string>& modifiers,
                 const std::function<bool(const Picture&)>& seen) {
  for (const std::string& modifier : modifiers) FakeKey(modifier, true);
  Click(spot);
  const bool took_effect = WaitUntil(seen);
  for (const std::string& modifier : modifiers) FakeKey(modifier, false);
  ::XSync(display_, False);
  return took_effect;
}

std::optional<Spot> Desk::FindTile(const LabSession& session) {
  const std::optional<ColourPatch> patch = WaitForColour(session.colour, 1500);
  if (!patch) return std::nullopt;
  return patch->centre;
}

std::optional<ColourPatch> Desk::WaitForColour(Rgb colour, int least_pixels) {
  return WaitForColour(colour, least_pixels, {0, 0}, {kWidth, kHeight});
}

std::optional<ColourPatch> Desk::WaitForColour(Rgb colour, int least_pixels, Spot top_left, Spot bottom_right) {
  ColourPatch found;
  const bool seen = WaitUntil([&](const Picture& screen) {
    Picture part{bottom_right.x - top_left.x, bottom_right.y - top_left.y, {}};
    for (int y = top_left.y; y < bottom_right.y; ++y) {
      const auto row = screen.rgb.begin() + (static_cast<std::ptrdiff_t>(y) * screen.width + top_left.x) * 3;
      part.rgb.insert(part.rgb.end(), row, row + static_cast<std::ptrdiff_t>(part.width) * 3);
    }
    found = FindColour(part, colour, 16);
    for (Spot* spot : {&found.centre, &found.top_left, &found.bottom_right}) {
      spot->x += top_left.x;
      spot->y += top_left.y;
    }
    return found.pixels >= least_pixels;
  });
  if (!seen) return std::nullopt;
  return found;
}

void Desk::Cover() {
  cover_ = ::XCreateSimpleWindow(display_, DefaultRootWindow(display_), 0, 0, kWidth, kHeight, 0, 0, 0);
  // Without a frame, which the window manager says in Motif's words: flags, functions, decorations, mode, status.
  const unsigned long hints[5] = {2, 0, 0, 0, 0};
  const Atom motif = ::XInternAtom(display_, "_MOTIF_WM_HINTS", False);
  ::XChangeProperty(display_, cover_, motif, motif, 32, PropModeReplace, reinterpret_cast<const unsigned char*>(hints),
                    5);
  ::XMapRaised(display_, cover_);
  ::XSync(display_, False);
}

void Desk::Uncover() {
  ::XDestroyWindow(display_, cover_);
  ::XSync(display_, False);
}

void Desk::Minimise() {
  minimised_ = WindowNamedBy("_NET_ACTIVE_WINDOW");
  ::XIconifyWindow(display_, minimised_, DefaultScreen(display_));
  ::XSync(display_, False);
}

void Desk::Restore() {
  ::XMapWindow(display_, minimised_);
  ::XSync(display_, False);
}

bool Desk::WaitUntil(const std::function<bool(const Picture&)>& seen) {
  return Eventually([&] { return seen(Look()); }, kPatience);
}

void Desk::SaveLook(const std::string& file) const {
  const Picture look = Look();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = look.width;
  image.height = look.height;
  image.format = PNG_FORMAT_RGB;
  png_image_write_to_file(&image, file.c_str(), 0, look.rgb.data(), 0, nullptr);
}

}  // namespace labwall
