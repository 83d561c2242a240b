// SPDX-License-Identifier: Apache-2.0
#include "ctl/lab_link.h"

#include <algorithm>
#include <utility>

#include "bus/broker_process.h"

namespace labwall {

Result<std::unique_ptr<LabLink>> LabLink::Open(const LinkOptions& options) {
  std::string url = options.url;
  if (url.empty()) {
    Result<std::string> local = FindLocalBroker();
    if (!local) return Fail(ErrorCode::kUnavailable, local.error().message);
    url = std::move(*local);
  }
  std::unique_ptr<LabLink> link(new LabLink(options.quiet));
  Result<std::unique_ptr<Connection>> connection = Connection::Open({url, "labwallctl", nullptr});
  if (!connection) return Fail(ErrorCode::kInvalidArgument, "--connect: " + connection.error().message);
  link->connection_ = std::move(*connection);
  if (!link->connection_->WaitConnected(Clock::System().Now() + kConnectLimit)) {
    return Fail(ErrorCode::kUnavailable,
                "the broker does not answer; is it running, and is the address with its password right?");
  }
  link->lab_ = LabClient::Create(
      Clock::System(), {.decode_threads = 1, .wake = [link = link.get()] { link->Wake(); }, .picture_memory = {}});
  link->lab_->OnBusEvent(true, {});
  const Result<> attached = link->lab_->Attach(*link->connection_);
  if (!attached) return Fail(ErrorCode::kUnavailable, attached.error().message);
  return link;
}

LabLink::~LabLink() {
  if (lab_) lab_->Detach();
}

std::shared_ptr<const LabSnapshot> LabLink::Collect(const std::function<bool(const LabSnapshot&)>& enough) {
  const Clock& clock = Clock::System();
  const MonotonicTime limit = clock.Now() + std::max(kCollectLimit, quiet_);
  // Before anybody has reported, silence says nothing: a single busy station may just be slow to answer.
  MonotonicTime complete_at = limit;
  size_t known_stations = 0;
  std::shared_ptr<const LabSnapshot> snapshot = lab_->Snapshot();
  while (clock.Now() < complete_at && !enough(*snapshot)) {
    WaitUntil(complete_at, [&] { return lab_->Snapshot() != snapshot; });
    snapshot = lab_->Snapshot();
    if (snapshot->stations.size() == known_stations) continue;
    known_stations = snapshot->stations.size();
    complete_at = std::min(limit, clock.Now() + quiet_);
  }
  return snapshot;
}

bool LabLink::WaitUntil(MonotonicTime deadline, const std::function<bool()>& done) {
  for (;;) {
    if (done()) return true;
    MutexLock lock(mutex_);
    while (!news_) {
      if (!changed_.WaitUntil(mutex_, deadline)) return false;
    }
    news_ = false;
  }
}

void LabLink::Wake() {
  {
    MutexLock lock(mutex_);
    news_ = true;
  }
  changed_.NotifyAll();
}

}  // namespace labwall
