// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "bus/connection.h"
#include "lab/lab_client.h"

namespace labwall {

struct LinkOptions {
  std::string url;  // empty: the broker that labwall or tools/run started on this machine
  // The lab is taken for complete when no new station has reported for this long.
  Milliseconds quiet{300};
};

// LabLink is one short visit to the lab: a connection, and a client that has listened for long enough to know who is
// there. Threads: one.
class LabLink {
 public:
  static constexpr Milliseconds kConnectLimit{5'000};
  // Collect() ends after this, or after `quiet` when that is longer.
  static constexpr Milliseconds kCollectLimit{2'000};

  // kUnavailable when there is no broker.
  [[nodiscard]] static Result<std::unique_ptr<LabLink>> Open(const LinkOptions& options);
  ~LabLink();

  // Waits until `enough` says so, until at least one station has reported and no further one for `quiet`, or for the
  // limit.
  [[nodiscard]] std::shared_ptr<const LabSnapshot> Collect(const std::function<bool(const LabSnapshot&)>& enough);
  // Waits until `done` is true, looking again at each change of the lab and each Wake(). False at the deadline.
  bool WaitUntil(MonotonicTime deadline, const std::function<bool()>& done) EXCLUDES(mutex_);
  void Wake() EXCLUDES(mutex_);

  [[nodiscard]] Connection& connection() { return *connection_; }
  [[nodiscard]] LabClient& lab() { return *lab_; }

 private:
  explicit LabLink(Milliseconds quiet) : quiet_(quiet) {}

  const Milliseconds quiet_;
  Mutex mutex_;
  CondVar changed_;
  bool news_ GUARDED_BY(mutex_) = false;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<LabClient> lab_;
};

}  // namespace labwall
