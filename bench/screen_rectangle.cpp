// SPDX-License-Identifier: Apache-2.0
#include "bench/screen_rectangle.h"

#include <X11/Xlib.h>
#include <stdlib.h>

namespace labwall {

ScreenRectangle::ScreenRectangle(const std::string& display, const std::string& cookie_file) {
  ::setenv("XAUTHORITY", cookie_file.c_str(), 1);
  display_ = XOpenDisplay(display.c_str());
  if (display_ == nullptr) return;
  const int screen = DefaultScreen(display_);
  const auto width = static_cast<unsigned>(DisplayWidth(display_, screen));
  const auto height = static_cast<unsigned>(DisplayHeight(display_, screen));
  XSetWindowAttributes attributes{};
  attributes.override_redirect = True;
  window_ = XCreateWindow(display_, RootWindow(display_, screen), static_cast<int>(width / 2),
                          static_cast<int>(height / 4), width / 4, height / 4, 0, CopyFromParent, InputOutput,
                          CopyFromParent, CWOverrideRedirect, &attributes);
  XMapRaised(display_, window_);
  XSync(display_, False);
}

ScreenRectangle::~ScreenRectangle() {
  if (display_ != nullptr) XCloseDisplay(display_);
}

void ScreenRectangle::Paint(uint8_t red, uint8_t green, uint8_t blue) {
  XSetWindowBackground(display_, window_,
                       static_cast<unsigned long>(red) << 16 | static_cast<unsigned long>(green) << 8 | blue);
  XClearWindow(display_, window_);
  XSync(display_, False);
}

}  // namespace labwall
