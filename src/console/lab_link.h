// SPDX-License-Identifier: Apache-2.0
// LabLink is the console's way to the lab: the connection and what speaks over it, and the broker when it is our own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "bus/broker_process.h"
#include "bus/connection.h"
#include "dispatch/dispatcher.h"
#include "lab/lab_client.h"

namespace labwall {

struct LabLinkOptions {
  // The broker's; empty: the broker of this user on this machine, and where none answers, one that is started,
  // published for other programs, and ended with the link.
  std::string url;
  // Called from any thread, also before Open() returns, when there is something new in client(), or in dispatcher();
  // must not block.
  std::function<void()> on_lab;
  std::function<void()> on_commands;
  // Where client() decodes pictures into; must outlive the link.
  std::span<uint8_t> picture_memory;
};

// Threads: made and destroyed on one; client() and dispatcher() say their own.
class LabLink {
 public:
  // Does not wait for a broker that has a URL.
  [[nodiscard]] static Result<std::unique_ptr<LabLink>> Open(LabLinkOptions options);
  ~LabLink();
  LabLink(const LabLink&) = delete;
  LabLink& operator=(const LabLink&) = delete;

  [[nodiscard]] LabClient& client() { return *client_; }
  [[nodiscard]] Dispatcher& dispatcher() { return *dispatcher_; }
  // What a person can do when the broker does not answer; to be translated.
  [[nodiscard]] const char* hint() const { return hint_; }

 private:
  LabLink() = default;
  Result<std::string> ChooseBroker(const std::string& url);
  Result<std::string> StartBroker();
  Result<> Connect(const std::string& url, LabLinkOptions options);

  const char* hint_ = "";
  std::unique_ptr<BrokerProcess> broker_;  // when it is our own
  std::unique_ptr<LabClient> client_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

}  // namespace labwall
