// SPDX-License-Identifier: Apache-2.0
#include "capture/x11/x11_source.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>

#include <random>

#include "support/eventually.h"
#include "support/program.h"
#include "x_server.h"

namespace labwall {
namespace {

constexpr Milliseconds kLimit{20'000};

std::unique_ptr<FrameSource> Open(const XServer& server) {
  auto source =
      OpenX11Source({.display = server.display(), .on_lost = [] { ADD_FAILURE() << "the display was lost"; }});
  EXPECT_TRUE(source) << (source ? "" : source.error().message);
  return source ? std::move(*source) : nullptr;
}

// Waits on the source's descriptor, as a program does, until it tells of a change.
bool WaitForChange(FrameSource& source) {
  const MonotonicTime deadline = Clock::System().Now() + kLimit * SlowdownFactor();
  for (;;) {
    if (source.DrainChanges()) return true;
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::System().Now()).count();
    pollfd readable{source.event_fd(), POLLIN, 0};
    if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) <= 0) return false;
  }
}

// The colour at a place, back from its planes.
testing::AssertionResult Shows(const PlanesView& planes, int x, int y, int red, int green, int blue) {
  const double luma = planes.y[y * planes.y_stride_bytes + x];
  const double u = planes.u[y / 2 * planes.uv_stride_bytes + x / 2] - 128.0;
  const double v = planes.v[y / 2 * planes.uv_stride_bytes + x / 2] - 128.0;
  const double r = luma + 1.402 * v;
  const double g = luma - 0.344136 * u - 0.714136 * v;
  const double b = luma + 1.772 * u;
  if (std::abs(r - red) < 6 && std::abs(g - green) < 6 && std::abs(b - blue) < 6) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "the colour at " << x << "," << y << " is " << r << " " << g << " " << b;
}

TEST(X11SourceTest, GrabsWhatIsPaintedOnTheScreen) {
  const auto server = XServer::StartXvfb("800x600x24");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  EXPECT_EQ(source->size(), (PixelSize{800, 600}));
  server->Paint(0, 0, 800, 600, 0x204060);
  server->Paint(700, 500, 100, 100, 0xD02818);
  const auto grab = source->Grab(GrabExtent::kChanges);
  ASSERT_TRUE(grab) << grab.error().message;
  const PlanesView* const screen = &grab->screen;
  EXPECT_EQ(screen->size, (PixelSize{800, 600}));
  EXPECT_TRUE(Shows(*screen, 10, 10, 0x20, 0x40, 0x60));
  EXPECT_TRUE(Shows(*screen, 690, 590, 0x20, 0x40, 0x60));
  EXPECT_TRUE(Shows(*screen, 790, 590, 0xD0, 0x28, 0x18));
}

// All pixels of a screen.
std::vector<uint8_t> Bytes(const PlanesView& planes) {
  std::vector<uint8_t> bytes;
  const PixelSize chroma = ChromaSize(planes.size);
  const auto add = [&bytes](const uint8_t* plane, int stride, PixelSize size) {
    for (int y = 0; y < size.height; ++y) {
      const uint8_t* const row = plane + static_cast<ptrdiff_t>(y) * stride;
      bytes.insert(bytes.end(), row, row + size.width);
    }
  };
  add(planes.y, planes.y_stride_bytes, planes.size);
  add(planes.u, planes.uv_stride_bytes, chroma);
  add(planes.v, planes.uv_stride_bytes, chroma);
  return bytes;
}

