// SPDX-License-Identifier: Apache-2.0
#include "support/watching_wall.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace labwall {
namespace {

constexpr int kColourTolerance = 16;  // of 255: JPEG at quality 70
constexpr double kGoodShare = 0.1;
constexpr size_t kBytesAtATime = 8 << 20;

}  // namespace

WatchingWall::WatchingWall(const std::string& url) {
  client_ = LabClient::Create(Clock::System(), {.decode_threads = 1, .wake = [] {}});
  ConnectionOptions options;
  options.url = url;
  options.name = "watching wall";
  options.on_event = [client = client_.get()](BusEvent event, const std::string& detail) {
    client->OnBusEvent(event == BusEvent::kConnected, detail);
  };
  Result<std::unique_ptr<Connection>> connection = Connection::Open(std::move(options));
  if (!connection) {
    ADD_FAILURE() << connection.error().message;
    return;
  }
  connection_ = std::move(*connection);
  const Result<> attached = client_->Attach(*connection_);
  if (!attached) ADD_FAILURE() << attached.error().message;
}

WatchingWall::~WatchingWall() {
  // The client uses the connection to its end, and the connection tells the client of its own: the client goes first,
  // once no more events can come to it.
  client_->Detach();
  connection_.reset();
}

void WatchingWall::Update() {
  const std::shared_ptr<const LabSnapshot> now = client_->Snapshot();
  std::vector<LeaseWish> wishes;
  for (const StationView& view : now->stations) {
    for (const Session& session : view.station->sessions) wishes.push_back({session.key, Rung::k320x180, 5000});
  }
  client_->SetLeases(std::move(wishes));
  std::vector<DecodedFrame> frames;
  while (client_->TakeFrames(kBytesAtATime, frames)) {
  }
  for (const DecodedFrame& frame : frames) {
    if (!pictures_[*frame.key].Put(frame)) client_->AskWhole(*frame.key);
  }
  client_->Recycle(frames);
}

std::optional<Session> WatchingWall::FindUser(const std::string& user) const {
  const std::shared_ptr<const LabSnapshot> now = snapshot();
  for (const StationView& view : now->stations) {
    for (const Session& session : view.station->sessions) {
      if (session.user == user) return session;
    }
  }
  return std::nullopt;
}

const ShownPicture* WatchingWall::PictureOf(const std::string& user) const {
  const std::optional<Session> session = FindUser(user);
  if (!session) return nullptr;
  const auto found = pictures_.find(session->key);
  return found == pictures_.end() ? nullptr : &found->second;
}

bool WatchingWall::Shows(const std::vector<LabSession>& sessions, int64_t since_us) const {
  return std::all_of(sessions.begin(), sessions.end(), [&](const LabSession& session) {
    const ShownPicture* const picture = PictureOf(session.user);
    return picture != nullptr && picture->frame().captured_us > since_us &&
           ColourShare(picture->planes(), session.colour) > kGoodShare;
  });
}

std::string WatchingWall::Describe() const {
  std::ostringstream words;
  const std::shared_ptr<const LabSnapshot> now = snapshot();
  words << "broker state " << static_cast<int>(now->broker) << " (" << now->broker_detail << ")\n";
  for (const StationView& view : now->stations) {
    words << view.station->id << (view.answering ? "" : " (silent)") << "\n";
    for (const Session& session : view.station->sessions) {
      words << "  " << session.user << " picture " << static_cast<int>(session.picture) << " "
            << session.picture_detail;
      if (const ShownPicture* const picture = PictureOf(session.user)) {
        words << ", frame " << picture->frame().sequence << " taken at " << picture->frame().captured_us;
      }
      words << "\n";
    }
  }
  return words.str();
}

double ColourShare(const PlanesView& planes, Rgb colour) {
  if (planes.size.width <= 0 || planes.size.height <= 0) return 0;
  int near = 0;
  for (int y = 0; y < planes.size.height; ++y) {
    for (int x = 0; x < planes.size.width; ++x) {
      const double luma = planes.y[y * planes.y_stride_bytes + x];
      const double cb = planes.u[(y / 2) * planes.uv_stride_bytes + x / 2] - 128.0;
      const double cr = planes.v[(y / 2) * planes.uv_stride_bytes + x / 2] - 128.0;
      const Rgb seen{static_cast<int>(std::lround(luma + 1.402 * cr)),
                     static_cast<int>(std::lround(luma - 0.344136 * cb - 0.714136 * cr)),
                     static_cast<int>(std::lround(luma + 1.772 * cb))};
      near += Near(seen, colour, kColourTolerance) ? 1 : 0;
    }
  }
  return static_cast<double>(near) / (planes.size.width * planes.size.height);
}

}  // namespace labwall
