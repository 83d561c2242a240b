// SPDX-License-Identifier: Apache-2.0
#include "console/window_cover.h"

#include <fmt/format.h>
#include <poll.h>
#include <xcb/xcb.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/wake_event.h"

namespace labwall {
namespace {

template <typename T>
struct Freed {
  void operator()(T* reply) const { std::free(reply); }
};
template <typename T>
using Reply = std::unique_ptr<T, Freed<T>>;

struct Disconnect {
  void operator()(xcb_connection_t* connection) const { ::xcb_disconnect(connection); }
};
using Connection = std::unique_ptr<xcb_connection_t, Disconnect>;

struct Box {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
  [[nodiscard]] bool empty() const { return left >= right || top >= bottom; }
  [[nodiscard]] bool Contains(const Box& other) const {
    return left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom;
  }
};

constexpr uint32_t kMostStacked = 4096;
constexpr uint32_t kEveryDesktop = 0xFFFFFFFF;
constexpr uint32_t kOpaque = 0xFFFFFFFF;
// A window of this depth has no alpha channel that would let what is behind it through.
constexpr uint8_t kOpaqueDepth = 24;

// Requests are asked all together and answered all together, so that a look at many windows costs one round trip.
class Looker {
 public:
  Looker(xcb_connection_t* x, const xcb_screen_t& screen) : x_(x), screen_(screen) {
    // In the order of Name. The last is the selection that a compositor owns: EWMH, "Compositing Managers".
    const std::array<std::string, kNameCount> names = {"_NET_CLIENT_LIST_STACKING",
                                                       "_NET_CURRENT_DESKTOP",
                                                       "_NET_WM_DESKTOP",
                                                       "_NET_WM_STATE",
                                                       "_NET_WM_STATE_HIDDEN",
                                                       "_NET_WM_WINDOW_OPACITY",
                                                       fmt::format("_NET_WM_CM_S{}", ScreenNumber())};
    std::array<xcb_intern_atom_cookie_t, kNameCount> cookies{};
    for (size_t i = 0; i < kNameCount; ++i) {
      cookies[i] = ::xcb_intern_atom(x_, 0, static_cast<uint16_t>(names[i].size()), names[i].data());
    }
    for (size_t i = 0; i < kNameCount; ++i) {
      const Reply<xcb_intern_atom_reply_t> reply(::xcb_intern_atom_reply(x_, cookies[i], nullptr));
      if (reply != nullptr) atoms_[i] = reply->atom;
    }
  }

  // Whether nobody can see the window for another reason than that the server calls it obscured.
  [[nodiscard]] bool HiddenOrBehindOne(xcb_window_t window) const {
    const xcb_get_selection_owner_cookie_t owner_cookie = ::xcb_get_selection_owner(x_, atoms_[kCompositor]);
    const xcb_get_property_cookie_t stacking_cookie = Ask(screen_.root, kStacking, kMostStacked);
    const xcb_get_property_cookie_t desktop_cookie = Ask(screen_.root, kCurrentDesktop, 1);
    const Question own_question = Ask(window);
    const Reply<xcb_get_selection_owner_reply_t> owner(::xcb_get_selection_owner_reply(x_, owner_cookie, nullptr));
    const std::vector<uint32_t> stacking = Take(stacking_cookie);
    const std::vector<uint32_t> current = Take(desktop_cookie);
    const uint32_t desktop = current.empty() ? kEveryDesktop : current[0];
    const Answer own = Take(own_question, desktop);
    if (!own.known) return false;
    const Box seen{std::max(own.box.left, 0), std::max(own.box.top, 0),
                   std::min<int>(own.box.right, screen_.width_in_pixels),
                   std::min<int>(own.box.bottom, screen_.height_in_pixels)};
    if (!own.shown || seen.empty()) return true;
    // Without a compositor the server knows best, of windows of any shape.
    if (owner == nullptr || owner->owner == XCB_NONE) return false;

    const auto place = std::find(stacking.begin(), stacking.end(), window);
    if (place == stacking.end()) return false;
    std::vector<Question> above;
    for (auto it = std::next(place); it != stacking.end(); ++it) {
      // So that a change of its opacity is heard of.
      const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
      ::xcb_change_window_attributes(x_, *it, XCB_CW_EVENT_MASK, &events);
      above.push_back(Ask(*it));
    }
    bool covered = false;
    for (const Question& question : above) {
      const Answer other = Take(question, desktop);
      covered = covered || (other.known && other.shown && other.opaque && other.box.Contains(seen));
    }
    return covered;
  }

