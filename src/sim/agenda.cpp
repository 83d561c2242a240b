// SPDX-License-Identifier: Apache-2.0
#include "sim/agenda.h"

namespace labwall {

void Agenda::Set(size_t member, std::optional<MonotonicTime> due) {
  if (member >= due_.size()) due_.resize(member + 1);
  std::optional<MonotonicTime>& known = due_[member];
  if (known == due) return;
  if (known) order_.erase({*known, member});
  if (due) order_.emplace(*due, member);
  known = due;
}

std::optional<size_t> Agenda::TakeDue(MonotonicTime now) {
  if (order_.empty() || order_.begin()->first > now) return std::nullopt;
  const size_t member = order_.begin()->second;
  order_.erase(order_.begin());
  due_[member].reset();
  return member;
}

std::optional<MonotonicTime> Agenda::Next() const {
  return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
}

}  // namespace labwall
