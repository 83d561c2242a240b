// SPDX-License-Identifier: Apache-2.0
// BrokerCluster is several nats-servers on loopback that pass each other's messages on, as a large lab would have them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/subprocess.h"

namespace labwall {

// Threads: one owner; the servers end with the thread that started them.
class BrokerCluster {
 public:
  // `directory` is private, and holds their configuration, which has the random credential. When it returns a message
  // that is published at any node arrives at every other.
  [[nodiscard]] static Result<std::unique_ptr<BrokerCluster>> Start(const std::string& directory, int nodes);

  [[nodiscard]] const std::string& url(int node) const { return nodes_[static_cast<size_t>(node)].url; }
  [[nodiscard]] int pid(int node) const { return nodes_[static_cast<size_t>(node)].server.pid(); }

 private:
  struct Node {
    Subprocess server;
    std::string url;
    std::string route;  // for the other nodes
  };
  explicit BrokerCluster(std::string directory);
  Result<> StartNode(int number);
  [[nodiscard]] Result<> WaitUntilJoined() const;

  const std::string directory_;
  const std::string password_;
  std::vector<Node> nodes_;
};

}  // namespace labwall