 private:
  enum Name : size_t { kStacking, kCurrentDesktop, kDesktop, kState, kHidden, kOpacity, kCompositor, kNameCount };

  struct Question {
    xcb_get_window_attributes_cookie_t attributes;
    xcb_get_geometry_cookie_t geometry;
    xcb_translate_coordinates_cookie_t corner;
    xcb_get_property_cookie_t desktop;
    xcb_get_property_cookie_t state;
    xcb_get_property_cookie_t opacity;
  };
  struct Answer {
    bool known = false;
    bool shown = false;  // mapped, and on the desktop that is looked at
    bool opaque = false;
    Box box;  // on the root window
  };

  [[nodiscard]] int ScreenNumber() const {
    int number = 0;
    for (auto it = ::xcb_setup_roots_iterator(::xcb_get_setup(x_)); it.rem > 0; ::xcb_screen_next(&it), ++number) {
      if (it.data->root == screen_.root) return number;
    }
    return 0;
  }

  [[nodiscard]] xcb_get_property_cookie_t Ask(xcb_window_t window, Name name, uint32_t most) const {
    return ::xcb_get_property(x_, 0, window, atoms_[name], XCB_GET_PROPERTY_TYPE_ANY, 0, most);
  }
  // The property's 32-bit values; none when there is no such property or window.
  [[nodiscard]] std::vector<uint32_t> Take(xcb_get_property_cookie_t cookie) const {
    const Reply<xcb_get_property_reply_t> reply(::xcb_get_property_reply(x_, cookie, nullptr));
    if (reply == nullptr || reply->format != 32) return {};
    const auto* const values = static_cast<const uint32_t*>(::xcb_get_property_value(reply.get()));
    return {values, values + reply->value_len};
  }

  [[nodiscard]] Question Ask(xcb_window_t window) const {
    return {::xcb_get_window_attributes(x_, window),
            ::xcb_get_geometry(x_, window),
            ::xcb_translate_coordinates(x_, window, screen_.root, 0, 0),
            Ask(window, kDesktop, 1),
            Ask(window, kState, 32),
            Ask(window, kOpacity, 1)};
  }
  [[nodiscard]] Answer Take(const Question& question, uint32_t current_desktop) const {
    const Reply<xcb_get_window_attributes_reply_t> attributes(
        ::xcb_get_window_attributes_reply(x_, question.attributes, nullptr));
    const Reply<xcb_get_geometry_reply_t> geometry(::xcb_get_geometry_reply(x_, question.geometry, nullptr));
    const Reply<xcb_translate_coordinates_reply_t> corner(
        ::xcb_translate_coordinates_reply(x_, question.corner, nullptr));
    const std::vector<uint32_t> desktop = Take(question.desktop);
    const std::vector<uint32_t> state = Take(question.state);
    const std::vector<uint32_t> opacity = Take(question.opacity);
    if (attributes == nullptr || geometry == nullptr || corner == nullptr) return {};
    const bool here = desktop.empty() || current_desktop == kEveryDesktop || desktop[0] == kEveryDesktop ||
                      desktop[0] == current_desktop;
    // Some window managers keep minimised windows mapped, for previews.
    const bool hidden = std::find(state.begin(), state.end(), atoms_[kHidden]) != state.end();
    const int left = corner->dst_x;
    const int top = corner->dst_y;
    return {.known = true,
            .shown = attributes->map_state == XCB_MAP_STATE_VIEWABLE && here && !hidden,
            .opaque = geometry->depth == kOpaqueDepth && (opacity.empty() || opacity[0] == kOpaque),
            .box = {left, top, left + geometry->width, top + geometry->height}};
  }

