// SPDX-License-Identifier: Apache-2.0
#include "lab/lab_client.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/log.h"
#include "base/mutex.h"
#include "base/thread_role.h"
#include "bus/connection.h"
#include "lab/decode_pool.h"
#include "lab/lab_model.h"
#include "lab/lease_keeper.h"
#include "wire/limits.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

// Tells this console's leases from another's.
std::string NewConsoleId() {
  std::random_device random;
  return fmt::format("console-{:08x}{:08x}", random(), random());
}

// Bus threads and the caller leave what they have in inbox_; the lab thread folds it into the model and does everything
// that speaks to the bus. Frames go past it, straight to the decoders.
class BusLabClient final : public LabClient {
 public:
  BusLabClient(const Clock& clock, LabClientOptions options)
      : clock_(clock),
        wake_(options.wake ? std::move(options.wake) : [] {}),
        bad_messages_(clock),
        bad_frames_(clock),
        pool_(clock, options.decode_threads, options.picture_memory, {wake_, [this] { OnLost(); }}) {
    snapshot_ = model_.Snapshot();
    thread_ = std::thread([this] { Run(); });
  }

  ~BusLabClient() override {
    Detach();
    {
      MutexLock lock(mutex_);
      stopping_ = true;
    }
    inbox_changed_.NotifyAll();
    thread_.join();
  }

  Result<> Attach(Connection& connection) override EXCLUDES(mutex_);
  void Detach() override EXCLUDES(mutex_);
  void OnBusEvent(bool connected, const std::string& detail) override EXCLUDES(mutex_);
  std::shared_ptr<const LabSnapshot> Snapshot() const override EXCLUDES(snapshot_mutex_) {
    MutexLock lock(snapshot_mutex_);
    return snapshot_;
  }
  void Refresh() override EXCLUDES(mutex_);
  void SetLeases(std::vector<LeaseWish> wishes) override EXCLUDES(mutex_);
  bool TakeFrames(size_t max_bytes, std::vector<DecodedFrame>& into) override { return pool_.Take(max_bytes, into); }
  void Recycle(std::span<const DecodedFrame> frames) override { pool_.Recycle(frames); }
  void AskWhole(const SessionKey& key) override { pool_.AskWhole(key); }
  LabClientStats stats() const override;

 private:
  struct HeardState {
    wire::StationStateMessage message;
    MonotonicTime heard_at;
  };
  // What has happened since the lab thread last looked. Bounded: newest wins in every member.
  struct Inbox {
    std::unordered_map<std::string, HeardState> states;  // by station; at most LabModel::kMaxStations
    std::optional<std::pair<bool, std::string>> bus_event;
    bool reconnected = false;
    bool hello = false;
    bool detach = false;
    bool lost = false;                                     // the pool has TakeLost()
    std::shared_ptr<const std::vector<LeaseWish>> wishes;  // null: as they were
  };

  void OnState(const BusMessage& message) EXCLUDES(mutex_);
  void OnFrame(const BusMessage& message);
  void OnLost() EXCLUDES(mutex_);
  void RefuseMessage(std::string_view source, std::string_view why);

  void Run() EXCLUDES(mutex_);
  // Empty when it is time to end.
  std::optional<Inbox> WaitForWork() REQUIRES(lab_thread_) EXCLUDES(mutex_);
  void Process(Inbox work, MonotonicTime now) REQUIRES(lab_thread_);
  void LetGoOfBus() REQUIRES(lab_thread_) EXCLUDES(mutex_);
  void PublishSnapshot() REQUIRES(lab_thread_) EXCLUDES(snapshot_mutex_);
  void SpeakToStations(Connection& connection, bool hello, MonotonicTime now) REQUIRES(lab_thread_);
  // False when some could not be opened.
  bool OpenFeeds(Connection& connection, const std::set<LeaseKeeper::Feed>& wanted) REQUIRES(lab_thread_);
  void Send(Connection& connection, const std::vector<LeaseKeeper::Message>& messages) REQUIRES(lab_thread_);

