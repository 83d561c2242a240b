// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "lab/lab_client.h"
#include "wire/messages.h"

namespace labwall {

// LeaseKeeper decides which lease to send to which station, and when: at once when the wishes for it change, again at
// half of a lease's life, when the station speaks (it may have just started and know of no lease), and after a
// reconnect. It sends nothing itself. Threads: one at a time.
class LeaseKeeper {
 public:
  struct Message {
    std::string station;
    wire::WatchLease lease;
  };
  // Where frames come from: the sessions of one station, or of all ("*"), at one rung.
  using Feed = std::pair<std::string, Rung>;

  // A room is listened to station by station, so that other consoles' frames don't come here. Opening a subscription
  // costs a message to the broker; a wall of more than this many shows most of what is sent anyway, and listens to all.
  static constexpr size_t kMaxStationFeeds = 1'024;

  // A station that speaks often is not answered more often than this.
  static constexpr Milliseconds kLeastInterval{1'000};

  explicit LeaseKeeper(std::string console_id) : console_id_(std::move(console_id)) {}

  // Replaces the wishes. A key that is wished for twice gets the larger rung and the higher rate.
  void SetWishes(const std::vector<LeaseWish>& wishes, MonotonicTime now);
  void OnStationHeard(const std::string& station, MonotonicTime now);
  void OnReconnected(MonotonicTime now);

  // What is to be sent now; taken as sent.
  [[nodiscard]] std::vector<Message> TakeDue(MonotonicTime now);
  [[nodiscard]] std::optional<MonotonicTime> NextDue() const;
  // Ends every lease.
  [[nodiscard]] std::vector<Message> EndAll();
  // Where the frames of all leases come from.
  [[nodiscard]] std::set<Feed> Feeds() const;

 private:
  struct StationLease {
    std::vector<wire::WatchEntry> entries;  // in the order of session ids; empty when it is to be ended
    MonotonicTime due;
    std::optional<MonotonicTime> sent_at;
  };

  Message MessageFor(const std::string& station, std::vector<wire::WatchEntry> entries) const;

  const std::string console_id_;
  std::map<std::string, StationLease> leases_;
};

}  // namespace labwall
