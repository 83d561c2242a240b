// SPDX-License-Identifier: Apache-2.0
#include "unit/lab/scripted_station.h"

#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "codec/jpeg.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kSetUpLimit{30'000};
constexpr int64_t kStartedUs = 1'767'254'400'000'000;  // 2026-01-01T08:00:00Z

template <typename T>
T ValueOrDie(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "the test can't be set up: %s\n", result.error().message.c_str());
  std::abort();
}

}  // namespace

TestBroker::TestBroker() : process_(ValueOrDie(BrokerProcess::Start({directory_ / "nats"}))) {}

void TestBroker::Crash() { ::kill(process_->pid(), SIGKILL); }

std::unique_ptr<Connection> ConnectOrDie(const std::string& url, const std::string& name) {
  std::unique_ptr<Connection> connection = ValueOrDie(Connection::Open({url, name, nullptr}));
  if (!connection->WaitConnected(std::chrono::steady_clock::now() + kSetUpLimit)) {
    ValueOrDie<int>(Fail(ErrorCode::kUnavailable, "the broker does not answer"));
  }
  return connection;
}

Session MakeSession(const std::string& station, const std::string& session_id, const std::string& user) {
  Session session;
  session.key = {station, kTestBootId, session_id, kStartedUs};
  session.user = user;
  session.display_name = user;
  session.seat = "seat0";
  session.type = SessionType::kX11;
  session.state = SessionState::kActive;
  session.picture = PictureState::kAvailable;
  return session;
}

Station MakeStation(const std::string& id, const std::vector<std::string>& sessions) {
  Station station;
  station.id = id;
  station.host = id;
  station.boot_id = kTestBootId;
  for (const std::string& text : sessions) {
    const size_t colon = text.find(':');
    station.sessions.push_back(MakeSession(id, text.substr(0, colon), text.substr(colon + 1)));
  }
  return station;
}