TEST(X11SourceTest, GrabsOnlyWhatHasChangedAndEndsWithTheSamePixels) {
  // An odd size: its last column and row have chroma of their own.
  const auto server = XServer::StartXvfb("1281x721x24");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  const auto first = source->Grab(GrabExtent::kChanges);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->changed.size(), 1u);
  EXPECT_EQ(first->changed[0], WholeOf({1'281, 721}));
  std::minstd_rand random(5);
  for (int round = 0; round < 20; ++round) {
    const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    // In two corners at once, to the very edges.
    server->Paint(0, 0, 1 + below(50), 1 + below(50), static_cast<unsigned>(random()) & 0xFFFFFF);
    const int width = 1 + below(50);
    server->Paint(1'281 - width, 721 - width, width, width, static_cast<unsigned>(random()) & 0xFFFFFF);
    const auto partial = source->Grab(GrabExtent::kChanges);
    ASSERT_TRUE(partial) << partial.error().message;
    int64_t grabbed = 0;
    for (const PixelRect& rect : partial->changed) {
      EXPECT_TRUE(Contains({1'281, 721}, rect));
      grabbed += rect.area();
    }
    EXPECT_LT(grabbed, 8'000);
    EXPECT_GE(partial->changed.size(), 2u);
    const std::vector<uint8_t> held = Bytes(partial->screen);
    const auto whole = source->Grab(GrabExtent::kWhole);
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->changed[0], WholeOf({1'281, 721}));
    ASSERT_EQ(held, Bytes(whole->screen)) << "round " << round;
  }
}

TEST(X11SourceTest, AGrabOfAStillScreenTakesNothing) {
  const auto server = XServer::StartXvfb("640x480x24");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  server->Paint(0, 0, 640, 480, 0x204060);
  ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  const auto again = source->Grab(GrabExtent::kChanges);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->changed.empty());
  EXPECT_TRUE(Shows(again->screen, 600, 400, 0x20, 0x40, 0x60));
}

TEST(X11SourceTest, PaintingWakesAndStillnessDoesNot) {
  const auto server = XServer::StartXvfb("640x480x24");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  server->Paint(0, 0, 10, 10, 0xFFFFFF);
  EXPECT_TRUE(WaitForChange(*source));
  ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  // The grab was a round trip: whatever the server had to report before it is here.
  while (source->DrainChanges()) ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  EXPECT_FALSE(source->DrainChanges());
  ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  EXPECT_FALSE(source->DrainChanges());
  server->Paint(0, 0, 10, 10, 0x00FF00);
  EXPECT_TRUE(WaitForChange(*source));
}

TEST(X11SourceTest, AScreenThatNobodyGrabsReportsOnce) {
  const auto server = XServer::StartXvfb("640x480x24");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  server->Paint(0, 0, 10, 10, 0xFFFFFF);
  EXPECT_TRUE(WaitForChange(*source));
  for (unsigned i = 0; i < 50; ++i) server->Paint(0, 0, 100, 100, i * 0x010101);
  pollfd readable{source->event_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&readable, 1, 200), 0) << "painting woke a source that nobody looks through";
  EXPECT_FALSE(source->DrainChanges());
  ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  server->Paint(0, 0, 10, 10, 0x123456);
  EXPECT_TRUE(WaitForChange(*source));
}

TEST(X11SourceTest, FollowsAResolutionChange) {
  const auto server = XServer::StartXvnc("800x600");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  for (const PixelSize size : {PixelSize{640, 480}, {1'280, 720}}) {
    const std::string mode = std::to_string(size.width) + "x" + std::to_string(size.height);
    const ProgramResult resized = RunProgram({"xrandr", "--display", server->display(), "-s", mode});
    ASSERT_EQ(resized.exit_status, 0) << resized.errors;
    ASSERT_TRUE(Eventually([&] { return (void)source->DrainChanges(), source->size() == size; }, kLimit));
    server->Paint(0, 0, size.width, size.height, 0x30A050);
    const auto grab = source->Grab(GrabExtent::kChanges);
    ASSERT_TRUE(grab) << grab.error().message;
    const PlanesView* const screen = &grab->screen;
    EXPECT_EQ(screen->size, size);
    EXPECT_EQ(grab->changed[0], WholeOf(size));
    EXPECT_TRUE(Shows(*screen, size.width - 2, size.height - 2, 0x30, 0xA0, 0x50));
  }
}

TEST(X11SourceTest, GrabsAScreenThatShrankUnnoticed) {
  const auto server = XServer::StartXvnc("1280x720");
  ASSERT_TRUE(server);
  const auto source = Open(*server);
  ASSERT_TRUE(source);
  ASSERT_TRUE(source->Grab(GrabExtent::kChanges));
  ASSERT_EQ(RunProgram({"xrandr", "--display", server->display(), "-s", "640x480"}).exit_status, 0);
  const auto grab = source->Grab(GrabExtent::kWhole);
  ASSERT_TRUE(grab) << grab.error().message;
  EXPECT_EQ(grab->screen.size, (PixelSize{640, 480}));
}

TEST(X11SourceTest, RefusesAScreenOfFewColoursAndSaysWhatToDo) {
  const auto server = XServer::StartXvfb("640x480x16");
  ASSERT_TRUE(server);
  const auto source = OpenX11Source({.display = server->display(), .on_lost = [] {}});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::kUnimplemented);
  EXPECT_NE(source.error().message.find("24-bit"), std::string::npos) << source.error().message;
}

TEST(X11SourceTest, SaysWhichDisplayCannotBeOpened) {
  const auto source = OpenX11Source({.display = ":29999", .on_lost = [] {}});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(source.error().message.find(":29999"), std::string::npos);
}

}  // namespace
}  // namespace labwall
