// SPDX-License-Identifier: Apache-2.0
#include "console/figures_meter.h"

#include <algorithm>
#include <chrono>

namespace labwall {
namespace {

using Seconds = std::chrono::duration<double>;

}  // namespace

void FiguresMeter::Update(const Counts& counts, MonotonicTime now, ConsoleFigures& figures) {
  figures.whole_frames = counts.lab.frames_received - counts.lab.parts_received;
  figures.parts = counts.lab.parts_received;
  figures.lost = counts.lab.frames_lost;
  figures.replaced = counts.lab.frames_replaced;
  figures.unwanted = counts.lab.frames_unwanted;
  figures.bad = counts.lab.frames_bad;
  figures.uploads = counts.renderer.uploads;
  figures.upload_bytes = counts.renderer.upload_bytes;
  figures.frames = counts.frames;
  figures.texture_bytes = counts.renderer.texture_bytes;
  figures.upload_mode = ToString(counts.renderer.upload_mode);
  if (counts.renderer.gpu_ms > 0) figures.gpu_ms = counts.renderer.gpu_ms;
  if (counts.renderer.upload_times) {
    figures.direct_us = counts.renderer.upload_times->direct_us;
    figures.mapped_us = counts.renderer.upload_times->mapped_us;
  }

  const double passed = measured_at_ ? Seconds(now - *measured_at_).count() : 0;
  if (measured_at_ && passed < Seconds(kSpan).count()) return;
  if (measured_at_) {
    const auto rate = [passed](uint64_t before, uint64_t after) {
      return static_cast<double>(after - before) / passed;
    };
    figures.updates_per_second = rate(measured_.lab.frames_received, counts.lab.frames_received);
    figures.bytes_per_second = rate(measured_.lab.frame_bytes, counts.lab.frame_bytes);
    figures.decodes_per_second = rate(measured_.lab.frames_decoded, counts.lab.frames_decoded);
    if (const uint64_t decoded = counts.lab.frames_decoded - measured_.lab.frames_decoded; decoded > 0) {
      figures.decode_ms =
          Seconds(counts.lab.decode_cpu - measured_.lab.decode_cpu).count() * 1e3 / static_cast<double>(decoded);
    }
    figures.upload_bytes_per_second = rate(measured_.renderer.upload_bytes, counts.renderer.upload_bytes);
    figures.frames_per_second = rate(measured_.frames, counts.frames);
  }
  measured_ = counts;
  measured_at_ = now;
}

void FiguresMeter::UpdateCost(MonotonicTime now, ConsoleFigures& figures) {
  const double passed = cost_at_ ? Seconds(now - *cost_at_).count() : 0;
  if (cost_at_ && passed < Seconds(kSpan).count()) return;
  const ProcessCost cost = ReadProcessCost();
  if (cost_at_) {
    figures.cpu_cores = std::max(0.0, (cost.cpu_seconds - cost_.cpu_seconds) / passed);
    figures.renderer_cores = std::max(0.0, (cost.renderer_seconds - cost_.renderer_seconds) / passed);
  }
  figures.resident_bytes = cost.resident_bytes;
  cost_ = cost;
  cost_at_ = now;
}

}  // namespace labwall
