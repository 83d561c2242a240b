// SPDX-License-Identifier: Apache-2.0
// Against a real X server, with this test as its window manager and compositor.
#include "console/window_cover.h"

#include <gtest/gtest.h>
#include <sys/uio.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "../capture/x_server.h"
#include "support/eventually.h"

namespace labwall {
namespace {

constexpr Milliseconds kPatience{20'000};

class WindowCoverTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = XServer::StartXvfb("800x600x24");
    ASSERT_NE(server_, nullptr);
    ASSERT_EQ(::setenv("DISPLAY", server_->display().c_str(), 1), 0);
    x_ = ::xcb_connect(server_->display().c_str(), nullptr);
    ASSERT_EQ(::xcb_connection_has_error(x_), 0);
    root_ = ::xcb_setup_roots_iterator(::xcb_get_setup(x_)).data->root;
    wall_ = Create({100, 100, 400, 300});
    cover_ = WindowCover::Follow(wall_, [this] { ++changes_; });
    ASSERT_NE(cover_, nullptr);
  }
  void TearDown() override {
    cover_.reset();
    if (x_ != nullptr) ::xcb_disconnect(x_);
  }

  struct Place {
    int16_t x;
    int16_t y;
    uint16_t width;
    uint16_t height;
  };
  xcb_window_t Create(Place place) {
    const xcb_window_t window = ::xcb_generate_id(x_);
    ::xcb_create_window(x_, XCB_COPY_FROM_PARENT, window, root_, place.x, place.y, place.width, place.height, 0,
                        XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, 0, nullptr);
    ::xcb_flush(x_);
    stacking_.push_back(window);
    return window;
  }
  void Map(xcb_window_t window) {
    ::xcb_map_window(x_, window);
    Tell();
  }
  void Unmap(xcb_window_t window) {
    ::xcb_unmap_window(x_, window);
    Tell();
  }
  // The window manager's word.
  void Tell() { SetNumbers(root_, "_NET_CLIENT_LIST_STACKING", stacking_); }
  void MoveTo(xcb_window_t window, int x) {
    const auto position = static_cast<uint32_t>(x);
    ::xcb_configure_window(x_, window, XCB_CONFIG_WINDOW_X, &position);
    ::xcb_flush(x_);
  }
  xcb_atom_t Atom(const std::string& name) {
    xcb_intern_atom_reply_t* const reply =
        ::xcb_intern_atom_reply(x_, ::xcb_intern_atom(x_, 0, static_cast<uint16_t>(name.size()), name.data()), nullptr);
    const xcb_atom_t atom = reply != nullptr ? reply->atom : static_cast<xcb_atom_t>(XCB_NONE);
    std::free(reply);
    return atom;
  }
  void SetNumbers(xcb_window_t window, const char* name, const std::vector<uint32_t>& numbers) {
    ::xcb_change_property(x_, XCB_PROP_MODE_REPLACE, window, Atom(name), XCB_ATOM_CARDINAL, 32,
                          static_cast<uint32_t>(numbers.size()), numbers.data());
    ::xcb_flush(x_);
  }
  // From now on every window has its own pixels, and the server calls none obscured.
  void StartCompositing() {
    static xcb_extension_t composite = {"Composite", 0};
    struct {
      uint8_t major = 0;
      uint8_t minor = 2;  // RedirectSubwindows, automatic
      uint16_t length = 0;
      uint32_t window = 0;
      uint32_t automatic = 0;
    } request;
    request.window = root_;
    iovec parts[3] = {{}, {}, {&request, sizeof request}};
    const xcb_protocol_request_t protocol{1, &composite, 2, 1};
    ::xcb_send_request(x_, 0, parts + 2, &protocol);
    ::xcb_set_selection_owner(x_, wall_, Atom("_NET_WM_CM_S0"), XCB_CURRENT_TIME);
    ::xcb_flush(x_);
  }
  [[nodiscard]] bool Becomes(bool covered) {
    return Eventually([&] { return cover_->covered() == covered; }, kPatience);
  }