  const Clock& clock_;
  const std::function<void()> wake_;
  LogThrottle bad_messages_;
  LogThrottle bad_frames_;
  std::atomic<uint64_t> frames_received_{0};
  std::atomic<uint64_t> parts_received_{0};
  std::atomic<uint64_t> frames_unwanted_{0};
  std::atomic<uint64_t> frame_bytes_{0};

  mutable Mutex mutex_;
  CondVar inbox_changed_;
  CondVar let_go_;
  bool inbox_has_news_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  Inbox inbox_ GUARDED_BY(mutex_);
  std::shared_ptr<const std::vector<LeaseWish>> last_wishes_ GUARDED_BY(mutex_);
  Connection* connection_ GUARDED_BY(mutex_) = nullptr;
  bool detached_ GUARDED_BY(mutex_) = false;

  mutable Mutex snapshot_mutex_;
  std::shared_ptr<const LabSnapshot> snapshot_ GUARDED_BY(snapshot_mutex_);

  DecodePool pool_;  // after all that its events use

  ThreadRole lab_thread_;
  Connection* bus_ GUARDED_BY(lab_thread_) = nullptr;
  LabModel model_ GUARDED_BY(lab_thread_);
  LeaseKeeper leases_ GUARDED_BY(lab_thread_){
      NewConsoleId(), [this](const SessionKey& key, Rung rung) { return pool_.HaveSequence(key, rung); }};
  std::map<LeaseKeeper::Feed, std::unique_ptr<Subscription>> feeds_ GUARDED_BY(lab_thread_);
  bool feeds_stale_ GUARDED_BY(lab_thread_) = true;  // the wishes changed, or a feed could not be opened
  std::unique_ptr<Subscription> states_;             // set by Attach(), ended before anything that its handler uses

  std::thread thread_;
};

Result<> BusLabClient::Attach(Connection& connection) {
  Result<std::unique_ptr<Subscription>> states = connection.Subscribe(
      std::string(wire::kAllStatesSubject), [this](const BusMessage& message) { OnState(message); });
  if (!states) return Fail(states.error().code, "can't listen to the stations: " + states.error().message);
  states_ = std::move(*states);
  {
    MutexLock lock(mutex_);
    connection_ = &connection;
    detached_ = false;
    inbox_.hello = inbox_.reconnected = inbox_has_news_ = true;
  }
  inbox_changed_.NotifyAll();
  return {};
}

void BusLabClient::Detach() {
  {
    MutexLock lock(mutex_);
    if (connection_ == nullptr) return;
    inbox_.detach = inbox_has_news_ = true;
    last_wishes_.reset();
    inbox_changed_.NotifyAll();
    while (connection_ != nullptr) let_go_.Wait(mutex_);
  }
  states_.reset();
}

void BusLabClient::OnBusEvent(bool connected, const std::string& detail) {
  {
    MutexLock lock(mutex_);
    if (detached_) return;
    inbox_.bus_event.emplace(connected, detail);
    inbox_.hello = inbox_.hello || connected;
    inbox_.reconnected = inbox_.reconnected || connected;
    inbox_has_news_ = true;
  }
  inbox_changed_.NotifyAll();
}

void BusLabClient::Refresh() {
  {
    MutexLock lock(mutex_);
    inbox_.hello = inbox_has_news_ = true;
  }
  inbox_changed_.NotifyAll();
}

void BusLabClient::SetLeases(std::vector<LeaseWish> wishes) {
  const auto next = std::make_shared<const std::vector<LeaseWish>>(std::move(wishes));
  {
    MutexLock lock(mutex_);
    if (last_wishes_ ? *next == *last_wishes_ : next->empty()) return;
    last_wishes_ = inbox_.wishes = next;
    inbox_has_news_ = true;
  }
  inbox_changed_.NotifyAll();
}

