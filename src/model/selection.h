// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <unordered_set>

#include "model/lab_snapshot.h"
#include "model/session_key.h"

namespace labwall {

// The sessions a supervisor has selected, by key: sorting, resizing and reconnects leave it alone, a session that ends
// leaves it, and a new session in the same place is never in it. Empty means nobody, never everybody.
class Selection {
 public:
  [[nodiscard]] bool Contains(const SessionKey& key) const { return keys_.contains(key); }
  [[nodiscard]] size_t size() const { return keys_.size(); }
  [[nodiscard]] bool empty() const { return keys_.empty(); }
  [[nodiscard]] const std::unordered_set<SessionKey>& keys() const { return keys_; }

  void Set(const SessionKey& key, bool selected) {
    if (selected) {
      keys_.insert(key);
    } else {
      keys_.erase(key);
    }
  }
  void Clear() { keys_.clear(); }
  // Forgets the sessions that the snapshot does not have. Call it for each new snapshot.
  void RetainExisting(const LabSnapshot& snapshot);

 private:
  std::unordered_set<SessionKey> keys_;
};

}  // namespace labwall
