// SPDX-License-Identifier: Apache-2.0
#include "bench/screen_rectangle.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdlib.h>

namespace labwall {
namespace {

unsigned long PixelOf(uint8_t red, uint8_t green, uint8_t blue) {
  return static_cast<unsigned long>(red) << 16 | static_cast<unsigned long>(green) << 8 | blue;
}

}  // namespace

ScreenRectangle::ScreenRectangle(const std::string& display, const std::string& cookie_file,
                                 std::optional<PixelRect> place) {
  ::setenv("XAUTHORITY", cookie_file.c_str(), 1);
  display_ = XOpenDisplay(display.c_str());
  if (display_ == nullptr) return;
  const int screen = DefaultScreen(display_);
  const int width = DisplayWidth(display_, screen);
  const int height = DisplayHeight(display_, screen);
  const PixelRect where = place.value_or(PixelRect{width / 2, height / 4, width / 4, height / 4});
  size_ = where.size();
  XSetWindowAttributes attributes{};
  attributes.override_redirect = True;
  window_ = XCreateWindow(display_, RootWindow(display_, screen), where.x, where.y, static_cast<unsigned>(where.width),
                          static_cast<unsigned>(where.height), 0, CopyFromParent, InputOutput, CopyFromParent,
                          CWOverrideRedirect, &attributes);
  XMapRaised(display_, window_);
  XSync(display_, False);
}

ScreenRectangle::~ScreenRectangle() {
  if (display_ != nullptr) XCloseDisplay(display_);
}

void ScreenRectangle::Paint(uint8_t red, uint8_t green, uint8_t blue) {
  XSetWindowBackground(display_, window_, PixelOf(red, green, blue));
  XClearWindow(display_, window_);
  XSync(display_, False);
}

void ScreenRectangle::PaintPart(const PixelRect& part, uint8_t red, uint8_t green, uint8_t blue) {
  XGCValues values{};
  values.foreground = PixelOf(red, green, blue);
  const GC context = XCreateGC(display_, window_, GCForeground, &values);
  XFillRectangle(display_, window_, context, part.x, part.y, static_cast<unsigned>(part.width),
                 static_cast<unsigned>(part.height));
  XFreeGC(display_, context);
  XSync(display_, False);
}

void ScreenRectangle::PaintPicture(const std::vector<uint8_t>& bgrx) {
  const int screen = DefaultScreen(display_);
  // Xlib reads the pixels only.
  XImage* const image =
      XCreateImage(display_, DefaultVisual(display_, screen), static_cast<unsigned>(DefaultDepth(display_, screen)),
                   ZPixmap, 0, reinterpret_cast<char*>(const_cast<uint8_t*>(bgrx.data())),
                   static_cast<unsigned>(size_.width), static_cast<unsigned>(size_.height), 32, size_.width * 4);
  if (image == nullptr) return;
  const auto width = static_cast<unsigned>(size_.width);
  const auto height = static_cast<unsigned>(size_.height);
  // Xlib sends a large picture in many requests.
  const Pixmap buffer =
      XCreatePixmap(display_, window_, width, height, static_cast<unsigned>(DefaultDepth(display_, screen)));
  const GC context = XCreateGC(display_, window_, 0, nullptr);
  XPutImage(display_, buffer, context, image, 0, 0, 0, 0, width, height);
  XCopyArea(display_, buffer, window_, context, 0, 0, width, height, 0, 0);
  XFreeGC(display_, context);
  XFreePixmap(display_, buffer);
  XSync(display_, False);
  image->data = nullptr;  // not the library's to free
  XDestroyImage(image);
}

}  // namespace labwall
