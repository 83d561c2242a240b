// SPDX-License-Identifier: Apache-2.0
// PracticeStation is one simulated station: people at its desks, who are watched, are logged off and are followed by
// the next. It behaves as labwall-agent does on a real one, and knows nothing of the bus. Threads: one owner.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/session.h"
#include "sim/practice_screen.h"
#include "sim/station_leases.h"
#include "wire/command_gate.h"
#include "wire/messages.h"

namespace labwall {

struct PracticeOptions {
  int stations = 12;
  int sessions_per_station = 1;
  int fps = 2;  // how often a busy desktop changes
  PixelSize screen{1920, 1080};
  std::string room = "Practice room";
  std::string prefix = "practice";
  bool mute = false;            // never sends a frame
  int refuse = 0;               // the first so many people of the lab are administrators, who may not be logged off
  int hung = 0;                 // the last so many stations never answer a command
  bool stall_logoff = false;    // accepts a log off and never finishes it
  bool garbage_frames = false;  // sends frames that are broken in turn
};

class PracticeStation {
 public:
  static constexpr Milliseconds kDeskFreeFor{20'000};

  // Sends a reply; the console's word is asked for on word_subject, unless that is empty.
  using Reply = std::function<void(const std::string& reply_to, const wire::CommandReply& reply,
                                   const std::string& word_subject)>;
  using FrameOut = std::function<void(const SessionKey& key, PixelSize source, const PracticeScreen::Frame& frame)>;

  // Desks are numbered through the whole lab; this station's begin at first_desk.
  PracticeStation(const PracticeOptions& options, int number, int first_desk, const Clock& clock, Reply reply);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] Station State() const;
  // True after a change of State() until it is taken.
  [[nodiscard]] bool changed() const { return changed_; }
  [[nodiscard]] bool TakeChanged() { return std::exchange(changed_, false); }

  [[nodiscard]] Result<> HandleLease(const wire::WatchLease& lease);
  // Answers with "accepted", and does nothing before the console's word.
  void HandleCommand(wire::CommandRequest request, const std::string& reply_to);
  // That word as it came, or the broker's, that nobody is there to say it. When it is to go on, answers at once with
  // what is known already, and later with the rest.
  void HandleWord(uint64_t number, std::string_view bytes);
  void HandleNobody(uint64_t number) { gate_.OnNobody(number); }
  // Does what time has brought: leases end, people leave, others come.
  void Step();
  [[nodiscard]] std::optional<MonotonicTime> NextStep() const;

  // Draws one screen that is due; false when none is.
  bool DrawOne(PracticeScreen::Sketchbook& sketchbook, const FrameOut& out);
  [[nodiscard]] std::optional<MonotonicTime> NextDraw() const;

 private:
  struct Waiter {
    std::string command_id;
    std::string reply_to;
    MonotonicTime asked_at;
    MonotonicTime until;
  };
  struct Desk {
    int number = 0;
    int visits = 0;                  // people who have sat here
    std::optional<Session> session;  // empty: the desk is free
    std::optional<PracticeScreen> screen;
    MonotonicTime changes_at = MonotonicTime::max();  // when the person leaves, or the next one comes
    bool refuses = false;                             // this person may not be logged off
    std::vector<Waiter> waiters;
  };

  void Seat(Desk& desk);
  void Close(Desk& desk);
  void Leave(Desk& desk);
  void AnswerLate(Desk& desk);
  void Answer(const Waiter& waiter, const SessionKey& key, OutcomeCode code, const std::string& detail);
  void Reject(const std::string& reply_to, const std::string& command_id, std::string reason);
  void FollowLeases();
  Desk* Find(const SessionKey& key);

  const PracticeOptions& options_;
  const Clock& clock_;
  const Reply reply_;
  std::minstd_rand random_{std::random_device{}()};
  std::string id_;
  std::string boot_id_;
  std::vector<Desk> desks_;
  const bool hung_;
  StationLeases leases_;
  wire::CommandGate gate_;
  int next_session_ = 1;
  size_t next_drawn_ = 0;
  bool changed_ = true;
};

}  // namespace labwall
