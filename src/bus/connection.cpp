// SPDX-License-Identifier: Apache-2.0
#include "bus/connection.h"

#include <nats/nats.h>

#include <algorithm>
#include <cassert>
#include <random>
#include <thread>

#include "base/log.h"
#include "base/mutex.h"
#include "bus/broker_url.h"

namespace labwall {
namespace {

constexpr int64_t kConnectLimitMs = 2'000;
constexpr int64_t kWriteLimitMs = 2'000;
// A broker that hangs is noticed after three of these.
constexpr int64_t kPingIntervalMs = 2'000;
constexpr int kMaxPingsOut = 2;
constexpr Milliseconds kFirstRetry{100};
constexpr Milliseconds kLongestRetry{500};
// All subscriptions of a process share these. A handler that is slow holds up the others on its thread; but with more
// of them each message is likelier to find its thread asleep, and waking one costs as much as all else that is done
// here.
constexpr int kDeliveryThreads = 2;
// Beyond either, messages of that subscription are dropped.
constexpr int kMaxPendingMessages = 16'384;
constexpr int kMaxPendingBytes = 64 << 20;
// "NATS/1.0", the line ends, and for each header a colon, a space and a line end.
constexpr size_t kHeaderFrame = 12;
constexpr size_t kAroundHeader = 4;

using LinkHandle = std::shared_ptr<natsConnection>;
using InterestHandle = std::shared_ptr<natsSubscription>;

class NatsMessage final : public BusMessage {
 public:
  explicit NatsMessage(natsMsg* message) : message_(message) {}
  ~NatsMessage() override { natsMsg_Destroy(message_); }
  NatsMessage(const NatsMessage&) = delete;
  NatsMessage& operator=(const NatsMessage&) = delete;

  std::string_view subject() const override { return View(natsMsg_GetSubject(message_)); }
  std::string_view reply_to() const override { return View(natsMsg_GetReply(message_)); }
  std::string_view payload() const override {
    return {natsMsg_GetData(message_), static_cast<size_t>(natsMsg_GetDataLength(message_))};
  }
  std::string_view header(std::string_view name) const override {
    const char* value = nullptr;
    return natsMsgHeader_Get(message_, std::string(name).c_str(), &value) == NATS_OK ? View(value) : "";
  }
  bool no_responders() const override { return natsMsg_IsNoResponders(message_); }

 private:
  static std::string_view View(const char* text) { return text == nullptr ? std::string_view() : text; }

  natsMsg* const message_;
};

class Delivery;

// What a connection, its keeper and its subscriptions share. It outlives the connection when a subscription does.
struct SharedState {
  Mutex mutex;
  CondVar changed;
  LinkHandle link GUARDED_BY(mutex);
  bool usable GUARDED_BY(mutex) = false;    // connected, with every subscription renewed
  bool link_over GUARDED_BY(mutex) = true;  // nothing of libnats runs for the link any more
  bool stopping GUARDED_BY(mutex) = false;
  std::vector<std::weak_ptr<Delivery>> deliveries GUARDED_BY(mutex);
  std::vector<InterestHandle> retired GUARDED_BY(mutex);
  std::vector<std::unique_ptr<std::shared_ptr<Delivery>>> orphans GUARDED_BY(mutex);
};

// Ends the interest. libnats 3.4 lets go of a subscription while its reading thread may still hold a plain pointer to
// it, so it is freed only by the keeper, when that thread has come past.
void Retire(SharedState& state, InterestHandle interest) {
  if (!interest) return;
  natsSubscription_Unsubscribe(interest.get());
  MutexLock lock(state.mutex);
  if (state.link_over) return;
  state.retired.push_back(std::move(interest));
  state.changed.NotifyAll();
}

// One subscription over all the links that come and go. For each link's subscription messages come from one of
// libnats's threads, the last link's for a while beside the new one's; this lets one at a time through to the handler,
// and none after Stop().
class Delivery : public std::enable_shared_from_this<Delivery> {
 public:
  Delivery(std::string subject, MessageHandler handler) : subject_(std::move(subject)), handler_(std::move(handler)) {}

