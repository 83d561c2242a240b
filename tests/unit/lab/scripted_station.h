// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "bus/broker_process.h"
#include "bus/connection.h"
#include "model/session.h"
#include "support/program.h"
#include "wire/frame_headers.h"
#include "wire/frame_series.h"
#include "wire/messages.h"

namespace labwall {

// A broker of its own for one test.
class TestBroker {
 public:
  TestBroker();
  [[nodiscard]] std::string url() const { return process_->url(); }
  // Ends the nats-server as a crash would; it is started again on the same port.
  void Crash();

 private:
  ScratchDirectory directory_;
  std::unique_ptr<BrokerProcess> process_;
};

// A connection that is there when the constructor returns.
[[nodiscard]] std::unique_ptr<Connection> ConnectOrDie(const std::string& url, const std::string& name);

inline constexpr const char* kTestBootId = "0123456789abcdef0123456789abcdef";

[[nodiscard]] Session MakeSession(const std::string& station, const std::string& session_id, const std::string& user);
// A station with one session for each of "ID:USER".
[[nodiscard]] Station MakeStation(const std::string& id, const std::vector<std::string>& sessions);

// A real JPEG of this size, grey of this luma.
[[nodiscard]] std::string MakeJpeg(PixelSize size, uint8_t luma = 128);

// What a station does with a command: the replies are sent in order. After the first "accepted", which asks for the
// console's word, the station waits for leave to go on; without it the rest is not sent.
using CommandScript = std::function<std::vector<wire::CommandReply>(const wire::CommandRequest&)>;
[[nodiscard]] CommandScript AnswerAllWith(OutcomeCode code, const std::string& detail = {});
[[nodiscard]] CommandScript OnlyAccept();
[[nodiscard]] CommandScript StayMute();

// A station on the bus that does what a test says and keeps what it is told. Threads: all methods from any thread.
class ScriptedStation {
 public:
  // Without a script nobody serves the station's commands. Returns when the broker knows the subscriptions.
  ScriptedStation(const std::string& url, Station station, CommandScript script = {});

  void Update(Station station) EXCLUDES(mutex_);  // and publish it
  void PublishState() EXCLUDES(mutex_);
  void Leave() EXCLUDES(mutex_);
  void PublishRaw(const std::string& subject, std::string_view payload);
  void SendFrame(const wire::FrameInfo& info, std::string_view jpeg);
  // Sends a whole picture of the session for every lease that names it, at once.
  void AnswerLeasesWithFrames(bool answer) EXCLUDES(mutex_);

  [[nodiscard]] std::vector<wire::WatchLease> leases() const EXCLUDES(mutex_);
  [[nodiscard]] std::vector<wire::CommandRequest> commands() const EXCLUDES(mutex_);
  [[nodiscard]] std::vector<wire::CommandWord> words() const EXCLUDES(mutex_);

 private:
  void OnLease(const BusMessage& message) EXCLUDES(mutex_);
  void OnCommand(const BusMessage& message) EXCLUDES(mutex_);
  void OnWord(const BusMessage& message) EXCLUDES(mutex_);
  // Sends replies; until it may go on, only up to the first "accepted".
  void Say(const std::string& reply_to, std::vector<wire::CommandReply> replies, bool may_go_on) EXCLUDES(mutex_);

  const std::string id_;
  const CommandScript script_;
  mutable Mutex mutex_;
  Station station_ GUARDED_BY(mutex_);
  bool answer_with_frames_ GUARDED_BY(mutex_) = false;
  std::map<std::pair<std::string, Rung>, wire::FrameSeries> series_ GUARDED_BY(mutex_);  // by session id and rung
  std::vector<wire::WatchLease> leases_ GUARDED_BY(mutex_);
  std::vector<wire::CommandRequest> commands_ GUARDED_BY(mutex_);
  struct Rest {
    std::string reply_to;
    std::vector<wire::CommandReply> replies;
  };
  std::map<uint64_t, Rest> waiting_ GUARDED_BY(mutex_);
  uint64_t last_number_ GUARDED_BY(mutex_) = 0;
  std::vector<wire::CommandWord> words_ GUARDED_BY(mutex_);
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

}  // namespace labwall
