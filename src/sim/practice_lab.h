// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "base/wake_event.h"
#include "bus/connection.h"
#include "sim/agenda.h"
#include "sim/practice_station.h"

namespace labwall {

// PracticeLab puts many PracticeStations on the bus over one connection. One thread, Run()'s, does everything; what
// libnats's threads receive waits for it in a bounded queue, and what does not fit in it is lost and counted, as it
// would be with a real station that is busy. Only stations that have something to do are looked at: ten thousand that
// nobody watches cost their heartbeats.
class PracticeLab {
 public:
  PracticeLab(PracticeOptions options, const Clock& clock);
  ~PracticeLab();

  // Until one of these descriptors is readable (-1: not there). Says goodbye for every station.
  [[nodiscard]] Result<> Run(const std::string& url, int stop_fd, int parent_pidfd);

  [[nodiscard]] uint64_t frames_sent() const { return frames_sent_; }

 private:
  enum class NewsKind { kUnknown = 0, kConnected, kHello, kLease, kCommand, kWord, kNobody };
  struct News {
    NewsKind kind = NewsKind::kUnknown;
    std::string station;
    std::string payload;
    std::string reply_to;
    uint64_t word_number = 0;
  };

  void Send(const std::string& reply_to, const wire::CommandReply& reply, const std::string& word_subject);
  Result<> Subscribe();
  void Tell(News news);
  void OnWord(const BusMessage& message);
  void Take(const News& news);
  void TakeForStation(PracticeStation& station, const News& news);
  void PublishState(const PracticeStation& station, bool leaving);
  void PublishFrame(const SessionKey& key, PixelSize source, const PracticeScreen::Frame& frame);
  // Does all that is due, but draws for a limited time only; gives the time of the next thing to do.
  MonotonicTime Step();
  void StepStation(size_t place, MonotonicTime now);
  void Draw();
  // After anything that may have changed when the station wants to do something.
  void Reschedule(size_t place);

  const PracticeOptions options_;
  const Clock& clock_;
  LogThrottle throttle_;
  WakeEvent wake_;
  BoundedQueue<News> news_;
  struct Place {
    std::unique_ptr<PracticeStation> station;
    MonotonicTime heartbeat_at;
  };
  std::vector<Place> places_;
  std::unordered_map<std::string, size_t> by_id_;  // places
  Agenda steps_;                                   // of places: heartbeats, and what time brings to a station
  Agenda drawings_;                                // of places, with a screen to draw
  PracticeScreen::Sketchbook sketchbook_;
  uint64_t frames_sent_ = 0;
  // The last to be made and the first to go: their handlers use all of the above.
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

}  // namespace labwall
