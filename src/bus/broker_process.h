// SPDX-License-Identifier: Apache-2.0
// BrokerProcess runs a nats-server of its own on loopback, for the lab that is one machine.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace labwall {

struct BrokerOptions {
  std::string directory;  // for its configuration and files; made 0700, must be this user's own
  int port = 0;           // 0 picks a free one; kept over restarts
};

// Starts nats-server with a random user and password (in a 0600 file, never on a command line), waits until it answers,
// and starts it again on the same port with the same credential when it dies. It ends with this object, and with this
// process, however that ends. Threads: make and destroy on one; a supervising thread is inside.
class BrokerProcess {
 public:
  virtual ~BrokerProcess() = default;
  [[nodiscard]] static Result<std::unique_ptr<BrokerProcess>> Start(const BrokerOptions& options);
  [[nodiscard]] virtual std::string url() const = 0;  // with the credential
  [[nodiscard]] virtual int pid() const = 0;          // of the nats-server now running
};

// Where programs of one user on one machine find the broker that labwall or tools/run started: a 0600 file "broker" in
// the user's runtime directory ($XDG_RUNTIME_DIR/labwall, else /run/labwall for root, else /tmp/labwall-UID, which must
// be 0700 and owned by the user).
[[nodiscard]] Result<std::string> RuntimeDirectory();  // made if it is not there
[[nodiscard]] Result<> PublishLocalBroker(const std::string& url);
void WithdrawLocalBroker(const std::string& url);  // only if it is still this one
[[nodiscard]] Result<std::string> FindLocalBroker();

}  // namespace labwall