LabClientStats BusLabClient::stats() const {
  const DecodePool::Stats pool = pool_.stats();
  return {.frames_received = frames_received_,
          .parts_received = parts_received_,
          .frames_decoded = pool.decoded,
          .frames_replaced = pool.replaced,
          .frames_lost = pool.lost,
          .wholes_asked = pool.wholes_asked,
          .frames_unwanted = frames_unwanted_,
          .frames_bad = pool.bad + bad_frames_.event_count(),
          .frame_bytes = frame_bytes_,
          .messages_bad = bad_messages_.event_count(),
          .decode_cpu = pool.cpu};
}

void BusLabClient::OnState(const BusMessage& message) {
  const std::optional<std::string_view> station = wire::StationOfSubject(message.subject());
  if (!station) return RefuseMessage("a subject without a station", "its subject names no station");
  Result<wire::StationStateMessage> state = wire::DecodeStationState(*station, message.payload());
  if (!state) return RefuseMessage(*station, state.error().message);
  HeardState heard{std::move(*state), clock_.Now()};
  {
    MutexLock lock(mutex_);
    const auto place = inbox_.states.find(heard.message.station.id);
    if (place != inbox_.states.end()) {
      std::swap(place->second, heard);
    } else if (inbox_.states.size() < LabModel::kMaxStations) {
      std::string id = heard.message.station.id;
      inbox_.states.emplace(std::move(id), std::move(heard));
    } else {
      return;  // the model is full of the others by now, and says so
    }
    inbox_has_news_ = true;
  }
  inbox_changed_.NotifyAll();
}

void BusLabClient::OnFrame(const BusMessage& message) {
  ++frames_received_;
  frame_bytes_ += message.payload().size();
  const auto refuse = [&](std::string_view station, std::string_view why) {
    if (bad_frames_.Allow(station)) LogWarning("a frame from station {} was refused: {}", station, why);
  };
  const Result<wire::FrameHead> head =
      wire::DecodeFrameHead(message.subject(), [&](std::string_view name) { return message.header(name); });
  if (!head) {
    const std::optional<wire::FrameAddress> address = wire::ParseFrameSubject(message.subject());
    return refuse(address ? address->station : "(unknown)", head.error().message);
  }
  if (head->part) ++parts_received_;
  if (message.payload().size() > wire::kMaxFrameBytes) return refuse(head->station, "it is larger than a frame may be");
  switch (pool_.Submit(*head, message.payload())) {
    case DecodePool::Submitted::kTaken:
      return;
    case DecodePool::Submitted::kUnwanted:
      ++frames_unwanted_;
      return;
    case DecodePool::Submitted::kForeign:
      return refuse(head->station, "its session is another than its subject's");
  }
}

// On a thread of the bus, of the decoders or of the caller.
void BusLabClient::OnLost() {
  {
    MutexLock lock(mutex_);
    inbox_.lost = inbox_has_news_ = true;
  }
  inbox_changed_.NotifyAll();
}

void BusLabClient::RefuseMessage(std::string_view source, std::string_view why) {
  if (bad_messages_.Allow(source)) LogWarning("a message of station {} was refused: {}", source, why);
}

void BusLabClient::Run() {
  lab_thread_.Claim();
  while (std::optional<Inbox> work = WaitForWork()) {
    Process(std::move(*work), clock_.Now());
  }
}

void BusLabClient::LetGoOfBus() {
  if (bus_ != nullptr) Send(*bus_, leases_.EndAll());
  feeds_.clear();
  feeds_stale_ = true;
  pool_.SetWanted({});
  bus_ = nullptr;
  {
    MutexLock lock(mutex_);
    connection_ = nullptr;
    detached_ = true;
  }
  let_go_.NotifyAll();
}

