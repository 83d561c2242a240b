// SPDX-License-Identifier: Apache-2.0
#include "session/fake/fake_control.h"

namespace labwall {

void FakeControl::Put(SessionRecord record) {
  std::string id = record.id;
  sessions_.insert_or_assign(std::move(id), std::move(record));
  changed_ = true;
}

void FakeControl::Vanish(const std::string& id) {
  changed_ |= sessions_.erase(id) > 0;
  stubborn_.erase(id);
}

void FakeControl::SetCurrent(bool current) {
  changed_ = true;
  current_ = current;
}

std::vector<SessionRecord> FakeControl::Sessions() const {
  std::vector<SessionRecord> sessions;
  for (const auto& [id, record] : sessions_) sessions.push_back(record);
  return sessions;
}

const SessionRecord* FakeControl::Find(const std::string& id) const {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : &found->second;
}

void FakeControl::Terminate(const std::string& id, std::function<void(Result<>)> done) {
  requests_.emplace_back(id, std::move(done));
}

LoopWish FakeControl::wish() const {
  LoopWish wish;
  if (changed_ || !requests_.empty()) wish.deadline = MonotonicTime::min();
  return wish;
}

void FakeControl::Process() {
  for (auto& [id, done] : std::exchange(requests_, {})) {
    if (!terminate_answer_) {
      done(terminate_answer_);
    } else if (!sessions_.contains(id)) {
      done(Fail(ErrorCode::kNotFound, "logind did not end session " + id + ": no such session"));
    } else {
      terminated_.push_back(id);
      End(id);
      done({});
    }
  }
  if (std::exchange(changed_, false) && on_change_) on_change_();
}

void FakeControl::End(const std::string& id) {
  changed_ = true;
  if (stubborn_.contains(id)) {
    sessions_.at(id).state = SessionState::kClosing;
  } else {
    sessions_.erase(id);
  }
}

}  // namespace labwall
