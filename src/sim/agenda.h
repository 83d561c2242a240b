// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace labwall {

// Who is due when: at most one time for each of a number of members, who are known by their index. Threads: one owner.
class Agenda {
 public:
  // In place of the member's earlier time; empty: it is not due at all.
  void Set(size_t member, std::optional<MonotonicTime> due);
  // The first one that is due by now, if any. It is due no more until it is set again. Whoever has waited
  // longest comes first, so that nobody is passed over for ever.
  [[nodiscard]] std::optional<size_t> TakeDue(MonotonicTime now);
  [[nodiscard]] std::optional<MonotonicTime> Next() const;

 private:
  std::set<std::pair<MonotonicTime, size_t>> order_;
  std::vector<std::optional<MonotonicTime>> due_;  // by member
};

}  // namespace labwall
