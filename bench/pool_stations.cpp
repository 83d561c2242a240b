// SPDX-License-Identifier: Apache-2.0
// pool_stations: stations that cost next to nothing, for benches of the console. Each has one session, honours leases
// and sends JPEGs of a pool as they are, at a rate for all together that the bench sets over the broker.
//   pool_stations POOL_FILE STATIONS    (the broker from LABWALL_CONNECT)
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bounded_queue.h"
#include "base/log.h"
#include "base/stop_signals.h"
#include "base/wake_event.h"
#include "bench/jpeg_pool.h"
#include "bench/pool_stations.h"
#include "bus/connection.h"
#include "sim/people.h"
#include "sim/station_leases.h"
#include "wire/frame_headers.h"
#include "wire/frame_series.h"
#include "wire/limits.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kTurn{5};
constexpr PixelSize kScreen{1920, 1080};

class PoolStations {
 public:
  PoolStations(JpegPool pool, int count) : pool_(std::move(pool)) {
    const MonotonicTime now = clock_.Now();
    for (int i = 0; i < count; ++i) {
      stations_.push_back(MakeStation(i));
      by_id_.emplace(stations_.back()->state.station.id, stations_.size() - 1);
      stations_.back()->heartbeat_at = now + wire::kHeartbeat * i / count;
    }
  }

  int Run(const std::string& url, int stop_fd) {
    auto connection =
        Connection::Open({.url = url, .name = "pool_stations", .on_event = [this](BusEvent event, auto&&) {
                            if (event == BusEvent::kConnected) Tell({});
                          }});
    if (!connection) return EXIT_FAILURE;
    connection_ = std::move(*connection);
    for (const std::string& subject : {std::string(wire::kHelloSubject), wire::WatchSubject("*"),
                                       std::string(kPoolRateSubject), std::string(kPoolUnaskedSubject)}) {
      auto subscription = connection_->Subscribe(subject, [this](const BusMessage& message) {
        Tell({std::string(message.subject()), std::string(message.payload())});
      });
      if (!subscription) return EXIT_FAILURE;
      subscriptions_.push_back(std::move(*subscription));
    }
    pollfd stop{stop_fd, POLLIN, 0};
    while (::poll(&stop, 1, static_cast<int>(kTurn.count())) == 0) Turn();
    subscriptions_.clear();
    return EXIT_SUCCESS;
  }

 private:
  struct Station {
    wire::StationStateMessage state;
    StationLeases leases;
    wire::FrameSeries series{Clock::System()};
    MonotonicTime heartbeat_at;
    bool wanted = false;
  };
  struct News {
    std::string subject;  // empty: connected
    std::string payload;
  };

  std::unique_ptr<Station> MakeStation(int number) const {
    auto made = std::make_unique<Station>();
    auto& station = made->state.station;
    station.id = station.host = fmt::format("pc-{:05}", number);
    station.boot_id = fmt::format("{:032x}", number + 1);
    station.room = fmt::format("Room {}", number / 40 + 1);
    const Person person = PersonFor(number);
    Session session;
    session.key = {station.id, station.boot_id, "c1", clock_.UnixMicros()};
    session.user = person.login;
    session.display_name = person.name;
    session.seat = "seat0";
    session.type = SessionType::kX11;
    session.state = SessionState::kActive;
    session.picture = PictureState::kAvailable;
    station.sessions.push_back(std::move(session));
    return made;
  }

  void Tell(News news) { (void)news_.TryPush(std::move(news)); }

  void Turn() {
    while (const std::optional<News> news = news_.TryPop()) Take(*news);
    const MonotonicTime now = clock_.Now();
    for (const auto& station : stations_) {
      if (station->leases.Expire(now)) leases_changed_ = true;
      if (now >= station->heartbeat_at) Announce(*station, now);
    }
    FollowLeases();
    Send(now);
  }

  void Take(const News& news) {
    if (news.subject == kPoolRateSubject) {
      per_second_ = std::atof(news.payload.c_str());
      owed_ = 0;
    } else if (news.subject == kPoolUnaskedSubject) {
      unasked_ = news.payload == "1";
      leases_changed_ = true;
    } else if (const auto station = wire::StationOfSubject(news.subject)) {
      const auto known = by_id_.find(std::string(*station));
      const auto lease = wire::DecodeWatchLease(news.payload);
      if (known == by_id_.end() || !lease) return;
      leases_changed_ = true;
      (void)stations_[known->second]->leases.Put(*lease, clock_.Now());
    } else {
      for (const auto& each : stations_) Announce(*each, clock_.Now());
    }
  }

  void Announce(Station& station, MonotonicTime now) {
    (void)connection_->Publish(wire::StateSubject(station.state.station.id), wire::Encode(station.state));
    station.heartbeat_at = now + wire::kHeartbeat;
  }

  // Only what is leased at the pool's rung is sent, in turn.
  void FollowLeases() {
    if (!std::exchange(leases_changed_, false)) return;
    watched_.clear();
    for (const auto& station : stations_) {
      const auto wanted = station->leases.WantedOf(station->state.station.sessions[0].key);
      const bool watched = std::ranges::any_of(wanted, [](const WantedRung& w) { return w.rung == Rung::k320x180; });
      if (watched || unasked_) watched_.push_back(station.get());
    }
  }

  void Send(MonotonicTime now) {
    const std::chrono::duration<double> passed = now - std::exchange(sent_at_, now);
    // What could not be sent in time is not made up for at once.
    owed_ = std::min(owed_ + passed.count() * per_second_, per_second_ / 10);
    if (watched_.empty()) return;
    for (; owed_ >= 1; --owed_) {
      Station& station = *watched_[next_++ % watched_.size()];
      const SessionKey& key = station.state.station.sessions[0].key;
      const wire::FrameInfo info{key, Rung::k320x180, station.series.Next(true), clock_.UnixMicros(), kScreen, {}};
      (void)connection_->Publish(wire::FrameSubject(key.station, key.session_id, info.rung),
                                 pool_.at(picture_++ % pool_.size()), wire::EncodeFrameHeaders(info));
    }
  }

  const Clock& clock_ = Clock::System();
  const JpegPool pool_;
  std::vector<std::unique_ptr<Station>> stations_;
  std::unordered_map<std::string, size_t> by_id_;
  std::vector<Station*> watched_;
  bool leases_changed_ = false;
  bool unasked_ = false;
  double per_second_ = 2'000;
  double owed_ = 0;
  MonotonicTime sent_at_ = clock_.Now();
  size_t next_ = 0;
  size_t picture_ = 0;
  BoundedQueue<News> news_{1 << 16};
  // The last to be made and the first to go: their handlers use the queue.
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) {
  using namespace labwall;
  StopSignals stop;
  StartLog("pool_stations", LogLevel::kWarning);
  const char* const url = std::getenv("LABWALL_CONNECT");
  if (argc != 3 || url == nullptr) return EXIT_FAILURE;
  Result<JpegPool> pool = JpegPool::Load(argv[1]);
  return pool ? PoolStations(std::move(*pool), std::max(1, std::atoi(argv[2]))).Run(url, stop.fd()) : EXIT_FAILURE;
}