std::string MakeJpeg(PixelSize size, uint8_t luma) {
  Planes planes(size);
  const MutablePlanesView view = planes.view();
  const PixelSize chroma = ChromaSize(size);
  std::fill_n(view.y, static_cast<size_t>(size.width) * size.height, luma);
  std::fill_n(view.u, static_cast<size_t>(chroma.width) * chroma.height, uint8_t{128});
  std::fill_n(view.v, static_cast<size_t>(chroma.width) * chroma.height, uint8_t{128});
  JpegEncoder encoder;
  const auto bytes = ValueOrDie(encoder.Encode(std::as_const(planes).view()));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

CommandScript AnswerAllWith(OutcomeCode code, const std::string& detail) {
  return [=](const wire::CommandRequest& request) {
    std::vector<wire::CommandReply> replies = {{request.command_id, wire::CommandAccepted{}}};
    for (const SessionKey& key : request.targets) {
      replies.push_back({request.command_id, Outcome{key, {}, code, detail, Milliseconds(5)}});
    }
    return replies;
  };
}

CommandScript OnlyAccept() {
  return [](const wire::CommandRequest& request) {
    return std::vector<wire::CommandReply>{{request.command_id, wire::CommandAccepted{}}};
  };
}

CommandScript StayMute() {
  return [](const wire::CommandRequest&) { return std::vector<wire::CommandReply>(); };
}

ScriptedStation::ScriptedStation(const std::string& url, Station station, CommandScript script)
    : id_(station.id), script_(std::move(script)), station_(std::move(station)), connection_(ConnectOrDie(url, id_)) {
  const auto listen = [this](const std::string& subject, MessageHandler handler) {
    subscriptions_.push_back(ValueOrDie(connection_->Subscribe(subject, std::move(handler))));
  };
  listen(std::string(wire::kHelloSubject), [this](const BusMessage&) { PublishState(); });
  listen(wire::WatchSubject(id_), [this](const BusMessage& message) { OnLease(message); });
  if (script_) {
    listen(wire::CommandSubject(id_), [this](const BusMessage& message) { OnCommand(message); });
    listen(wire::AllWordsSubject(id_), [this](const BusMessage& message) { OnWord(message); });
  }
  if (!connection_->Flush(kSetUpLimit)) ValueOrDie<int>(Fail(ErrorCode::kUnavailable, "the broker does not answer"));
  PublishState();
}

void ScriptedStation::Update(Station station) {
  {
    MutexLock lock(mutex_);
    station_ = std::move(station);
  }
  PublishState();
}

void ScriptedStation::PublishState() {
  wire::StationStateMessage message;
  {
    MutexLock lock(mutex_);
    message.station = station_;
  }
  PublishRaw(wire::StateSubject(id_), wire::Encode(message));
}

void ScriptedStation::Leave() {
  wire::StationStateMessage message;
  {
    MutexLock lock(mutex_);
    message.station = station_;
  }
  message.leaving = true;
  PublishRaw(wire::StateSubject(id_), wire::Encode(message));
}

void ScriptedStation::PublishRaw(const std::string& subject, std::string_view payload) {
  (void)connection_->Publish(subject, payload);
}

void ScriptedStation::SendFrame(const wire::FrameInfo& info, std::string_view jpeg) {
  (void)connection_->Publish(wire::FrameSubject(info.key.station, info.key.session_id, info.rung), jpeg,
                             wire::EncodeFrameHeaders(info));
}

void ScriptedStation::AnswerLeasesWithFrames(bool answer) {
  MutexLock lock(mutex_);
  answer_with_frames_ = answer;
}

std::vector<wire::WatchLease> ScriptedStation::leases() const {
  MutexLock lock(mutex_);
  return leases_;
}

std::vector<wire::CommandRequest> ScriptedStation::commands() const {
  MutexLock lock(mutex_);
  return commands_;
}

std::vector<wire::CommandWord> ScriptedStation::words() const {
  MutexLock lock(mutex_);
  return words_;
}

void ScriptedStation::OnLease(const BusMessage& message) {
  wire::WatchLease lease = ValueOrDie(wire::DecodeWatchLease(message.payload()));
  const PixelSize screen{1920, 1080};
  std::vector<wire::FrameInfo> answers;
  {
    MutexLock lock(mutex_);
    leases_.push_back(lease);
    if (!answer_with_frames_) return;
    for (const wire::WatchEntry& entry : lease.entries) {
      wire::FrameSeries& series = series_.try_emplace({entry.session_id, entry.rung}, Clock::System()).first->second;
      answers.push_back({{id_, station_.boot_id, entry.session_id, entry.started_us},
                         entry.rung,
                         series.Next(true),
                         Clock::System().UnixMicros(),
                         screen,
                         {}});
    }
  }
  for (const wire::FrameInfo& info : answers) SendFrame(info, MakeJpeg(FitInto(screen, BoxOf(info.rung))));
}

void ScriptedStation::OnCommand(const BusMessage& message) {
  const wire::CommandRequest request = ValueOrDie(wire::DecodeCommandRequest(message.payload()));
  {
    MutexLock lock(mutex_);
    commands_.push_back(request);
  }
  Say(std::string(message.reply_to()), script_(request), false);
}

void ScriptedStation::Say(const std::string& reply_to, std::vector<wire::CommandReply> replies, bool may_go_on) {
  for (auto reply = replies.begin(); reply != replies.end(); ++reply) {
    if (!std::holds_alternative<wire::CommandAccepted>(reply->answer)) {
      (void)connection_->Publish(reply_to, wire::Encode(*reply));
      continue;
    }
    uint64_t number = 0;
    {
      MutexLock lock(mutex_);
      number = ++last_number_;
      if (!may_go_on) waiting_[number] = {reply_to, {std::next(reply), replies.end()}};
    }
    (void)connection_->PublishRequest(reply_to, wire::WordSubject(id_, number), wire::Encode(*reply));
    if (!may_go_on) return;
  }
}

void ScriptedStation::OnWord(const BusMessage& message) {
  if (message.no_responders()) return;
  const wire::CommandWord word = ValueOrDie(wire::DecodeCommandWord(message.payload()));
  Rest rest;
  {
    MutexLock lock(mutex_);
    words_.push_back(word);
    const auto found = waiting_.find(wire::ParseWordSubject(message.subject())->number);
    if (found == waiting_.end()) return;
    rest = std::move(found->second);
    waiting_.erase(found);
  }
  if (word.go_on) Say(rest.reply_to, std::move(rest.replies), true);
}

}  // namespace labwall
