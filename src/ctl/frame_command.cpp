// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "base/whole_file.h"
#include "codec/jpeg.h"
#include "ctl/commands.h"
#include "ctl/session_choice.h"
#include "wire/frame_headers.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

// Keeps the first whole frame of the session as it came. Threads: Put() on a bus thread, Take() on any.
class FirstFrame {
 public:
  explicit FirstFrame(SessionKey key) : key_(std::move(key)) {}
  void Put(const BusMessage& message) EXCLUDES(mutex_) {
    const Result<wire::FrameInfo> info =
        wire::DecodeFrame(message.subject(), [&](std::string_view name) { return message.header(name); });
    if (!info || info->key != key_ || info->part || message.payload().size() > wire::kMaxFrameBytes) return;
    MutexLock lock(mutex_);
    if (jpeg_.empty()) jpeg_ = message.payload();
  }
  [[nodiscard]] std::string Take() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return std::exchange(jpeg_, {});
  }

 private:
  const SessionKey key_;
  Mutex mutex_;
  std::string jpeg_ GUARDED_BY(mutex_);
};

// Empty when the session can be seen.
std::string WhyNoPicture(const Session& session) {
  const std::string detail = session.picture_detail.empty() ? "" : ": " + session.picture_detail;
  switch (session.picture) {
    case PictureState::kUnknown:
    case PictureState::kAvailable:
    case PictureState::kUnresponsive:
      break;  // it may answer again
    case PictureState::kNoDisplay:
      return "the session has no display to take a picture of" + detail;
    case PictureState::kUnsupported:
      return "the session's display is of a kind that can't be captured" + detail;
  }
  if (!session.monitored) return "the session is not monitored, so its screen may not be shown";
  return {};
}

Result<std::string> ReceiveFrame(LabLink& link, const SessionKey& key, const FrameOptions& options) {
  FirstFrame first(key);
  const Result<std::unique_ptr<Subscription>> frames = link.connection().Subscribe(
      wire::FrameSubject(key.station, key.session_id, options.rung), [&](const BusMessage& message) {
        first.Put(message);
        link.Wake();
      });
  if (!frames) return Fail(ErrorCode::kUnavailable, "can't listen to the frames: " + frames.error().message);
  link.lab().SetLeases({{key, options.rung, 1000}});
  std::string jpeg;
  std::string complaint;
  const bool came = link.WaitUntil(Clock::System().Now() + options.limit, [&] {
    jpeg = first.Take();
    if (jpeg.empty()) return false;
    const Result<PixelSize> size = JpegDecoder().Inspect(jpeg, BoxOf(options.rung), wire::kMaxFrameBytes);
    if (!size) complaint = "; what came can't be used: " + size.error().message;
    return size.has_value();
  });
  if (!came) {
    return Fail(ErrorCode::kDeadlineExceeded,
                fmt::format("no picture of session {} came from {} within {} s{}", key.session_id, key.station,
                            options.limit.count() / 1000, complaint));
  }
  return jpeg;
}

}  // namespace

ExitCode RunFrame(const FrameOptions& options) {
  const Result<std::unique_ptr<LabLink>> link = LabLink::Open(options.link);
  if (!link) return Report(link.error());
  const bool names_station = NamesItsStation(options.session);
  const auto snapshot = (*link)->Collect(
      [&](const LabSnapshot& lab) { return names_station && FindNamedSession(lab, options.session).has_value(); });
  const Result<Session> session = FindNamedSession(*snapshot, options.session);
  if (!session) return Report(session.error());
  if (std::string why = WhyNoPicture(*session); !why.empty()) {
    return Report({ErrorCode::kFailedPrecondition, std::move(why)});
  }
  const Result<std::string> jpeg = ReceiveFrame(**link, session->key, options);
  if (!jpeg) return Report(jpeg.error());
  if (const Result<> written = WriteWholeFile(options.output, *jpeg); !written) return Report(written.error());
  return ExitCode::kOk;
}

}  // namespace labwall
