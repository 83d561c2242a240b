// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "console/process_cost.h"
#include "gpu/wall_renderer.h"
#include "lab/lab_client.h"
#include "ui/console_figures.h"

namespace labwall {

// FiguresMeter makes figures that people read of what is counted: rates over a second or so, and means.
class FiguresMeter {
 public:
  // Shorter than this says little.
  static constexpr Milliseconds kSpan{1'000};

  struct Counts {
    LabClientStats lab;
    RendererStats renderer;
    uint64_t frames = 0;
  };
  // Puts the counts into the figures, and the rates when kSpan has passed since it last did.
  void Update(const Counts& counts, MonotonicTime now, ConsoleFigures& figures);
  // What the process costs: asked for once a second at most, and only while somebody looks.
  void UpdateCost(MonotonicTime now, ConsoleFigures& figures);

 private:
  std::optional<MonotonicTime> measured_at_;
  Counts measured_;
  std::optional<MonotonicTime> cost_at_;
  ProcessCost cost_;
};

}  // namespace labwall
