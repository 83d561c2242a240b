// SPDX-License-Identifier: Apache-2.0
#include "capture/rung_pipeline.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "codec/scale.h"

namespace labwall {
namespace {

bool SamePlane(const uint8_t* a, int a_stride, const uint8_t* b, int b_stride, PixelSize size) {
  for (int row = 0; row < size.height; ++row) {
    if (std::memcmp(a + static_cast<ptrdiff_t>(row) * a_stride, b + static_cast<ptrdiff_t>(row) * b_stride,
                    size.width) != 0) {
      return false;
    }
  }
  return true;
}

bool SamePicture(const PlanesView& a, const PlanesView& b) {
  const PixelSize chroma = ChromaSize(a.size);
  return a.size == b.size && SamePlane(a.y, a.y_stride_bytes, b.y, b.y_stride_bytes, a.size) &&
         SamePlane(a.u, a.uv_stride_bytes, b.u, b.uv_stride_bytes, chroma) &&
         SamePlane(a.v, a.uv_stride_bytes, b.v, b.uv_stride_bytes, chroma);
}

}  // namespace

void RungPipeline::SetWanted(const std::vector<WantedRung>& wanted) {
  std::vector<Stream> streams;
  for (auto rung = kRungs.rbegin(); rung != kRungs.rend(); ++rung) {
    const auto wish = std::ranges::find(wanted, *rung, &WantedRung::rung);
    if (wish == wanted.end()) continue;
    const auto known =
        std::ranges::find_if(streams_, [rung](const Stream& stream) { return stream.wanted.rung == *rung; });
    Stream& stream = streams.emplace_back(known != streams_.end() ? std::move(*known) : Stream{});
    stream.wanted = *wish;
  }
  streams_ = std::move(streams);
}

PixelSize RungPipeline::largest_box() const {
  return streams_.empty() ? PixelSize{} : BoxOf(streams_.front().wanted.rung);
}

void RungPipeline::Renew(Rung rung) {
  for (Stream& stream : streams_) {
    if (stream.wanted.rung == rung) stream.fresh = true;
  }
}

void RungPipeline::NoteChange() {
  for (Stream& stream : streams_) stream.changed = true;
}

std::optional<MonotonicTime> RungPipeline::DueAt(const Stream& stream) {
  if (stream.fresh) return MonotonicTime{};
  if (!stream.changed || stream.wanted.max_milli_fps <= 0) return std::nullopt;
  return stream.looked_at + std::chrono::microseconds(1'000'000'000LL / stream.wanted.max_milli_fps);
}

std::optional<MonotonicTime> RungPipeline::NextDue() const {
  std::optional<MonotonicTime> next;
  for (const Stream& stream : streams_) {
    const std::optional<MonotonicTime> due = DueAt(stream);
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

void RungPipeline::Run(const PlanesView& screen, PixelSize source, const Emit& emit) {
  const MonotonicTime now = clock_.Now();
  PlanesView from = screen;
  for (Stream& stream : streams_) {
    const std::optional<MonotonicTime> due = DueAt(stream);
    if (!due || *due > now) continue;
    Serve(stream, from, FitInto(source, BoxOf(stream.wanted.rung)), emit);
    stream.looked_at = now;
    from = std::as_const(stream.shown).view();
  }
}

void RungPipeline::Serve(Stream& stream, const PlanesView& from, PixelSize size, const Emit& emit) {
  stream.next.Resize(size);
  ScalePlanes(from, stream.next.view());
  const bool same = !stream.fresh && SamePicture(std::as_const(stream.next).view(), std::as_const(stream.shown).view());
  stream.fresh = false;
  stream.changed = false;
  if (same) return;
  std::swap(stream.next, stream.shown);
  // Almost every picture fits at the first quality; a large one full of noise may need the others.
  for (const int quality : {JpegEncoder::kQuality, 45, 20, 5}) {
    const Result<std::span<const uint8_t>> jpeg = encoder_.Encode(std::as_const(stream.shown).view(), quality);
    if (!jpeg) {
      LogError("{}", jpeg.error().message);
      return;
    }
    if (jpeg->size() <= kMaxJpegBytes) {
      emit(stream.wanted.rung, *jpeg);
      return;
    }
  }
  ++too_large_count_;
}

}  // namespace labwall
