// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "capture/rung_pipeline.h"
#include "capture/synthetic/desktop_painter.h"
#include "wire/frame_series.h"

namespace labwall {

// One practice session's screen. It is drawn only while somebody watches, no larger than what is watched needs, and
// changes `fps` times a second (0: never). Threads: one owner.
class PracticeScreen {
 public:
  // What drawing needs and nobody keeps: one for all screens.
  struct Sketchbook {
    std::vector<uint8_t> bgrx;
    Planes planes;
  };
  struct Frame {
    Rung rung = Rung::kUnknown;
    uint64_t sequence = 0;
    std::optional<PixelPoint> part;  // as RungPipeline::Emit's
    std::span<const uint8_t> jpeg;   // good until Emit returns
  };
  using Emit = std::function<void(const Frame& frame)>;

  PracticeScreen(DesktopPainter painter, PixelSize size, int fps, const Clock& clock);

  [[nodiscard]] PixelSize size() const { return size_; }
  void SetWanted(const std::vector<WantedRung>& wanted) { pipeline_.SetWanted(wanted); }
  void Renew(Rung rung) { pipeline_.Renew(rung); }
  // A console that watches this rung has this much of it: sends a whole frame if it needs one.
  void NoteHave(Rung rung, uint64_t have_sequence);
  // When Draw() is next worth calling; empty while nobody watches or nothing will change.
  [[nodiscard]] std::optional<MonotonicTime> NextDue() const;
  // Draws what is due now, if anything is.
  void Draw(Sketchbook& sketchbook, const Emit& emit);

 private:
  [[nodiscard]] uint64_t FrameNumber(MonotonicTime at) const;
  [[nodiscard]] MonotonicTime TimeOfFrame(uint64_t number) const;

  const Clock& clock_;
  const DesktopPainter painter_;
  const PixelSize size_;
  const int fps_;
  const MonotonicTime began_;
  RungPipeline pipeline_;
  uint64_t noted_frame_ = 0;
  uint64_t drawn_frame_ = 0;
  std::map<Rung, wire::FrameSeries> series_;
};

}  // namespace labwall
