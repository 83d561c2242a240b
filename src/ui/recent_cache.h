// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace labwall {

// Values by a string, of which those that were asked for lately are kept. When what was added since the last time
// weighs more than `most`, everything that was not asked for since then is dropped: it holds at most twice `most`, and
// what is in use is never lost at once.
template <typename Value>
class RecentCache {
 public:
  explicit RecentCache(size_t most) : most_(most) {}

  // Null when it is not there. What they return is valid until the next call.
  const Value* Find(const std::string& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second.value;
    const auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    Entry entry = std::move(found->second);
    old_.erase(found);
    return &Insert(key, std::move(entry));
  }

  const Value& Add(const std::string& key, Value value, size_t weight) {
    return Insert(key, {std::move(value), weight});
  }

  [[nodiscard]] size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Entry {
    Value value;
    size_t weight = 0;
  };
  const Value& Insert(const std::string& key, Entry entry) {
    if (weight_ + entry.weight > most_) {
      old_ = std::exchange(young_, {});
      weight_ = 0;
    }
    weight_ += entry.weight;
    return young_.insert_or_assign(key, std::move(entry)).first->second.value;
  }

  const size_t most_;
  size_t weight_ = 0;  // of the young
  std::unordered_map<std::string, Entry> young_;
  std::unordered_map<std::string, Entry> old_;
};

}  // namespace labwall
