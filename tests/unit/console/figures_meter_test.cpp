// SPDX-License-Identifier: Apache-2.0
#include "console/figures_meter.h"

#include <gtest/gtest.h>

#include <thread>

namespace labwall {
namespace {

TEST(FiguresMeterTest, RatesAreOverASecondOrSoAndCountsAreOfNow) {
  FiguresMeter meter;
  ConsoleFigures figures;
  MonotonicTime now(std::chrono::hours(1));
  meter.Update({.frames = 7}, now, figures);
  EXPECT_EQ(figures.frames, 7U);
  FiguresMeter::Counts counts;
  counts.lab.frames_received = 100;
  counts.lab.parts_received = 40;
  counts.lab.frame_bytes = 800'000;
  counts.lab.frames_decoded = 80;
  counts.lab.decode_cpu = std::chrono::milliseconds(20);
  counts.lab.frames_replaced = 3;
  counts.lab.frames_lost = 2;
  counts.renderer.upload_bytes = 4'000'000;
  counts.frames = 27;
  now += std::chrono::milliseconds(500);
  meter.Update(counts, now, figures);
  EXPECT_EQ(figures.updates_per_second, 0) << "too early to tell";
  EXPECT_EQ(figures.replaced, 3U);
  EXPECT_EQ(figures.lost, 2U);
  now += std::chrono::milliseconds(1'500);
  meter.Update(counts, now, figures);
  EXPECT_DOUBLE_EQ(figures.updates_per_second, 50);
  EXPECT_DOUBLE_EQ(figures.bytes_per_second, 400'000);
  EXPECT_DOUBLE_EQ(figures.decodes_per_second, 40);
  EXPECT_DOUBLE_EQ(figures.decode_ms, 0.25);
  EXPECT_EQ(figures.whole_frames, 60U);
  EXPECT_EQ(figures.parts, 40U);
  EXPECT_DOUBLE_EQ(figures.upload_bytes_per_second, 2'000'000);
  EXPECT_DOUBLE_EQ(figures.frames_per_second, 10);
}

TEST(FiguresMeterTest, CountsTheProcessorTimeOfThisProcess) {
  FiguresMeter meter;
  ConsoleFigures figures;
  const MonotonicTime start = Clock::System().Now();
  meter.UpdateCost(start, figures);
  EXPECT_GT(figures.resident_bytes, size_t{1} << 20);
  // Work until a good part of a second of this thread's time is used, however busy the machine is.
  const double until_ms = ThreadCpuMs() + 300;
  while (ThreadCpuMs() < until_ms) {
  }
  meter.UpdateCost(start + std::chrono::seconds(1), figures);
  EXPECT_GE(figures.cpu_cores, 0.29);
  EXPECT_EQ(figures.renderer_cores, 0);
}

}  // namespace
}  // namespace labwall
