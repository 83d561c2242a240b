// SPDX-License-Identifier: Apache-2.0
#include "console/picture_feed.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace labwall {
namespace {

constexpr Milliseconds kSweepInterval{1'000};

size_t BytesOf(PixelSize picture) {
  return static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height) * 3 / 2;
}

}  // namespace

PictureFeed::Taken PictureFeed::TakePictures() {
  RecycleFinished();
  const size_t before = in_flight_.size();
  Taken taken{.more = client_.TakeFrames(kBytesAtATime, in_flight_)};
  if (in_flight_.size() == before) return taken;
  for (size_t i = before; i < in_flight_.size(); ++i) Upload(in_flight_[i], taken);
  batches_.push_back({renderer_.EndUploads(), in_flight_.size() - before});
  RecycleFinished();
  return taken;
}

void PictureFeed::RecycleFinished() {
  if (batches_.empty()) return;
  const uint64_t finished = renderer_.FinishedUploads();
  const auto under_way =
      std::find_if(batches_.begin(), batches_.end(), [&](const Batch& batch) { return batch.ticket > finished; });
  size_t frames = 0;
  for (auto it = batches_.begin(); it != under_way; ++it) frames += it->frames;
  if (frames == 0) return;
  client_.Recycle(std::span(in_flight_).first(frames));
  in_flight_.erase(in_flight_.begin(), in_flight_.begin() + static_cast<std::ptrdiff_t>(frames));
  batches_.erase(batches_.begin(), under_way);
}

void PictureFeed::Upload(const DecodedFrame& frame, Taken& taken) {
  const SessionKey& key = *frame.key;
  const PictureUpload upload{.rung = frame.rung,
                             .source = frame.source,
                             .picture = frame.picture,
                             .origin = frame.part.value_or(PixelPoint{}),
                             .planes = frame.planes};
  Result<> stored = renderer_.Upload(key, upload);
  while (!stored && stored.error().code == ErrorCode::kResourceExhausted && !full_) {
    if (MakeRoom()) {
      stored = renderer_.Upload(key, upload);
    } else {
      full_ = true;
    }
  }
  if (stored) {
    const bool first = Note(frame);
    if (!plan_.IsOnScreen(key)) return;
    taken.shown = true;
    taken.appeared = taken.appeared || first;
  } else if (stored.error().code == ErrorCode::kFailedPrecondition) {
    // Its picture was given up, or never stored because there is no room; then another one would not be either.
    if (!full_) client_.AskWhole(key);
  } else if (throttle_.Allow(key.station)) {
    LogWarning("A picture of {} can't be shown: {}", key.ToString(), stored.error().message);
  }
}

bool PictureFeed::Note(const DecodedFrame& frame) {
  const auto [place, added] = pictures_.try_emplace(*frame.key);
  Picture& picture = place->second;
  if (added) {
    picture.appeared_at = clock_.Now();
    picture.seen = screens_;
    picture.exists = sweeps_;
  }
  held_bytes_ += BytesOf(frame.picture) - picture.bytes;
  picture.rung = frame.rung;
  picture.bytes = BytesOf(frame.picture);
  picture.source = frame.source.width > 0 && frame.source.height > 0 ? frame.source : frame.picture;
  picture.received_at = frame.received_at;
  return added;
}

void PictureFeed::KeepOnly(const LabSnapshot& snapshot) {
  const MonotonicTime now = clock_.Now();
  // A large lab has news all the time, and its sessions are many.
  if (snapshot.version == snapshot_version_ || (swept_at_ != MonotonicTime() && now < swept_at_ + kSweepInterval)) {
    return;
  }
  snapshot_version_ = snapshot.version;
  swept_at_ = now;
  if (pictures_.empty()) return;
  ++sweeps_;
  for (const StationView& view : snapshot.stations) {
    for (const Session& session : view.station->sessions) {
      if (const auto known = pictures_.find(session.key); known != pictures_.end()) known->second.exists = sweeps_;
    }
  }
  const size_t gone = std::erase_if(pictures_, [this](const auto& entry) {
    gl_thread.Check();
    if (entry.second.exists == sweeps_) return false;
    held_bytes_ -= entry.second.bytes;
    renderer_.Forget(entry.first);
    return true;
  });
  if (gone > 0) full_ = false;
}

void PictureFeed::SetTextureLimit(size_t bytes) {
  if (bytes == texture_limit_) return;
  texture_limit_ = bytes;
  full_ = false;
  renderer_.set_max_texture_bytes(bytes);
  // Memory comes back by the array, when the last of its pictures has gone.
  while (renderer_.stats().texture_bytes > bytes && MakeRoom()) renderer_.set_max_texture_bytes(bytes);
}

bool PictureFeed::MakeRoom() {
  std::vector<std::pair<uint64_t, const SessionKey*>> hidden;
  for (const auto& [key, picture] : pictures_) {
    if (!plan_.IsOnScreen(key)) hidden.emplace_back(picture.seen, &key);
  }
  if (hidden.empty()) return false;
  std::sort(hidden.begin(), hidden.end());
  size_t freed = 0;
  for (const auto& [seen, key] : hidden) {
    if (freed > texture_limit_ / 8) break;
    const auto known = pictures_.find(*key);
    freed += known->second.bytes;
    held_bytes_ -= known->second.bytes;
    renderer_.Forget(*key);
    pictures_.erase(known);
  }
  plan_.Reconsider();
  return true;
}

Rung PictureFeed::HeldRung(const SessionKey& key) const {
  const auto known = pictures_.find(key);
  return known != pictures_.end() ? known->second.rung : Rung::kUnknown;
}

void PictureFeed::Lease(const LeasePlan::Screen& screen) {
  const auto held = [this](const SessionKey& key) { return HeldRung(key); };
  if (!plan_.Show(screen, held, clock_.Now())) return;
  full_ = false;
  ++screens_;
  for (const VisiblePicture& visible : screen.visible) {
    if (const auto known = pictures_.find(visible.key); known != pictures_.end()) known->second.seen = screens_;
  }
  client_.SetLeases(plan_.wishes());
}

void PictureFeed::LeaseNothing() {
  if (plan_.ShowNothing()) client_.SetLeases({});
}

PictureInfo PictureFeed::InfoOf(const SessionKey& key) const {
  const auto known = pictures_.find(key);
  if (known == pictures_.end()) return {};
  const Picture& picture = known->second;
  return {.available = true,
          .received_at = picture.received_at,
          .source = picture.source,
          .appeared_at = picture.appeared_at};
}

void PictureFeed::Measure(ConsoleFigures& figures) const {
  figures.leases = plan_.figures();
  figures.pictures = pictures_.size();
  figures.held_bytes = held_bytes_;
  figures.texture_limit = texture_limit_;
  figures.picture_bytes = BytesOf(BoxOf(plan_.usual_rung()));
}

}  // namespace labwall
