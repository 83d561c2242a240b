// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "wire/limits.h"
#include "wire/messages.h"

namespace labwall::wire {

// CommandGate holds a station's accepted commands back until their console says the word. One that is withdrawn, or on
// which no word comes within kWordLimit, goes no further, with nothing touched: so a request that the supervisor has
// taken back, or that lay somewhere until its console had given it up, does nothing. Says in the log what it drops.
// Threads: one.
class CommandGate {
 public:
  // Bounds the memory that consoles can take without ever saying the word.
  static constexpr size_t kMaxHeld = 64;

  struct Held {
    std::string reply_to;
    CommandRequest request;
    MonotonicTime accepted_at;
  };

  explicit CommandGate(const Clock& clock) : clock_(clock), bad_words_(clock) {}

  // Gives the number under which the word has to come (see WordSubject()); empty when too many are held.
  [[nodiscard]] std::optional<uint64_t> Hold(std::string reply_to, CommandRequest request);
  // A word as it came over the bus. Gives the command when that is to go on, once. A word that is unreadable, or about
  // nothing that is held under this number, changes nothing and is counted.
  [[nodiscard]] std::optional<Held> OnWord(uint64_t number, std::string_view bytes);
  // The broker says that nobody is there any more to say the word.
  void OnNobody(uint64_t number);
  // Gives the commands on which no word has come in time, and forgets them; MonotonicTime::max() gives all. Call at
  // NextDeadline(), earlier does no harm.
  [[nodiscard]] std::vector<Held> Expire(MonotonicTime now);
  [[nodiscard]] std::optional<MonotonicTime> NextDeadline() const;

  [[nodiscard]] size_t held_count() const { return held_.size(); }
  [[nodiscard]] uint64_t ignored_count() const { return bad_words_.event_count(); }

 private:
  struct Waiting {
    Held held;
    MonotonicTime deadline;
    int64_t deadline_unix_us;
  };

  const Clock& clock_;
  LogThrottle bad_words_;
  std::map<uint64_t, Waiting> held_;
  uint64_t last_number_ = 0;
};

}  // namespace labwall::wire
