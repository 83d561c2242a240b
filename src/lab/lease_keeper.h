// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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
// half of a lease's life, when the station speaks (it may have just started and know of no lease), when frames of it
// were lost, and after a reconnect. Each lease says what there is of each session. It sends nothing itself. Threads:
// one at a time.
class LeaseKeeper {
 public:
  struct Message {
    std::string station;
    wire::WatchLease lease;
  };
  // Where frames come from: the sessions of one station, or of all ("*"), at one rung.
  using Feed = std::pair<std::string, Rung>;
  // What there is of a session at a rung: wire::WatchEntry::have_sequence.
  using Have = std::function<uint64_t(const SessionKey& key, Rung rung)>;

  // A room is listened to station by station, so that other consoles' frames don't come here. Opening a subscription
  // costs a message to the broker; a wall of more than this many shows most of what is sent anyway, and listens to all.
  static constexpr size_t kMaxStationFeeds = 1'024;

  // A station that speaks often is not answered more often than this,
  static constexpr Milliseconds kLeastInterval{1'000};
  // nor is it told more often than this that a session lacks a frame.
  static constexpr Milliseconds kLostInterval{300};

  LeaseKeeper(std::string console_id, Have have) : console_id_(std::move(console_id)), have_(std::move(have)) {}

  // Replaces the wishes. A key that is wished for twice gets the larger rung and the higher rate. Costs a comparison
  // for each wish that has not changed, and nothing else when they come in the order of their keys.
  void SetWishes(const std::vector<LeaseWish>& wishes, MonotonicTime now);
  void OnStationHeard(const std::string& station, MonotonicTime now);
  // The session needs a whole frame.
  void OnLost(const SessionKey& key, MonotonicTime now);
  void OnReconnected(MonotonicTime now);

  // What is to be sent now; taken as sent.
  [[nodiscard]] std::vector<Message> TakeDue(MonotonicTime now);
  // Not later than when something is due; empty when nothing ever is.
  [[nodiscard]] std::optional<MonotonicTime> NextDue() const { return next_due_; }
  // Ends every lease.
  [[nodiscard]] std::vector<Message> EndAll();
  // Where the frames of all leases come from.
  [[nodiscard]] std::set<Feed> Feeds() const;

 private:
  struct Entry {
    LeaseWish wish;
    std::optional<MonotonicTime> lost_at;  // when it was, or will be, last told that a frame is lacking
  };
  struct StationLease {
    std::vector<Entry> entries;  // in the order of keys; empty when it is to be ended
    MonotonicTime due;
    std::optional<MonotonicTime> sent_at;
  };
  using Leases = std::map<std::string, StationLease, std::less<>>;
  using Wishes = std::vector<const LeaseWish*>;

  // Goes on from `place` to the station of wishes [begin, end), which are all for it, and ends the leases between.
  Leases::iterator SetStation(Leases::iterator place, Wishes::const_iterator begin, Wishes::const_iterator end,
                              MonotonicTime now);
  void End(StationLease& lease, MonotonicTime now);
  void DueAt(StationLease& lease, MonotonicTime at);
  Message MessageFor(const std::string& station, const std::vector<Entry>& entries) const;

  const std::string console_id_;
  const Have have_;
  Leases leases_;
  std::optional<MonotonicTime> next_due_;
};

}  // namespace labwall