  // Renews the interest on a new link.
  void Attach(natsConnection* link, SharedState& state) EXCLUDES(mutex_) {
    // libnats's thread may be at work for a while after the subscription's end, so it has a share of its own.
    auto share = std::make_unique<std::shared_ptr<Delivery>>(shared_from_this());
    natsSubscription* made = nullptr;
    // It fails when the link has ended; the next one is attached in its turn.
    if (natsConnection_Subscribe(&made, link, subject_.c_str(), &OnMessage, share.get()) != NATS_OK) return;
    if (natsSubscription_SetOnCompleteCB(made, &OnComplete, share.get()) == NATS_OK) {
      static_cast<void>(share.release());  // OnComplete() frees it
    } else {
      // The link has ended since, and nobody will say when that thread is done: the share is kept for long enough.
      MutexLock lock(state.mutex);
      state.orphans.push_back(std::move(share));
    }
    natsSubscription_SetPendingLimits(made, kMaxPendingMessages, kMaxPendingBytes);
    InterestHandle interest(made, natsSubscription_Destroy);
    {
      MutexLock lock(mutex_);
      if (!stopping_) interest_.swap(interest);
    }
    Retire(state, std::move(interest));  // the last link's, or this one if the subscription has ended meanwhile
  }

  // The handler is not running when it returns and won't run again.
  void Stop(SharedState& state) EXCLUDES(mutex_) {
    InterestHandle interest;
    MessageHandler handler;
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      interest.swap(interest_);
      assert(running_in_ != std::this_thread::get_id());
      while (running_in_ != std::thread::id()) changed_.Wait(mutex_);
      handler.swap(handler_);
    }
    Retire(state, std::move(interest));
  }

 private:
  static void OnMessage(natsConnection* /*link*/, natsSubscription* /*interest*/, natsMsg* taken, void* share) {
    const NatsMessage message(taken);
    (*static_cast<std::shared_ptr<Delivery>*>(share))->Deliver(message);
  }
  static void OnComplete(void* share) { delete static_cast<std::shared_ptr<Delivery>*>(share); }

  void Deliver(const NatsMessage& message) EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      while (running_in_ != std::thread::id()) changed_.Wait(mutex_);
      if (stopping_) return;
      running_in_ = std::this_thread::get_id();
    }
    handler_(message);  // changed by nobody while running_in_ says so
    MutexLock lock(mutex_);
    running_in_ = {};
    changed_.NotifyAll();
  }

  const std::string subject_;
  Mutex mutex_;
  CondVar changed_;
  MessageHandler handler_;
  std::thread::id running_in_ GUARDED_BY(mutex_);
  InterestHandle interest_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
};

// The handle that a caller owns.
class NatsSubscription final : public Subscription {
 public:
  NatsSubscription(std::shared_ptr<SharedState> state, std::shared_ptr<Delivery> delivery)
      : state_(std::move(state)), delivery_(std::move(delivery)) {}
  ~NatsSubscription() override { delivery_->Stop(*state_); }

 private:
  const std::shared_ptr<SharedState> state_;
  const std::shared_ptr<Delivery> delivery_;
};

// libnats's own reconnecting is not used: while it is at it, it keeps what is published for later (a buffer of 0 means
// its default of 8 MiB, and 1 still keeps a message), and it gives up for good when a broker refuses the credential
// twice. So a keeper thread makes a new link whenever one ends, and renews the subscriptions on it.
class NatsConnection final : public Connection {
 public:
  NatsConnection(ConnectionOptions options, BrokerUrl url) : options_(std::move(options)), url_(std::move(url)) {}

  ~NatsConnection() override {
    LinkHandle link;
    {
      MutexLock lock(state_->mutex);
      state_->stopping = true;
      link = state_->link;
      state_->changed.NotifyAll();
    }
    if (link) natsConnection_Close(link.get());
    if (keeper_.joinable()) keeper_.join();
    natsOptions_Destroy(nats_options_);
  }