  xcb_connection_t* const x_;
  const xcb_screen_t& screen_;
  std::array<xcb_atom_t, kNameCount> atoms_{};
};

class XcbWindowCover final : public WindowCover {
 public:
  XcbWindowCover(Connection x, const xcb_screen_t& screen, xcb_window_t window, std::function<void()> on_change)
      : x_(std::move(x)), screen_(screen), window_(window), on_change_(std::move(on_change)) {
    const uint32_t own = XCB_EVENT_MASK_VISIBILITY_CHANGE | XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    const uint32_t of_root = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_PROPERTY_CHANGE;
    ::xcb_change_window_attributes(x_.get(), window_, XCB_CW_EVENT_MASK, &own);
    ::xcb_change_window_attributes(x_.get(), screen_.root, XCB_CW_EVENT_MASK, &of_root);
    // Answered, so that nothing that happens to the window from now on is missed.
    const Reply<xcb_get_input_focus_reply_t> heard(
        ::xcb_get_input_focus_reply(x_.get(), ::xcb_get_input_focus(x_.get()), nullptr));
    thread_ = std::thread([this] { Run(); });
  }
  ~XcbWindowCover() override {
    end_.Signal();
    thread_.join();
  }

  [[nodiscard]] bool covered() const override { return covered_.load(); }

 private:
  void Run() {
    const Looker looker(x_.get(), screen_);
    std::array<pollfd, 2> waits{{{::xcb_get_file_descriptor(x_.get()), POLLIN, 0}, {end_.fd(), POLLIN, 0}}};
    bool mapped = false;
    for (;;) {
      // One look for all that has happened: a window that is dragged sends an event for each step.
      bool moved = false;
      while (xcb_generic_event_t* const event = ::xcb_poll_for_event(x_.get())) {
        moved = true;
        Note(*event, mapped);
        std::free(event);
      }
      if (::xcb_connection_has_error(x_.get()) != 0) {
        Say(false);
        return;
      }
      if (moved) {
        // A window that was never mapped is about to be, and its first frame should be ready.
        Say(mapped && (obscured_ || looker.HiddenOrBehindOne(window_)));
        continue;  // what came meanwhile is in the connection's queue, where poll() does not see it
      }
      while (::poll(waits.data(), waits.size(), -1) < 0) {
      }
      if (waits[1].revents != 0) return;
    }
  }

  void Note(const xcb_generic_event_t& event, bool& mapped) {
    switch (event.response_type & 0x7F) {
      case XCB_VISIBILITY_NOTIFY:
        obscured_ =
            reinterpret_cast<const xcb_visibility_notify_event_t&>(event).state == XCB_VISIBILITY_FULLY_OBSCURED;
        break;
      case XCB_MAP_NOTIFY:
        mapped = mapped || reinterpret_cast<const xcb_map_notify_event_t&>(event).window == window_;
        break;
      default:
        break;
    }
  }

  void Say(bool covered) {
    if (covered_.exchange(covered) != covered) on_change_();
  }

  const Connection x_;
  const xcb_screen_t& screen_;  // in the connection's setup
  const xcb_window_t window_;
  const std::function<void()> on_change_;
  WakeEvent end_;
  std::atomic<bool> covered_{false};
  bool obscured_ = false;  // of the thread's
  std::thread thread_;
};

}  // namespace

std::unique_ptr<WindowCover> WindowCover::Follow(uint32_t window, std::function<void()> on_change) {
  int number = 0;
  Connection x(::xcb_connect(nullptr, &number));
  if (::xcb_connection_has_error(x.get()) != 0) return nullptr;
  auto screens = ::xcb_setup_roots_iterator(::xcb_get_setup(x.get()));
  for (; screens.rem > 1 && number > 0; --number) ::xcb_screen_next(&screens);
  if (screens.data == nullptr) return nullptr;
  const xcb_screen_t& screen = *screens.data;
  return std::make_unique<XcbWindowCover>(std::move(x), screen, window, std::move(on_change));
}

}  // namespace labwall
