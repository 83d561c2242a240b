// SPDX-License-Identifier: Apache-2.0
// Connection is a NATS connection: the only way this program speaks to another machine.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace labwall {

// One received message. Valid only during the handler's call: the views point into libnats's memory.
class BusMessage {
 public:
  virtual ~BusMessage() = default;
  [[nodiscard]] virtual std::string_view subject() const = 0;
  [[nodiscard]] virtual std::string_view reply_to() const = 0;  // empty when no answer is asked for
  [[nodiscard]] virtual std::string_view payload() const = 0;
  [[nodiscard]] virtual std::string_view header(std::string_view name) const = 0;  // empty when absent
  // The broker's word, on a reply subject, that nobody serves the subject of the request.
  [[nodiscard]] virtual bool no_responders() const = 0;
};

using MessageHandler = std::function<void(const BusMessage&)>;
using BusHeaders = std::vector<std::pair<std::string, std::string>>;

enum class BusEvent { kConnected, kLost };

// Ends the subscription when destroyed: the handler does not run, nor is it still running, after that. So it must not
// be destroyed by its own handler.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

struct ConnectionOptions {
  std::string url;   // nats://user:password@host:port
  std::string name;  // shown in the broker's own monitoring
  // Runs on a thread of the connection, one call at a time; must not block, nor destroy the connection. `detail` is in
  // words, without the credential. kLost comes again when the reason changes.
  std::function<void(BusEvent, const std::string& detail)> on_event;
};

// Threads: all methods from any thread. Handlers run on a few threads of libnats that all subscriptions of the process
// share, so that they may be many: one message of a subscription at a time, in order. A handler must not block, nor
// wait for another one. Reconnects by itself, for ever, and renews the subscriptions.
class Connection {
 public:
  virtual ~Connection() = default;

  // Does not wait for the broker: when it can't be reached yet, on_event says kLost with the reason, and later
  // kConnected. Fails only when the URL makes no sense.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> Open(ConnectionOptions options);

  [[nodiscard]] virtual bool connected() const = 0;
  // Waits for the connection; false at the deadline. For programs that do one thing and end.
  [[nodiscard]] virtual bool WaitConnected(MonotonicTime deadline) = 0;
  // Fails with kUnavailable while disconnected: nothing is kept to be sent later, for a command that arrives late is
  // worse than one that fails.
  virtual Result<> Publish(const std::string& subject, std::string_view payload, const BusHeaders& headers = {}) = 0;
  virtual Result<> PublishRequest(const std::string& subject, const std::string& reply_to,
                                  std::string_view payload) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<Subscription>> Subscribe(const std::string& subject,
                                                                        MessageHandler handler) = 0;
  // A fresh subject for replies to this connection.
  [[nodiscard]] virtual std::string NewInbox() = 0;
  // Waits until the broker has processed everything published or subscribed so far.
  virtual Result<> Flush(Milliseconds limit) = 0;
};

}  // namespace labwall
