// SPDX-License-Identifier: Apache-2.0
#include "console/lab_link.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/log.h"
#include "ui/text.h"

namespace labwall {
namespace {

// A broker on this machine answers within milliseconds; a file that names one may be left over from a crash.
constexpr Milliseconds kLocalBrokerLimit{2'000};

bool Answers(const std::string& url) {
  const Result<std::unique_ptr<Connection>> connection =
      Connection::Open({.url = url, .name = "labwall (looking)", .on_event = [](BusEvent, const std::string&) {}});
  return connection && (*connection)->WaitConnected(Clock::System().Now() + kLocalBrokerLimit);
}

// One core is for the thread that draws.
int DecodeThreads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1); }

}  // namespace

Result<std::unique_ptr<LabLink>> LabLink::Open(LabLinkOptions options) {
  std::unique_ptr<LabLink> link(new LabLink);
  const Result<std::string> broker = link->ChooseBroker(options.url);
  if (!broker) return tl::unexpected(broker.error());
  if (const Result<> connected = link->Connect(*broker, std::move(options)); !connected) {
    return tl::unexpected(connected.error());
  }
  return link;
}

LabLink::~LabLink() {
  dispatcher_.reset();
  if (client_ != nullptr) client_->Detach();
  connection_.reset();
  client_.reset();
  if (broker_ != nullptr) WithdrawLocalBroker(broker_->url());
}

Result<std::string> LabLink::ChooseBroker(const std::string& url) {
  if (!url.empty()) {
    hint_ = Mark("Check that the broker runs and that its address is right. Labwall keeps trying.");
    return url;
  }
  Result<std::string> local = FindLocalBroker();
  if (local && Answers(*local)) {
    hint_ = Mark("The broker of this machine has stopped. Close Labwall and open it again to start a new one.");
    return local;
  }
  if (local) {
    LogInfo("The broker that ran on this machine does not answer any more; starting a new one");
  } else if (local.error().code != ErrorCode::kNotFound) {
    return local;
  }
  return StartBroker();
}

Result<std::string> LabLink::StartBroker() {
  const Result<std::string> directory = RuntimeDirectory();
  if (!directory) return directory;
  Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = *directory + "/nats-server"});
  if (!broker) {
    return Fail(broker.error().code,
                fmt::format("No broker is named and none could be started here: {}. Install nats-server, or name a "
                            "broker with --connect.",
                            broker.error().message));
  }
  broker_ = std::move(*broker);
  if (const Result<> published = PublishLocalBroker(broker_->url()); !published) {
    return tl::unexpected(published.error());
  }
  LogInfo("Started a broker for this machine (nats-server, process {})", broker_->pid());
  hint_ = Mark("Labwall's own broker has stopped and is being started again. This takes a few seconds.");
  return broker_->url();
}

Result<> LabLink::Connect(const std::string& url, LabLinkOptions options) {
  client_ = LabClient::Create(
      Clock::System(),
      {.decode_threads = DecodeThreads(), .wake = std::move(options.on_lab), .picture_memory = options.picture_memory});
  ConnectionOptions to_broker;
  to_broker.url = url;
  to_broker.name = "labwall";
  to_broker.on_event = [client = client_.get()](BusEvent event, const std::string& detail) {
    client->OnBusEvent(event == BusEvent::kConnected, detail);
  };
  Result<std::unique_ptr<Connection>> connection = Connection::Open(std::move(to_broker));
  if (!connection) return tl::unexpected(connection.error());
  connection_ = std::move(*connection);
  if (Result<> attached = client_->Attach(*connection_); !attached) return attached;
  dispatcher_ = Dispatcher::Create(Clock::System(), *connection_, {.on_change = std::move(options.on_commands)});
  return {};
}

}  // namespace labwall