  Result<> Start() {
    natsStatus status = natsOptions_Create(&nats_options_);
    const auto set = [&status](natsStatus next) {
      if (status == NATS_OK) status = next;
    };
    set(natsOptions_SetURL(nats_options_, url_.full.c_str()));
    set(natsOptions_SetName(nats_options_, options_.name.c_str()));
    set(natsOptions_SetTimeout(nats_options_, kConnectLimitMs));
    set(natsOptions_SetWriteDeadline(nats_options_, kWriteLimitMs));
    set(natsOptions_SetPingInterval(nats_options_, kPingIntervalMs));
    set(natsOptions_SetMaxPingsOut(nats_options_, kMaxPingsOut));
    set(natsOptions_SetAllowReconnect(nats_options_, false));
    set(natsOptions_SetIgnoreDiscoveredServers(nats_options_, true));
    set(nats_SetMessageDeliveryPoolSize(kDeliveryThreads));
    set(natsOptions_UseGlobalMessageDelivery(nats_options_, true));
    set(natsOptions_SetClosedCB(nats_options_, &OnClosed, this));
    set(natsOptions_SetErrorHandler(nats_options_, &OnError, this));
    if (status != NATS_OK) {
      return Fail(ErrorCode::kInternal, std::string("could not prepare a connection: ") + natsStatus_GetText(status));
    }
    keeper_ = std::thread([this] { Keep(); });
    return {};
  }

  bool connected() const override { return UsableLink() != nullptr; }

  bool WaitConnected(MonotonicTime deadline) override {
    MutexLock lock(state_->mutex);
    while (!state_->usable) {
      if (!state_->changed.WaitUntil(state_->mutex, deadline)) break;
    }
    return state_->usable;
  }

