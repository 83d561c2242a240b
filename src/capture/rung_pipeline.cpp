// SPDX-License-Identifier: Apache-2.0
#include "capture/rung_pipeline.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "capture/picture_diff.h"
#include "codec/scale.h"

namespace labwall {
namespace {

// A part of its own costs some 830 bytes beside its pixels, 623 of them the JPEG's header and tables and the rest the
// message's; a block of a desktop takes about 30 (both as agent_bench measures them). So this many blocks more in
// another part are no dearer.
constexpr int64_t kPartJoinPx = 25 * kJpegBlock * kJpegBlock;

// Whether parts are worth it: they save bytes and the console's time in proportion to what they leave out (half of a
// picture takes 55 % of its bytes), but each builds on the ones before, and a console that has lost one waits for a
// whole frame.
bool IsSmallPart(int64_t changed_px, PixelSize picture) {
  return 2 * changed_px <= static_cast<int64_t>(picture.width) * picture.height;
}

// Brings `into` up to date with what has changed in the picture above it. Gives where it may have changed, in blocks.
ChangedArea ScaleChanged(const PlanesView& from, const ChangedArea& changed, const MutablePlanesView& into) {
  ChangedArea scaled(0);
  for (const PixelRect& rect : changed.rects()) scaled.Add(ScaledArea(from.size, into.size, rect));
  for (const PixelRect& rect : scaled.rects()) ScalePlanesWithin(from, into, rect);
  return scaled;
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
    if (stream.changed && wish->max_milli_fps > stream.wanted.max_milli_fps) stream.looked_at.reset();
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
  if (!stream.looked_at) return MonotonicTime{};
  return *stream.looked_at + std::chrono::microseconds(1'000'000'000LL / stream.wanted.max_milli_fps);
}

std::optional<MonotonicTime> RungPipeline::NextDue() const {
  std::optional<MonotonicTime> next;
  for (const Stream& stream : streams_) {
    const std::optional<MonotonicTime> due = DueAt(stream);
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

void RungPipeline::NoteArea(PixelSize screen, PixelSize source, std::span<const PixelRect> changed) {
  // Rectangles of a screen of another size mean nothing on this one.
  const bool same_sizes = screen == screen_size_ && source == source_size_;
  screen_size_ = screen;
  source_size_ = source;
  for (Stream& stream : streams_) {
    const PixelSize size = FitInto(source, BoxOf(stream.wanted.rung));
    if (!same_sizes || stream.picture.size() != size) {
      stream.picture.Resize(size);
      stream.unseen.Add(WholeOf(screen));
      stream.changed = true;
    } else if (!changed.empty()) {
      stream.unseen.Add(changed);
      stream.changed = true;
    }
  }
}

bool RungPipeline::Run(const PlanesView& screen, PixelSize source, std::span<const PixelRect> changed,
                       const Emit& emit) {
  NoteArea(screen.size, source, changed);
  const MonotonicTime now = clock_.Now();
  const auto is_due = [now](const Stream& stream) { return DueAt(stream).value_or(MonotonicTime::max()) <= now; };
  // What has to be made anew, at first of the screen and then of each picture in turn; and the smallest rung to make.
  ChangedArea area(kScreenJoinPx);
  auto end = streams_.begin();
  for (auto stream = streams_.begin(); stream != streams_.end(); ++stream) {
    if (!is_due(*stream)) continue;
    area.Add(stream->unseen.rects());
    end = std::next(stream);
  }
  bool found = false;
  PlanesView from = screen;
  for (auto stream = streams_.begin(); stream != end; ++stream) {
    area = ScaleChanged(from, area, stream->picture.view());
    if (is_due(*stream)) {
      found |= Serve(*stream, area, emit);
      stream->looked_at = now;
    }
    from = std::as_const(stream->picture).view();
  }
  return found;
}

bool RungPipeline::Serve(Stream& stream, const ChangedArea& scaled, const Emit& emit) {
  const PlanesView picture = std::as_const(stream.picture).view();
  const bool known = !stream.fresh && stream.sent.size() == picture.size;
  stream.fresh = false;
  stream.changed = false;
  stream.unseen.Clear();
  ChangedArea differing(kPartJoinPx);
  if (known) {
    for (const PixelRect& rect : scaled.rects()) {
      FindDifferences(picture, std::as_const(stream.sent).view(), rect, differing);
    }
    if (differing.empty()) return false;
  }
  if (known && IsSmallPart(differing.area(), picture.size)) {
    for (const PixelRect& rect : differing.rects()) Send(stream, rect, emit);
  } else {
    stream.sent.Resize(picture.size);
    Send(stream, WholeOf(picture.size), emit);
  }
  return known;
}

void RungPipeline::Send(Stream& stream, const PixelRect& area, const Emit& emit) {
  const PlanesView planes = PartOf(std::as_const(stream.picture).view(), area);
  CopyPlanes(planes, PartOf(stream.sent.view(), area));
  const bool whole = area == WholeOf(stream.picture.size());
  // Almost every picture fits at the first quality; a large one full of noise may need the others.
  for (const int quality : {JpegEncoder::kQuality, 45, 20, 5}) {
    const Result<std::span<const uint8_t>> jpeg = encoder_.Encode(planes, quality);
    if (!jpeg) {
      LogError("{}", jpeg.error().message);
      return;
    }
    if (jpeg->size() <= kMaxJpegBytes) {
      emit(stream.wanted.rung, whole ? std::nullopt : std::optional(area.origin()), *jpeg);
      return;
    }
  }
  ++too_large_count_;
}

}  // namespace labwall
