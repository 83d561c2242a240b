// SPDX-License-Identifier: Apache-2.0
#include "bench/broker_cluster.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <set>

#include "base/mutex.h"
#include "base/unique_fd.h"
#include "base/whole_file.h"
#include "bus/connection.h"
#include "support/eventually.h"

namespace labwall {
namespace {

constexpr Milliseconds kStartLimit{20'000};
constexpr int kMaxPayloadBytes = 2 << 20;

std::string RandomPassword() {
  std::random_device random;
  std::string hex;
  for (int i = 0; i < 6; ++i) hex += fmt::format("{:08x}", random());
  return hex;
}

// "127.0.0.1:PORT" of what nats-server's ports file says of this kind of listener; empty while it says nothing.
std::string AddressIn(const std::string& path, const char* kind) {
  std::ifstream file(path);
  const auto ports = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!ports.is_object() || !ports.contains(kind) || !ports[kind].is_array() || ports[kind].empty()) return {};
  const std::string url = ports[kind][0].get<std::string>();
  return "127.0.0.1" + url.substr(url.rfind(':'));
}

// Which of the others' messages have come to one node.
class Listener {
 public:
  [[nodiscard]] Result<> Start(const std::string& url) {
    auto connection = Connection::Open({.url = url, .name = "bench", .on_event = [](BusEvent, const std::string&) {}});
    if (!connection) return tl::unexpected(connection.error());
    connection_ = std::move(*connection);
    if (!connection_->WaitConnected(Clock::System().Now() + kStartLimit)) {
      return Fail(ErrorCode::kDeadlineExceeded, "a node of the cluster does not answer");
    }
    auto subscription = connection_->Subscribe("joined", [this](const BusMessage& message) {
      const MutexLock lock(mutex_);
      heard_.emplace(message.payload());
    });
    if (!subscription) return tl::unexpected(subscription.error());
    subscription_ = std::move(*subscription);
    return {};
  }
  void Say(const std::string& who) { (void)connection_->Publish("joined", who); }
  [[nodiscard]] size_t heard_count() {
    const MutexLock lock(mutex_);
    return heard_.size();
  }

 private:
  Mutex mutex_;
  std::set<std::string> heard_ GUARDED_BY(mutex_);
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Subscription> subscription_;
};

}  // namespace

BrokerCluster::BrokerCluster(std::string directory) : directory_(std::move(directory)), password_(RandomPassword()) {}

Result<std::unique_ptr<BrokerCluster>> BrokerCluster::Start(const std::string& directory, int nodes) {
  std::unique_ptr<BrokerCluster> cluster(new BrokerCluster(directory));
  for (int number = 0; number < nodes; ++number) {
    if (const Result<> started = cluster->StartNode(number); !started) return tl::unexpected(started.error());
  }
  if (const Result<> joined = cluster->WaitUntilJoined(); !joined) return tl::unexpected(joined.error());
  return cluster;
}

Result<> BrokerCluster::StartNode(int number) {
  // The first node is told of nobody; the others learn of each other through it.
  const std::string routes = nodes_.empty() ? "" : fmt::format("routes: [\"{}\"]", nodes_[0].route);
  const std::string config = fmt::format("{}/node-{}.conf", directory_, number);
  const Result<> written =
      WriteWholeFile(config, fmt::format("listen: \"127.0.0.1:-1\"\n"
                                         "server_name: \"node-{0}\"\n"
                                         "max_payload: {1}\n"
                                         "ports_file_dir: \"{2}\"\n"
                                         "authorization {{ user: \"bench\", password: \"{3}\" }}\n"
                                         "cluster {{ name: \"bench\", listen: \"127.0.0.1:-1\", {4}\n"
                                         "  authorization {{ user: \"route\", password: \"{3}\" }} }}\n",
                                         number, kMaxPayloadBytes, directory_, password_, routes));
  if (!written) return written;
  const UniqueFd log(::open(fmt::format("{}/node-{}.log", directory_, number).c_str(),
                            O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  std::optional<Subprocess> server;
  for (const char* program : {"nats-server", "/usr/sbin/nats-server"}) {
    if (server) break;
    Result<Subprocess> started = Subprocess::Start(
        {.argv = {program, "-c", config}, .stdout_fd = log.get(), .stderr_fd = log.get(), .new_process_group = true});
    if (started) server = std::move(*started);
  }
  if (!server)
    return Fail(ErrorCode::kNotFound, "nats-server is not installed; install the Debian package nats-server");
  const std::string ports = fmt::format("{}/nats-server_{}.ports", directory_, server->pid());
  std::string client;
  std::string route;
  const bool listens = Eventually(
      [&] {
        client = AddressIn(ports, "nats");
        route = AddressIn(ports, "cluster");
        return (!client.empty() && !route.empty()) || !server->Running();
      },
      kStartLimit);
  if (!listens || route.empty()) return Fail(ErrorCode::kUnavailable, "a node of the cluster did not start");
  nodes_.push_back({std::move(*server), fmt::format("nats://bench:{}@{}", password_, client),
                    fmt::format("nats://route:{}@{}", password_, route)});
  return {};
}

Result<> BrokerCluster::WaitUntilJoined() const {
  std::vector<std::unique_ptr<Listener>> listeners;
  for (const Node& node : nodes_) {
    if (const Result<> started = listeners.emplace_back(std::make_unique<Listener>())->Start(node.url); !started) {
      return started;
    }
  }
  const bool joined = Eventually(
      [&] {
        bool all = true;
        for (size_t i = 0; i < listeners.size(); ++i) {
          listeners[i]->Say(std::to_string(i));
          all = all && listeners[i]->heard_count() == listeners.size();
        }
        return all;
      },
      kStartLimit);
  return joined ? Result<>() : Fail(ErrorCode::kDeadlineExceeded, "the nodes of the cluster do not find each other");
}

}  // namespace labwall
