// SPDX-License-Identifier: Apache-2.0
#include "session/logind/logind_control.h"

#include <poll.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/log.h"
#include "session/logind/logind_properties.h"

namespace labwall {
namespace {

constexpr const char* kLogind = "org.freedesktop.login1";
constexpr const char* kManagerPath = "/org/freedesktop/login1";
constexpr const char* kManager = "org.freedesktop.login1.Manager";
constexpr const char* kSession = "org.freedesktop.login1.Session";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";
constexpr Milliseconds kFirstRetry{500};
constexpr Milliseconds kLastRetry{4'000};
// More than any real host has; keeps a mad logind from filling the memory.
constexpr size_t kMaxSessions = 4096;
// One call of Process() handles so many messages; the rest waits for the loop's next turn.
constexpr int kMessagesAtOnce = 256;

// A session object on the bus.
struct Entry {
  std::unique_ptr<sdbus::IProxy> proxy;
  std::optional<SessionRecord> record;  // empty while unknown, and for sessions of other classes
  bool answered = false;                // since logind was last listed
  bool asking = false;
  bool ask_again = false;  // it changed while it was being asked
};

class LogindControl final : public SessionControl {
 public:
  explicit LogindControl(const Clock& clock) : clock_(clock), retry_at_(clock.Now()) {}
  ~LogindControl() override { Disconnect(); }

  void set_on_change(std::function<void()> on_change) override { on_change_ = std::move(on_change); }

  std::vector<SessionRecord> Sessions() const override {
    std::vector<SessionRecord> sessions;
    for (const auto& [id, entry] : entries_) {
      if (entry.record) sessions.push_back(*entry.record);
    }
    return sessions;
  }

  const SessionRecord* Find(const std::string& id) const override {
    const auto found = entries_.find(id);
    return found == entries_.end() || !found->second.record ? nullptr : &*found->second.record;
  }

  bool current() const override {
    return listed_ &&
           std::all_of(entries_.begin(), entries_.end(), [](const auto& entry) { return entry.second.answered; });
  }

  void Terminate(const std::string& id, std::function<void(Result<>)> done) override {
    const uint64_t number = next_request_++;
    requests_.emplace(number, std::move(done));
    if (!manager_) {
      failed_requests_.push_back(number);
      return;
    }
    try {
      manager_->callMethodAsync("TerminateSession")
          .onInterface(kManager)
          .withArguments(id)
          .uponReplyInvoke([this, number, id](const sdbus::Error* error) {
            if (error == nullptr) {
              Finish(number, {});
            } else {
              Finish(number, tl::unexpected(ErrorFromBus("logind did not end session " + id, *error)));
            }
          });
    } catch (const sdbus::Error& error) {
      LogDebug("TerminateSession could not be sent: {}", error.getMessage());
      failed_requests_.push_back(number);
    }
  }

  LoopWish wish() const override {
    LoopWish wish;
    wish.deadline = retry_at_;
    if (!failed_requests_.empty()) wish.deadline = clock_.Now();
    if (!connection_) return wish;
    try {
      const auto poll = connection_->getEventLoopPollData();
      wish.fd = poll.fd;
      wish.events = poll.events;
      if (poll.timeout_usec != UINT64_MAX) {
        const MonotonicTime at{std::chrono::microseconds(poll.timeout_usec)};
        if (!wish.deadline || at < *wish.deadline) wish.deadline = at;
      }
    } catch (const sdbus::Error&) {
      wish.deadline = clock_.Now();  // Process() finds out what is wrong
    }
    return wish;
  }

  void Process() override {
    graveyard_.clear();
    for (const uint64_t number : std::exchange(failed_requests_, {})) {
      Finish(number, Fail(ErrorCode::kUnavailable, "logind can't be reached; is it running?"));
    }
    if (retry_at_ && clock_.Now() >= *retry_at_) {
      retry_at_.reset();
      if (connection_) {
        List();
      } else {
        Connect();
      }
    }
    if (connection_) {
      try {
        for (int i = 0; i < kMessagesAtOnce && connection_->processPendingRequest(); ++i) {
        }
      } catch (const sdbus::Error& error) {
        LogWarning("The system bus is lost ({}); trying to reach it again", error.getMessage());
        Disconnect();
        RetryLater();
      }
    }
    if (std::exchange(changed_, false) && on_change_) on_change_();
  }

 private:
  void Connect() {
    try {
      connection_ = sdbus::createSystemBusConnection();
      manager_ = sdbus::createProxy(*connection_, kLogind, kManagerPath);
      Match("interface='org.freedesktop.login1.Manager',member='SessionNew'", [this](sdbus::Message& message) {
        std::string id;
        sdbus::ObjectPath path;
        message >> id >> path;
        Ask(id, path);
      });
      Match("interface='org.freedesktop.login1.Manager',member='SessionRemoved'", [this](sdbus::Message& message) {
        std::string id;
        message >> id;
        Remove(id);
      });
      Match(
          "interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
          "path_namespace='/org/freedesktop/login1/session',arg0='org.freedesktop.login1.Session'",
          [this](sdbus::Message& message) { AskByPath(message.getPath()); });
      connection_->addMatch(
          "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',"
          "arg0='org.freedesktop.login1'",
          [this](sdbus::Message& message) {
            try {
              std::string name;
              std::string old_owner;
              std::string new_owner;
              message >> name >> old_owner >> new_owner;
              OnOwner(!new_owner.empty());
            } catch (const sdbus::Error&) {
              // The bus itself always says it right.
            }
          },
          sdbus::floating_slot);
      List();
    } catch (const sdbus::Error& error) {
      if (retry_delay_ == kFirstRetry) LogWarning("The system bus can't be reached: {}", error.getMessage());
      Disconnect();
      RetryLater();
    }
  }

  // Hears a signal of logind's. What it does not understand it passes over.
  void Match(const std::string& rule, std::function<void(sdbus::Message&)> handler) {
    connection_->addMatch(
        std::string("type='signal',sender='org.freedesktop.login1',") + rule,
        [handler = std::move(handler)](sdbus::Message& message) {
          try {
            handler(message);
          } catch (const sdbus::Error& error) {
            LogWarning("logind sent a signal that can't be read: {}", error.getMessage());
          }
        },
        sdbus::floating_slot);
  }

  void Disconnect() {
    Stale();
    for (auto& [id, entry] : entries_) entry.proxy.reset();
    graveyard_.clear();
    manager_.reset();
    connection_.reset();
    for (const auto& [number, done] : requests_) failed_requests_.push_back(number);
  }

  void RetryLater() {
    retry_at_ = clock_.Now() + retry_delay_;
    retry_delay_ = std::min(retry_delay_ * 2, kLastRetry);
  }

  // Nothing that is known is certain any more.
  void Stale() {
    changed_ = true;
    listed_ = false;
    for (auto& [id, entry] : entries_) entry.answered = false;
  }

  void OnOwner(bool there) {
    Stale();
    if (there) {
      LogInfo("logind is there; listing its sessions");
      retry_at_.reset();
      List();
    } else {
      LogWarning("logind has gone; waiting for it");
      // Asking makes the bus start it where it does not come back by itself.
      RetryLater();
    }
  }

  void List() {
    try {
      SendList();
    } catch (const sdbus::Error& error) {
      LogDebug("ListSessions could not be sent: {}", error.getMessage());
      RetryLater();
    }
  }

  void SendList() {
    using Listed = sdbus::Struct<std::string, uint32_t, std::string, std::string, sdbus::ObjectPath>;
    manager_->callMethodAsync("ListSessions")
        .onInterface(kManager)
        .uponReplyInvoke([this](const sdbus::Error* error, std::vector<Listed> sessions) {
          if (error != nullptr) {
            if (retry_delay_ == kFirstRetry) LogWarning("logind does not list its sessions: {}", error->getMessage());
            RetryLater();
            return;
          }
          retry_delay_ = kFirstRetry;
          listed_ = changed_ = true;
          std::map<std::string, sdbus::ObjectPath> there;
          for (const Listed& session : sessions) there.emplace(std::get<0>(session), std::get<4>(session));
          std::vector<std::string> gone;
          for (const auto& [id, entry] : entries_) {
            if (!there.contains(id)) gone.push_back(id);
          }
          for (const std::string& id : gone) Remove(id);
          for (const auto& [id, path] : there) Ask(id, path);
        });
  }

  // Asks for everything about a session, that is known or new.
  void Ask(const std::string& id, const sdbus::ObjectPath& path) {
    if (!IsSessionId(id) || (!entries_.contains(id) && entries_.size() >= kMaxSessions)) {
      LogWarning("logind's session '{}' is left out: its id is strange, or there are too many", id);
      return;
    }
    try {
      SendAsk(id, path);
    } catch (const sdbus::Error& error) {
      LogDebug("session {} could not be asked about: {}", id, error.getMessage());
      Stale();
      RetryLater();
    }
  }

  void SendAsk(const std::string& id, const sdbus::ObjectPath& path) {
    Entry& entry = entries_[id];
    if (!entry.proxy || entry.proxy->getObjectPath() != path) {
      if (entry.proxy) graveyard_.push_back(std::move(entry.proxy));
      entry.proxy = sdbus::createProxy(*connection_, kLogind, path);
      entry.asking = entry.ask_again = false;
    }
    if (entry.asking) {
      entry.ask_again = true;
      return;
    }
    entry.asking = true;
    entry.proxy->callMethodAsync("GetAll")
        .onInterface(kProperties)
        .withArguments(std::string(kSession))
        .uponReplyInvoke([this, id, path](const sdbus::Error* error, LogindProperties properties) {
          OnProperties(id, path, error, properties);
        });
  }

  void AskByPath(const std::string& path) {
    for (const auto& [id, entry] : entries_) {
      if (entry.proxy && entry.proxy->getObjectPath() == path) {
        Ask(id, sdbus::ObjectPath(path));
        return;
      }
    }
  }

  void OnProperties(const std::string& id, const sdbus::ObjectPath& path, const sdbus::Error* error,
                    const LogindProperties& properties) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    entry.asking = false;
    if (error != nullptr) {
      const Error why = ErrorFromBus("logind does not describe session " + id, *error);
      if (why.code == ErrorCode::kNotFound) {
        Remove(id);
      } else {
        LogWarning("{}", why.message);
        Stale();
        RetryLater();
      }
      return;
    }
    std::optional<SessionRecord> record = RecordFromProperties(properties, entry.record ? &*entry.record : nullptr);
    if (record && record->id != id) record.reset();
    if (!entry.answered || record != entry.record) changed_ = true;
    entry.answered = true;
    entry.record = std::move(record);
    if (std::exchange(entry.ask_again, false)) Ask(id, path);
  }

  void Remove(const std::string& id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    // Its proxy may be the one whose reply is being handled.
    if (found->second.proxy) graveyard_.push_back(std::move(found->second.proxy));
    entries_.erase(found);
    changed_ = true;
  }

  void Finish(uint64_t number, Result<> result) {
    auto request = requests_.extract(number);
    if (!request.empty()) request.mapped()(std::move(result));
  }

  const Clock& clock_;
  std::function<void()> on_change_;
  std::unique_ptr<sdbus::IConnection> connection_;  // before the proxies: they must go first
  std::unique_ptr<sdbus::IProxy> manager_;
  std::vector<std::unique_ptr<sdbus::IProxy>> graveyard_;
  std::map<std::string, Entry> entries_;
  std::map<uint64_t, std::function<void(Result<>)>> requests_;
  std::vector<uint64_t> failed_requests_;  // to be told so by the next Process()
  uint64_t next_request_ = 1;
  std::optional<MonotonicTime> retry_at_;
  Milliseconds retry_delay_ = kFirstRetry;
  bool listed_ = false;
  bool changed_ = false;
};

}  // namespace

std::unique_ptr<SessionControl> MakeLogindControl(const Clock& clock) { return std::make_unique<LogindControl>(clock); }

}  // namespace labwall
