// SPDX-License-Identifier: Apache-2.0
#include "console/picture_feed.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace labwall {
namespace {

bool SameLease(const LeaseWish& a, const LeaseWish& b) {
  return a.key == b.key && a.rung == b.rung && a.max_milli_fps == b.max_milli_fps;
}

bool HasPicture(const Session* session) {
  return session != nullptr && session->picture != PictureState::kNoDisplay &&
         session->picture != PictureState::kUnsupported;
}

}  // namespace

bool PictureFeed::TakePictures(const LabSnapshot& snapshot) {
  KeepOnly(snapshot);
  std::vector<std::unique_ptr<DecodedFrame>> frames = client_.TakeFrames(kUploadsPerFrame);
  const bool more = frames.size() >= kUploadsPerFrame;
  for (const std::unique_ptr<DecodedFrame>& frame : frames) Upload(*frame);
  client_.Recycle(std::move(frames));
  return more;
}

void PictureFeed::KeepOnly(const LabSnapshot& snapshot) {
  if (snapshot.version == snapshot_version_) return;
  snapshot_version_ = snapshot.version;
  existing_.clear();
  for (const StationView& view : snapshot.stations) {
    for (const Session& session : view.station->sessions) existing_.insert(session.key);
  }
  std::erase_if(received_, [this](const auto& entry) {
    gl_thread.Check();
    if (existing_.contains(entry.first)) return false;
    renderer_.Forget(entry.first);
    return true;
  });
}

void PictureFeed::Upload(const DecodedFrame& frame) {
  const SessionKey& key = frame.info.key;
  // A frame can come after the word that its session is gone.
  if (!existing_.contains(key)) return;
  const PictureUpload upload{.rung = frame.info.rung,
                             .source = frame.info.source,
                             .picture = frame.planes.size(),
                             .origin = {},
                             .planes = frame.planes.view()};
  Result<> stored = renderer_.Upload(key, upload);
  if (!stored && stored.error().code == ErrorCode::kResourceExhausted && ForgetWhatIsNotVisible()) {
    stored = renderer_.Upload(key, upload);
  }
  if (stored) {
    received_.try_emplace(key, Times{{}, clock_.Now()}).first->second.received_at = frame.received_at;
  } else if (throttle_.Allow(key.station)) {
    LogWarning("A picture of {} can't be shown: {}", key.ToString(), stored.error().message);
  }
}

bool PictureFeed::ForgetWhatIsNotVisible() {
  return std::erase_if(received_, [this](const auto& entry) {
           gl_thread.Check();
           if (leased_.contains(entry.first)) return false;
           renderer_.Forget(entry.first);
           return true;
         }) > 0;
}

void PictureFeed::Lease(const std::vector<VisiblePicture>& visible, const LabSnapshot& snapshot) {
  // In the order of keys, so that scrolling back and forth compares equal; a session shown twice is leased once, at the
  // larger size.
  std::map<SessionKey, LeaseWish> wishes;
  for (const VisiblePicture& picture : visible) {
    if (picture.pixels.width < 1 || picture.pixels.height < 1 || !HasPicture(snapshot.Find(picture.key))) continue;
    LeaseWish& wish = wishes.try_emplace(picture.key, LeaseWish{picture.key, Rung::kUnknown, 0}).first->second;
    wish.rung = std::max({wish.rung, least_rung_, RungFor(picture.pixels)});
    wish.max_milli_fps = std::max(wish.max_milli_fps, picture.large      ? kLargeMilliFps
                                                      : picture.attended ? kAttendedMilliFps
                                                                         : kMilliFps);
  }
  std::vector<LeaseWish> leases;
  leases.reserve(wishes.size());
  for (auto& [key, wish] : wishes) leases.push_back(std::move(wish));
  if (std::equal(leases.begin(), leases.end(), leases_.begin(), leases_.end(), SameLease)) return;

  leased_.clear();
  for (const LeaseWish& lease : leases) leased_.insert(lease.key);
  leases_ = leases;
  client_.SetLeases(std::move(leases));
}

PictureInfo PictureFeed::InfoOf(const SessionKey& key) const {
  const auto received = received_.find(key);
  if (received == received_.end()) return {};
  const std::optional<StoredPicture> stored = renderer_.Find(key);
  if (!stored) return {};
  return {.available = true,
          .received_at = received->second.received_at,
          .source = stored->source,
          .appeared_at = received->second.appeared_at};
}

void PictureFeed::Measure(ConsoleFigures& figures) {
  const MonotonicTime now = clock_.Now();
  const std::chrono::duration<double> passed = now - measured_at_;
  if (measured_at_ != MonotonicTime() && passed < std::chrono::seconds(1)) return;
  const LabClientStats stats = client_.stats();
  if (measured_at_ != MonotonicTime()) {
    figures.updates_per_second =
        static_cast<double>(stats.frames_received - measured_.frames_received) / passed.count();
    figures.bytes_per_second = static_cast<double>(stats.frame_bytes - measured_.frame_bytes) / passed.count();
  }
  measured_ = stats;
  measured_at_ = now;
}

}  // namespace labwall
