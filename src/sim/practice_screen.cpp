// SPDX-License-Identifier: Apache-2.0
#include "sim/practice_screen.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "codec/scale.h"

namespace labwall {

PracticeScreen::PracticeScreen(DesktopPainter painter, PixelSize size, int fps, const Clock& clock)
    : clock_(clock), painter_(painter), size_(size), fps_(fps), began_(clock.Now()), pipeline_(clock) {}

uint64_t PracticeScreen::FrameNumber(MonotonicTime at) const {
  const auto age = std::chrono::duration_cast<std::chrono::microseconds>(at - began_).count();
  return static_cast<uint64_t>(std::max<int64_t>(age, 0)) * static_cast<uint64_t>(fps_) / 1'000'000;
}

MonotonicTime PracticeScreen::TimeOfFrame(uint64_t number) const {
  const auto fps = static_cast<uint64_t>(fps_);
  return began_ + std::chrono::microseconds((number * 1'000'000 + fps - 1) / fps);
}

void PracticeScreen::NoteHave(Rung rung, uint64_t have_sequence) {
  const auto series = series_.find(rung);
  if (series != series_.end() && series->second.OwesWhole(have_sequence)) Renew(rung);
}

std::optional<MonotonicTime> PracticeScreen::NextDue() const {
  const std::optional<MonotonicTime> due = pipeline_.NextDue();
  if (due || fps_ == 0 || !pipeline_.wants_anything()) return due;
  return TimeOfFrame(noted_frame_ + 1);
}

void PracticeScreen::Draw(Sketchbook& sketchbook, const Emit& emit) {
  const MonotonicTime now = clock_.Now();
  const uint64_t frame = FrameNumber(now);
  if (frame != noted_frame_) pipeline_.NoteChange();
  noted_frame_ = frame;
  const std::optional<MonotonicTime> due = pipeline_.NextDue();
  if (!due || *due > now) return;

  // Twice the largest picture that is wanted: scaling it down gives the soft edges that real screens have at that size.
  const PixelSize picture = FitInto(size_, pipeline_.largest_box());
  const PixelSize drawn = FitInto(size_, {picture.width * 2, picture.height * 2});
  const int stride_bytes = drawn.width * 4;
  sketchbook.bgrx.resize(static_cast<size_t>(stride_bytes) * drawn.height);
  painter_.Paint(frame, drawn, sketchbook.bgrx.data(), stride_bytes);
  sketchbook.planes.Resize(drawn);
  ConvertBgrx(sketchbook.bgrx.data(), stride_bytes, sketchbook.planes.view());
  std::vector<PixelRect> changed;
  if (std::exchange(drawn_frame_, frame) != frame) changed.push_back(WholeOf(drawn));
  pipeline_.Run(std::as_const(sketchbook.planes).view(), size_, changed,
                [&](Rung rung, std::optional<PixelPoint> part, std::span<const uint8_t> jpeg) {
                  wire::FrameSeries& series = series_.try_emplace(rung, clock_).first->second;
                  emit({rung, series.Next(!part), part, jpeg});
                });
}

}  // namespace labwall