  std::unique_ptr<XServer> server_;
  xcb_connection_t* x_ = nullptr;
  xcb_window_t root_ = 0;
  xcb_window_t wall_ = 0;
  std::vector<uint32_t> stacking_;
  std::atomic<int> changes_{0};
  std::unique_ptr<WindowCover> cover_;
};

TEST_F(WindowCoverTest, ServerSaysWhenSeveralWindowsCoverItTogether) {
  EXPECT_FALSE(cover_->covered());
  Map(wall_);
  const xcb_window_t left = Create({50, 50, 250, 500});
  const xcb_window_t right = Create({300, 50, 250, 500});
  Map(left);
  Map(right);
  EXPECT_TRUE(Becomes(true));
  MoveTo(right, 310);
  EXPECT_TRUE(Becomes(false)) << "a strip of ten pixels is to be seen";
  MoveTo(right, 300);
  EXPECT_TRUE(Becomes(true));
  ::xcb_destroy_window(x_, left);
  ::xcb_flush(x_);
  EXPECT_TRUE(Becomes(false));
  EXPECT_TRUE(Eventually([this] { return changes_ == 4; }, kPatience)) << changes_;
}

TEST_F(WindowCoverTest, IsHiddenWhileItIsNotMapped) {
  Map(wall_);
  Unmap(wall_);
  EXPECT_TRUE(Becomes(true));
  Map(wall_);
  EXPECT_TRUE(Becomes(false));
}

TEST_F(WindowCoverTest, IsHiddenOnAnotherDesktop) {
  SetNumbers(root_, "_NET_CURRENT_DESKTOP", {1});
  SetNumbers(wall_, "_NET_WM_DESKTOP", {1});
  Map(wall_);
  SetNumbers(root_, "_NET_CURRENT_DESKTOP", {2});
  EXPECT_TRUE(Becomes(true));
  SetNumbers(root_, "_NET_CURRENT_DESKTOP", {1});
  EXPECT_TRUE(Becomes(false));
}

TEST_F(WindowCoverTest, UnderACompositorOneOpaqueWindowCoversIt) {
  StartCompositing();
  Map(wall_);
  const xcb_window_t other = Create({90, 90, 500, 400});
  Map(other);
  EXPECT_TRUE(Becomes(true));
  SetNumbers(other, "_NET_WM_WINDOW_OPACITY", {0xE0000000});
  EXPECT_TRUE(Becomes(false)) << "it shows through";
  SetNumbers(other, "_NET_WM_WINDOW_OPACITY", {0xFFFFFFFF});
  EXPECT_TRUE(Becomes(true));
  MoveTo(other, 101);
  EXPECT_TRUE(Becomes(false)) << "a column of pixels is to be seen";
  MoveTo(other, 100);
  EXPECT_TRUE(Becomes(true));
  // Below the wall it covers nothing.
  std::swap(stacking_[0], stacking_[1]);
  Tell();
  EXPECT_TRUE(Becomes(false));
  std::swap(stacking_[0], stacking_[1]);
  Tell();
  EXPECT_TRUE(Becomes(true));
  Unmap(other);
  EXPECT_TRUE(Becomes(false));
}

TEST_F(WindowCoverTest, IsSeenWhenTheServerIsGone) {
  Map(wall_);
  Unmap(wall_);
  ASSERT_TRUE(Becomes(true));
  server_->Kill();
  EXPECT_TRUE(Becomes(false));
}

TEST(WindowCoverWithoutDisplayTest, KnowsNothingWhereThereIsNoServer) {
  ASSERT_EQ(::setenv("DISPLAY", ":65432", 1), 0);
  EXPECT_EQ(WindowCover::Follow(1, [] {}), nullptr);
}

}  // namespace
}  // namespace labwall
