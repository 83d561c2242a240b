// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <utility>

#include "session/session_control.h"

namespace labwall {

// Sessions that exist only in a test's mind. Behaves as logind does: what happens is told by the next Process(), and a
// session that is told to end is closing until Vanish() (or at once, which is the default). Threads: one.
class FakeControl final : public SessionControl {
 public:
  // Adds a session, or replaces the one with its id.
  void Put(SessionRecord record);
  // The session has ended, asked to or not.
  void Vanish(const std::string& id);
  // Logind is lost, or back.
  void SetCurrent(bool current);
  // The session keeps processes that do not end: it stays closing until Vanish().
  void MakeStubborn(const std::string& id) { stubborn_.insert(id); }
  // What the next requests to end a session are answered with.
  void FailTerminate(Result<> answer) { terminate_answer_ = std::move(answer); }
  [[nodiscard]] const std::vector<std::string>& terminated() const { return terminated_; }

  void set_on_change(std::function<void()> on_change) override { on_change_ = std::move(on_change); }
  [[nodiscard]] std::vector<SessionRecord> Sessions() const override;
  [[nodiscard]] const SessionRecord* Find(const std::string& id) const override;
  [[nodiscard]] bool current() const override { return current_; }
  void Terminate(const std::string& id, std::function<void(Result<>)> done) override;
  [[nodiscard]] LoopWish wish() const override;
  void Process() override;

 private:
  void End(const std::string& id);

  std::function<void()> on_change_;
  std::map<std::string, SessionRecord> sessions_;
  std::vector<std::pair<std::string, std::function<void(Result<>)>>> requests_;
  std::set<std::string> stubborn_;
  std::vector<std::string> terminated_;
  Result<> terminate_answer_;
  bool current_ = true;
  bool changed_ = false;
};

}  // namespace labwall
