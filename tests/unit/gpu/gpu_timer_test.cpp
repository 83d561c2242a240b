// SPDX-License-Identifier: Apache-2.0
#include "gpu/gpu_timer.h"

#include <glad/gl.h>

#include "support/eventually.h"
#include "wall_painting.h"

namespace labwall {
namespace {

class GpuTimerTest : public WallPainting {
 protected:
  void SetUp() override {
    gl_thread.Claim();
    WallPainting::SetUp();
    timer_.Start();
    context_->Bind();
  }
  void Span() {
    gl_thread.Check();
    timer_.BeginSpan();
    KeepGpuBusy(20);
    timer_.EndSpan();
  }

  GpuTimer timer_;
};

TEST_F(GpuTimerTest, TellsOfAFrameOnceTheGpuHas) {
  gl_thread.Check();
  EXPECT_EQ(timer_.frame_ms(), 0);
  Span();
  Span();
  timer_.NextFrame();
  glFinish();
  timer_.NextFrame();
  EXPECT_GT(timer_.frame_ms(), 0);
  EXPECT_LT(timer_.frame_ms(), 10'000);
  const double before = timer_.frame_ms();
  timer_.NextFrame();
  timer_.NextFrame();
  EXPECT_EQ(timer_.frame_ms(), before) << "nothing newer";
}

TEST_F(GpuTimerTest, TakesNothingForNothing) {
  gl_thread.Check();
  timer_.BeginSpan();
  timer_.EndSpan();
  timer_.NextFrame();
  glFinish();
  timer_.NextFrame();
  EXPECT_LT(timer_.frame_ms(), 100);
}

TEST_F(GpuTimerTest, LeavesOutAFrameOfMoreSpansThanItCanHold) {
  gl_thread.Check();
  for (int i = 0; i < 100; ++i) Span();
  timer_.NextFrame();
  glFinish();
  timer_.NextFrame();
  EXPECT_EQ(timer_.frame_ms(), 0);
  Span();
  timer_.NextFrame();
  glFinish();
  timer_.NextFrame();
  EXPECT_GT(timer_.frame_ms(), 0);
}

}  // namespace
}  // namespace labwall