std::optional<BusLabClient::Inbox> BusLabClient::WaitForWork() {
  std::optional<MonotonicTime> due = model_.NextSilence();
  const std::optional<MonotonicTime> lease_due = bus_ != nullptr ? leases_.NextDue() : std::nullopt;
  if (lease_due && (!due || *lease_due < *due)) due = lease_due;
  MutexLock lock(mutex_);
  while (!inbox_has_news_ && !stopping_) {
    if (!due) {
      inbox_changed_.Wait(mutex_);
      continue;
    }
    const auto left = *due - clock_.Now();
    if (left <= left.zero()) break;
    inbox_changed_.WaitUntil(mutex_, std::chrono::steady_clock::now() + left);
  }
  if (stopping_) return std::nullopt;
  bus_ = connection_;
  inbox_has_news_ = false;
  return std::exchange(inbox_, {});
}

void BusLabClient::Process(Inbox work, MonotonicTime now) {
  if (work.bus_event) {
    const auto& [connected, detail] = *work.bus_event;
    model_.SetBroker(connected ? BrokerState::kConnected : BrokerState::kLost, detail);
  }
  if (work.reconnected) leases_.OnReconnected(now);
  for (auto& [station, heard] : work.states) {
    if (!heard.message.leaving) leases_.OnStationHeard(station, now);
    const Result<> folded = model_.Fold(std::move(heard.message), heard.heard_at);
    if (!folded) RefuseMessage(station, folded.error().message);
  }
  if (work.wishes) {
    pool_.SetWanted(*work.wishes);
    leases_.SetWishes(*work.wishes, now);
    feeds_stale_ = true;
  }
  if (work.lost) {
    for (const auto& key : pool_.TakeLost()) leases_.OnLost(*key, now);
  }
  model_.MarkSilent(now);
  PublishSnapshot();
  if (work.detach) return LetGoOfBus();
  if (bus_ != nullptr) SpeakToStations(*bus_, work.hello, now);
}

void BusLabClient::PublishSnapshot() {
  std::shared_ptr<const LabSnapshot> next = model_.Snapshot();
  {
    MutexLock lock(snapshot_mutex_);
    if (next == snapshot_) return;
    std::swap(next, snapshot_);
  }
  wake_();
}

void BusLabClient::SpeakToStations(Connection& connection, bool hello, MonotonicTime now) {
  if (!feeds_stale_) {
    Send(connection, leases_.TakeDue(now));
  } else {
    // A feed is opened before its lease is sent and closed after, so that no frame falls between two rungs.
    const std::set<LeaseKeeper::Feed> wanted = leases_.Feeds();
    feeds_stale_ = !OpenFeeds(connection, wanted);
    Send(connection, leases_.TakeDue(now));
    std::erase_if(feeds_, [&](const auto& feed) { return !wanted.contains(feed.first); });
  }
  // It fails only while the broker is away, and is said again when it is back.
  if (hello) (void)connection.Publish(std::string(wire::kHelloSubject), {});
}

bool BusLabClient::OpenFeeds(Connection& connection, const std::set<LeaseKeeper::Feed>& wanted) {
  bool all_open = true;
  for (const LeaseKeeper::Feed& feed : wanted) {
    if (feeds_.contains(feed)) continue;
    Result<std::unique_ptr<Subscription>> opened = connection.Subscribe(
        wire::FrameSubject(feed.first, "*", feed.second), [this](const BusMessage& message) { OnFrame(message); });
    if (opened) {
      feeds_.emplace(feed, std::move(*opened));
      continue;
    }
    all_open = false;
    if (bad_frames_.Allow(feed.first)) {
      LogWarning("can't listen to the frames of station {}: {}", feed.first, opened.error().message);
    }
  }
  return all_open;
}

void BusLabClient::Send(Connection& connection, const std::vector<LeaseKeeper::Message>& messages) {
  for (const LeaseKeeper::Message& message : messages) {
    (void)connection.Publish(wire::WatchSubject(message.station), wire::Encode(message.lease));
  }
}

}  // namespace

std::unique_ptr<LabClient> LabClient::Create(const Clock& clock, LabClientOptions options) {
  return std::make_unique<BusLabClient>(clock, std::move(options));
}

}  // namespace labwall