  Result<> Publish(const std::string& subject, std::string_view payload, const BusHeaders& headers) override {
    const LinkHandle link = UsableLink();
    if (!link) return NotConnected();
    size_t size = payload.size() + (headers.empty() ? 0 : kHeaderFrame);
    for (const auto& [name, value] : headers) size += name.size() + value.size() + kAroundHeader;
    // The broker hangs up on a message that is too large, with its headers.
    if (const int64_t most = natsConnection_GetMaxPayload(link.get()); most > 0 && size > static_cast<size_t>(most)) {
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("a message of {} bytes is more than the {} that the broker at {} takes", size, most,
                              url_.address));
    }
    const int length = static_cast<int>(payload.size());
    if (headers.empty()) {
      return Sent(link.get(), natsConnection_Publish(link.get(), subject.c_str(), payload.data(), length));
    }
    natsMsg* message = nullptr;
    natsStatus status = natsMsg_Create(&message, subject.c_str(), nullptr, payload.data(), length);
    for (const auto& [name, value] : headers) {
      if (status == NATS_OK) status = natsMsgHeader_Set(message, name.c_str(), value.c_str());
    }
    if (status == NATS_OK) status = natsConnection_PublishMsg(link.get(), message);
    natsMsg_Destroy(message);
    return Sent(link.get(), status);
  }

  Result<> PublishRequest(const std::string& subject, const std::string& reply_to, std::string_view payload) override {
    const LinkHandle link = UsableLink();
    if (!link) return NotConnected();
    return Sent(link.get(), natsConnection_PublishRequest(link.get(), subject.c_str(), reply_to.c_str(), payload.data(),
                                                          static_cast<int>(payload.size())));
  }

  Result<std::unique_ptr<Subscription>> Subscribe(const std::string& subject, MessageHandler handler) override {
    // The library looks at it only with a link.
    if (subject.empty() || subject.find_first_of(" \t\r\n") != std::string::npos) {
      return Fail(ErrorCode::kInvalidArgument, "'" + subject + "' is no subject to subscribe to");
    }
    auto delivery = std::make_shared<Delivery>(subject, std::move(handler));
    LinkHandle link;
    {
      MutexLock lock(state_->mutex);
      std::erase_if(state_->deliveries, [](const auto& known) { return known.expired(); });
      state_->deliveries.push_back(delivery);
      link = state_->link;
    }
    // Without a link the keeper does it, when there is one.
    if (link) delivery->Attach(link.get(), *state_);
    return std::make_unique<NatsSubscription>(state_, std::move(delivery));
  }

  std::string NewInbox() override {
    natsInbox* inbox = nullptr;
    if (natsInbox_Create(&inbox) != NATS_OK) return {};
    std::string subject(inbox);
    natsInbox_Destroy(inbox);
    return subject;
  }

  Result<> Flush(Milliseconds limit) override {
    const LinkHandle link = UsableLink();
    if (!link) return NotConnected();
    const natsStatus status = natsConnection_FlushTimeout(link.get(), std::max<int64_t>(limit.count(), 1));
    // Unlike a write, a wait that was cut short leaves the link as it was.
    if (status == NATS_TIMEOUT) {
      return Fail(ErrorCode::kDeadlineExceeded,
                  fmt::format("the broker at {} did not answer in {} ms", url_.address, limit.count()));
    }
    return Sent(link.get(), status);
  }

 private:
  // Runs on libnats's one thread for events, as the last event of a link.
  static void OnClosed(natsConnection* /*link*/, void* closure) {
    auto* const self = static_cast<NatsConnection*>(closure);
    MutexLock lock(self->state_->mutex);
    self->state_->link_over = true;
    self->state_->usable = false;
    self->state_->changed.NotifyAll();
  }

  // Also there; a link's errors come before its end.
  static void OnError(natsConnection* link, natsSubscription* interest, natsStatus status, void* closure) {
    auto* const self = static_cast<NatsConnection*>(closure);
    if (status == NATS_SLOW_CONSUMER && self->throttle_.Allow("slow")) {
      int64_t dropped = 0;
      natsSubscription_GetDropped(interest, &dropped);
      const char* const subject = natsSubscription_GetSubject(interest);
      LogWarning("messages on {} come faster than they are taken: {} dropped so far", subject ? subject : "a subject",
                 dropped);
    } else if (status == NATS_NOT_PERMITTED && self->throttle_.Allow("permissions")) {
      const char* text = nullptr;
      natsConnection_GetLastError(link, &text);
      LogWarning("the broker at {} does not permit it: {}", self->url_.address, text ? text : "no reason given");
    }
  }

  void Keep() {
    std::minstd_rand random(std::random_device{}());
    Milliseconds retry = kFirstRetry;
    for (;;) {
      if (KeepOneLink()) retry = kFirstRetry;
      // So that a thousand stations don't come back all at once.
      const Milliseconds jitter(std::uniform_int_distribution<int64_t>(0, retry.count() / 2)(random));
      const MonotonicTime next = Clock::System().Now() + retry + jitter;
      retry = std::min(retry * 2, kLongestRetry);
      MutexLock lock(state_->mutex);
      while (!state_->stopping && state_->changed.WaitUntil(state_->mutex, next)) {
      }
      if (state_->stopping) return;
    }
  }

  // Makes a link and keeps it until it ends. False when it could not be made.
  bool KeepOneLink() {
    {
      MutexLock lock(state_->mutex);
      if (state_->stopping) return false;
      state_->link_over = false;
    }
    natsConnection* made = nullptr;
    if (const natsStatus status = natsConnection_Connect(&made, nats_options_); status != NATS_OK) {
      {
        MutexLock lock(state_->mutex);
        state_->link_over = true;
      }
      Report(BusEvent::kLost, WhyNotConnected(status));
      return false;
    }
    const LinkHandle link(made, natsConnection_Destroy);
    std::vector<std::weak_ptr<Delivery>> deliveries;
    bool stopping = false;
    {
      MutexLock lock(state_->mutex);
      stopping = state_->stopping;
      state_->link = link;
      deliveries = state_->deliveries;
    }
    for (const auto& known : deliveries) {
      if (const std::shared_ptr<Delivery> delivery = known.lock()) delivery->Attach(link.get(), *state_);
    }
    // Only now may anybody publish: the answers must find their subscriptions.
    {
      MutexLock lock(state_->mutex);
      state_->usable = !state_->link_over;
      state_->changed.NotifyAll();
    }
    if (stopping) {
      natsConnection_Close(link.get());
    } else {
      Report(BusEvent::kConnected, "connected to the broker at " + url_.address);
    }
    std::vector<InterestHandle> retired;
    while (NextRetired(&retired)) {
      // An answer to this comes after all that the reading thread has had in hand.
      if (natsConnection_FlushTimeout(link.get(), kConnectLimitMs) == NATS_OK) retired.clear();
    }
    {
      MutexLock lock(state_->mutex);
      state_->usable = false;
      state_->link.reset();
      stopping = state_->stopping;
    }
    if (!stopping) {
      const char* text = nullptr;
      const natsStatus why = natsConnection_GetLastError(link.get(), &text);
      Report(BusEvent::kLost, why == NATS_STALE_CONNECTION
                                  ? fmt::format("the broker at {} stopped answering", url_.address)
                                  : fmt::format("the connection to the broker at {} was lost", url_.address));
    }
    return true;
  }

  // Waits for subscriptions that have ended and adds them to `retired`; false when the link is over.
  bool NextRetired(std::vector<InterestHandle>* retired) {
    MutexLock lock(state_->mutex);
    while (!state_->link_over && state_->retired.empty()) state_->changed.Wait(state_->mutex);
    retired->insert(retired->end(), state_->retired.begin(), state_->retired.end());
    state_->retired.clear();
    return !state_->link_over;
  }

  // From the keeper only. Says nothing twice in a row.
  void Report(BusEvent event, const std::string& detail) {
    if (detail == last_detail_) return;
    last_detail_ = detail;
    if (options_.on_event) options_.on_event(event, detail);
  }

  std::string WhyNotConnected(natsStatus status) const {
    switch (status) {
      case NATS_NO_SERVER:
        return fmt::format("the broker at {} can't be reached; is nats-server running there?", url_.address);
      case NATS_CONNECTION_AUTH_FAILED:
        return fmt::format("the broker at {} refused this credential", url_.address);
      case NATS_TIMEOUT:
        return fmt::format("the broker at {} does not answer", url_.address);
      case NATS_SECURE_CONNECTION_REQUIRED:
        return fmt::format("the broker at {} wants TLS; connect with tls://", url_.address);
      case NATS_SECURE_CONNECTION_WANTED:
        return fmt::format("the broker at {} has no TLS", url_.address);
      default:
        return fmt::format("no connection to the broker at {}: {}", url_.address, natsStatus_GetText(status));
    }
  }

  LinkHandle UsableLink() const {
    MutexLock lock(state_->mutex);
    return state_->usable ? state_->link : nullptr;
  }

  tl::unexpected<Error> NotConnected() const {
    return Fail(ErrorCode::kUnavailable, "not connected to the broker at " + url_.address);
  }

  Result<> Sent(natsConnection* link, natsStatus status) const {
    switch (status) {
      case NATS_OK:
        return {};
      case NATS_CONNECTION_CLOSED:
      case NATS_CONNECTION_DISCONNECTED:
      case NATS_IO_ERROR:
        return NotConnected();
      case NATS_INVALID_SUBJECT:
        return Fail(ErrorCode::kInvalidArgument, "a message has no subject");
      case NATS_MAX_PAYLOAD:
        return Fail(ErrorCode::kResourceExhausted, "a message is too large for the broker at " + url_.address);
      case NATS_TIMEOUT:
        // A write that stopped half way leaves the stream unusable.
        natsConnection_Close(link);
        return Fail(ErrorCode::kDeadlineExceeded, "the broker at " + url_.address + " takes no more; connecting anew");
      default:
        return Fail(ErrorCode::kInternal,
                    fmt::format("the broker at {}: {}", url_.address, natsStatus_GetText(status)));
    }
  }

  const ConnectionOptions options_;
  const BrokerUrl url_;
  natsOptions* nats_options_ = nullptr;
  LogThrottle throttle_{Clock::System()};
  const std::shared_ptr<SharedState> state_ = std::make_shared<SharedState>();
  std::string last_detail_;  // the keeper's
  std::thread keeper_;
};

}  // namespace

Result<std::unique_ptr<Connection>> Connection::Open(ConnectionOptions options) {
  Result<BrokerUrl> url = ParseBrokerUrl(options.url);
  if (!url) return tl::unexpected(url.error());
  auto connection = std::make_unique<NatsConnection>(std::move(options), std::move(*url));
  if (auto started = connection->Start(); !started) return tl::unexpected(started.error());
  return connection;
}

}  // namespace labwall
