// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bounded_queue.h"
#include "base/log.h"
#include "base/wake_event.h"
#include "bus/connection.h"

namespace labwall {

// Brings what comes over the bus from its threads to the agent's loop. When a queue is full a watch lease is dropped
// (the console renews it in seconds), a command is answered with a rejection, and a word is lost, which ends the
// command that waits for it. Threads: the handlers run on the connection's; everything else belongs to the loop.
class BusInbox {
 public:
  struct Command {
    std::string reply_to;
    std::string payload;
  };
  struct Word {
    uint64_t number = 0;
    std::string payload;
    bool nobody = false;  // no word: the broker says that nobody is there to say it
  };
  static constexpr size_t kMaxCommands = 64;
  static constexpr size_t kMaxLeases = 256;
  static constexpr size_t kMaxWords = 256;
  // A lease with as many entries as are allowed is smaller.
  static constexpr size_t kMaxLeaseBytes = 192 * 1024;
  // A word with as long a command id as is allowed is smaller.
  static constexpr size_t kMaxWordBytes = 256;

  BusInbox(const Clock& clock, std::string station);

  // For ConnectionOptions::on_event. Threads: any.
  void OnEvent(BusEvent event, const std::string& detail);
  // The connection must outlive this object, or Unsubscribe() come first.
  [[nodiscard]] Result<> Subscribe(Connection& connection);
  void Unsubscribe() { subscriptions_.clear(); }

  [[nodiscard]] int fd() const { return wake_.fd(); }
  // Call when fd() is readable, before the others.
  void Clear() { wake_.Clear(); }
  // True when the state was asked for, or the connection is new, since the last call.
  [[nodiscard]] bool TakeStateWanted() { return state_wanted_.exchange(false); }
  // True when the connection is new since the last call.
  [[nodiscard]] bool TakeConnected() { return connected_.exchange(false); }
  [[nodiscard]] std::optional<std::string> TakeLease() { return leases_.TryPop(); }
  [[nodiscard]] std::optional<Command> TakeCommand() { return commands_.TryPop(); }
  [[nodiscard]] std::optional<Word> TakeWord() { return words_.TryPop(); }

 private:
  void OnWatch(const BusMessage& message);
  void OnCommand(Connection& connection, const BusMessage& message);
  void OnWord(const BusMessage& message);

  const std::string station_;
  WakeEvent wake_;
  LogThrottle throttle_;
  std::atomic<bool> state_wanted_{false};
  std::atomic<bool> connected_{false};
  BoundedQueue<std::string> leases_{kMaxLeases};
  BoundedQueue<Command> commands_{kMaxCommands};
  BoundedQueue<Word> words_{kMaxWords};
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

}  // namespace labwall
