// SPDX-License-Identifier: Apache-2.0
#include "sim/practice_lab.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "sim/broken_frames.h"
#include "wire/frame_headers.h"
#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr size_t kMaxNews = 8'192;
// After drawing for this long the news is looked at again; screens that had to wait are drawn as they are by then.
constexpr Milliseconds kDrawingTurn{40};
// Screens due within this time are drawn together, so that a thousand of them don't mean a thousand wake-ups.
constexpr Milliseconds kShortestNap{5};
constexpr Milliseconds kLongestNap{5'000};
constexpr Milliseconds kGoodbyeLimit{2'000};

}  // namespace

PracticeLab::PracticeLab(PracticeOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), throttle_(clock), news_(kMaxNews) {
  const MonotonicTime now = clock_.Now();
  for (int i = 0; i < options_.stations; ++i) {
    auto station = std::make_unique<PracticeStation>(
        options_, i + 1, i * options_.sessions_per_station, clock_,
        [this](const std::string& reply_to, const wire::CommandReply& reply, const std::string& word_subject) {
          Send(reply_to, reply, word_subject);
        });
    by_id_.emplace(station->id(), places_.size());
    // Heartbeats are spread over their interval.
    places_.push_back({std::move(station), now + wire::kHeartbeat * i / options_.stations});
    Reschedule(places_.size() - 1);
  }
}

PracticeLab::~PracticeLab() = default;

void PracticeLab::Send(const std::string& reply_to, const wire::CommandReply& reply, const std::string& word_subject) {
  if (reply_to.empty()) return;
  if (word_subject.empty()) {
    (void)connection_->Publish(reply_to, wire::Encode(reply));
  } else {
    (void)connection_->PublishRequest(reply_to, word_subject, wire::Encode(reply));
  }
}

void PracticeLab::Tell(News news) {
  const bool taken = news_.TryPush(std::move(news));
  wake_.Signal();
  if (!taken && throttle_.Allow("overflow")) {
    LogWarning("more messages come than the practice room can read; the newest are lost");
  }
}

Result<> PracticeLab::Subscribe() {
  const auto listen = [this](const std::string& subject, MessageHandler handler) -> Result<> {
    auto subscription = connection_->Subscribe(subject, std::move(handler));
    if (!subscription) return tl::make_unexpected(subscription.error());
    subscriptions_.push_back(std::move(*subscription));
    return {};
  };
  const auto add = [&](const std::string& subject, NewsKind kind) {
    return listen(subject, [this, kind](const BusMessage& message) {
      const std::string_view station = wire::StationOfSubject(message.subject()).value_or("");
      Tell({kind, std::string(station), std::string(message.payload()), std::string(message.reply_to())});
    });
  };
  Result<> added = add(std::string(wire::kHelloSubject), NewsKind::kHello);
  // One for all: nobody asks whether a lease or a word arrived.
  if (added) added = add(wire::WatchSubject("*"), NewsKind::kLease);
  if (added) added = listen(wire::AllWordsSubject("*"), [this](const BusMessage& message) { OnWord(message); });
  // One for each: serving a wildcard would make the broker say that stations of other labs are there.
  for (const Place& place : places_) {
    if (added) added = add(wire::CommandSubject(place.station->id()), NewsKind::kCommand);
  }
  return added;
}

void PracticeLab::OnWord(const BusMessage& message) {
  const std::optional<wire::WordAddress> address = wire::ParseWordSubject(message.subject());
  if (!address) return;
  Tell({.kind = message.no_responders() ? NewsKind::kNobody : NewsKind::kWord,
        .station = std::string(address->station),
        .payload = std::string(message.payload()),
        .word_number = address->number});
}

void PracticeLab::Take(const News& news) {
  if (news.kind == NewsKind::kConnected || news.kind == NewsKind::kHello) {
    for (const Place& place : places_) PublishState(*place.station, false);
    return;
  }
  const auto known = by_id_.find(news.station);
  if (known == by_id_.end()) return;
  TakeForStation(*places_[known->second].station, news);
  Reschedule(known->second);
}

void PracticeLab::TakeForStation(PracticeStation& station, const News& news) {
  if (news.kind == NewsKind::kWord) return station.HandleWord(news.word_number, news.payload);
  if (news.kind == NewsKind::kNobody) return station.HandleNobody(news.word_number);
  std::string trouble;
  if (news.kind == NewsKind::kLease) {
    const Result<wire::WatchLease> lease = wire::DecodeWatchLease(news.payload);
    const Result<> taken = lease ? station.HandleLease(*lease) : tl::make_unexpected(lease.error());
    if (!taken) trouble = taken.error().message;
  } else {
    const Result<wire::CommandRequest> request = wire::DecodeCommandRequest(news.payload);
    if (request) {
      station.HandleCommand(*request, news.reply_to);
    } else {
      trouble = request.error().message;
    }
  }
  if (!trouble.empty() && throttle_.Allow(station.id())) LogWarning("{} ignores a message: {}", station.id(), trouble);
}

void PracticeLab::PublishState(const PracticeStation& station, bool leaving) {
  // While the broker is away nothing is lost: the state is published anew when it is back.
  (void)connection_->Publish(wire::StateSubject(station.id()),
                             wire::Encode(wire::StationStateMessage{station.State(), leaving}));
}

void PracticeLab::PublishFrame(const SessionKey& key, PixelSize source, const PracticeScreen::Frame& frame) {
  const wire::FrameInfo info{key, frame.rung, frame.sequence, clock_.UnixMicros(), source, frame.part};
  std::string broken;
  std::string_view payload(reinterpret_cast<const char*>(frame.jpeg.data()), frame.jpeg.size());
  if (options_.garbage_frames) {
    broken = BreakFrame(frame.jpeg, frame.rung, static_cast<int>(frame.sequence % kBrokenFrameKinds));
    payload = broken;
  }
  const Result<> sent = connection_->Publish(wire::FrameSubject(key.station, key.session_id, frame.rung), payload,
                                             wire::EncodeFrameHeaders(info));
  if (sent) ++frames_sent_;
}

void PracticeLab::Draw() {
  const MonotonicTime stop_at = clock_.Now() + kDrawingTurn;
  const auto out = [this](const SessionKey& key, PixelSize source, const PracticeScreen::Frame& frame) {
    PublishFrame(key, source, frame);
  };
  while (clock_.Now() < stop_at) {
    const std::optional<size_t> place = drawings_.TakeDue(clock_.Now());
    if (!place) return;
    (void)places_[*place].station->DrawOne(sketchbook_, out);
    Reschedule(*place);
  }
}

void PracticeLab::Reschedule(size_t place) {
  const Place& at = places_[place];
  const std::optional<MonotonicTime> step = at.station->NextStep();
  steps_.Set(place,
             at.station->changed() ? MonotonicTime() : std::min(step.value_or(at.heartbeat_at), at.heartbeat_at));
  drawings_.Set(place, at.station->NextDraw());
}

void PracticeLab::StepStation(size_t place, MonotonicTime now) {
  Place& at = places_[place];
  at.station->Step();
  if (at.station->TakeChanged() || now >= at.heartbeat_at) {
    PublishState(*at.station, false);
    at.heartbeat_at = now + wire::kHeartbeat;
  }
  Reschedule(place);
}

MonotonicTime PracticeLab::Step() {
  while (const std::optional<News> news = news_.TryPop()) Take(*news);
  Draw();
  const MonotonicTime now = clock_.Now();
  while (const std::optional<size_t> place = steps_.TakeDue(now)) StepStation(*place, now);
  const MonotonicTime longest = now + kLongestNap;
  return std::min({longest, steps_.Next().value_or(longest), drawings_.Next().value_or(longest)});
}

Result<> PracticeLab::Run(const std::string& url, int stop_fd, int parent_pidfd) {
  auto connection = Connection::Open(
      {.url = url, .name = "labwall-sim", .on_event = [this](BusEvent event, const std::string& detail) {
         LogInfo("{}", detail);
         if (event == BusEvent::kConnected) Tell({.kind = NewsKind::kConnected});
       }});
  if (!connection) return tl::make_unexpected(connection.error());
  connection_ = std::move(*connection);
  if (const Result<> subscribed = Subscribe(); !subscribed) return subscribed;

  for (;;) {
    const MonotonicTime next = std::max(Step(), clock_.Now() + kShortestNap);
    const auto nap = std::chrono::ceil<Milliseconds>(next - clock_.Now());
    std::array<pollfd, 3> waits{{{stop_fd, POLLIN, 0}, {parent_pidfd, POLLIN, 0}, {wake_.fd(), POLLIN, 0}}};
    ::poll(waits.data(), waits.size(), static_cast<int>(std::max<int64_t>(nap.count(), 0)));
    if (waits[0].revents != 0 || waits[1].revents != 0) break;
    wake_.Clear();
  }
  subscriptions_.clear();
  for (const Place& place : places_) PublishState(*place.station, true);
  (void)connection_->Flush(kGoodbyeLimit);
  connection_.reset();
  return {};
}

}  // namespace labwall
