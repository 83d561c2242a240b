// SPDX-License-Identifier: Apache-2.0
#include "sim/practice_station.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <unordered_set>
#include <utility>

#include "sim/people.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

// Of each dozen first comers, these are out of the ordinary.
constexpr int kDozen = 12;
constexpr int kIdle = 3;
constexpr int kLocked = 6;
constexpr int kRemote = 8;
constexpr int kNoDisplay = 10;

std::string RandomBootId(std::minstd_rand& random) {
  std::string id;
  for (int digit = 0; digit < 32; ++digit) id += "0123456789abcdef"[random() / 64 % 16];
  return id;
}

void KeepEarliest(std::optional<MonotonicTime>& earliest, std::optional<MonotonicTime> other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

PracticeStation::PracticeStation(const PracticeOptions& options, int number, int first_desk, const Clock& clock,
                                 Reply reply)
    : options_(options),
      clock_(clock),
      reply_(std::move(reply)),
      id_(StationIdFromHostName(fmt::format("{}-{:02}", options.prefix, number))),
      boot_id_(RandomBootId(random_)),
      hung_(number > options.stations - options.hung),
      gate_(clock) {
  for (int i = 0; i < options.sessions_per_station; ++i) {
    Desk& desk = desks_.emplace_back();
    desk.number = first_desk + i;
    Seat(desk);
  }
}

void PracticeStation::Seat(Desk& desk) {
  const bool first = desk.visits == 0;
  const int kind = first ? desk.number % kDozen : -1;
  const int visit = desk.visits++;
  const Person person = PersonFor(desk.number + visit * options_.stations * options_.sessions_per_station);
  const int64_t now_us = clock_.UnixMicros();
  const int64_t since_us = first ? std::uniform_int_distribution<int64_t>(5, 90)(random_) * 60'000'000 : 0;

  Session session;
  session.key = {id_, boot_id_, fmt::format("c{}", next_session_++), now_us - since_us};
  session.user = person.login;
  session.display_name = person.name;
  session.seat = kind == kRemote ? "" : fmt::format("seat{}", desk.number % options_.sessions_per_station);
  session.type = kind == kNoDisplay ? SessionType::kTty : SessionType::kX11;
  session.state = SessionState::kActive;
  session.remote = kind == kRemote;
  if (session.remote) session.remote_host = fmt::format("192.0.2.{}", 10 + desk.number % 200);
  session.idle = kind == kIdle;
  if (session.idle) session.idle_since_us = now_us - 9 * 60'000'000LL;
  session.locked = kind == kLocked;
  session.picture = kind == kNoDisplay ? PictureState::kNoDisplay : PictureState::kAvailable;
  if (kind == kNoDisplay) session.picture_detail = "text console";

  const auto seed = static_cast<uint64_t>(desk.number) + static_cast<uint64_t>(visit) * 7;
  const DesktopLook look = session.locked ? DesktopLook::kLockScreen : DesktopPainter::LookFor(seed);
  const bool busy = !session.idle && !session.locked;
  desk.screen.reset();
  if (session.picture == PictureState::kAvailable) {
    desk.screen.emplace(DesktopPainter(look, seed), options_.screen, busy ? options_.fps : 0, clock_);
  }
  desk.refuses = first && desk.number < options_.refuse;
  desk.session = std::move(session);
  desk.changes_at = MonotonicTime::max();
  changed_ = true;
}

Station PracticeStation::State() const {
  Station station{id_, id_, boot_id_, options_.room, {}};
  for (const Desk& desk : desks_) {
    if (desk.session) station.sessions.push_back(*desk.session);
  }
  return station;
}

PracticeStation::Desk* PracticeStation::Find(const SessionKey& key) {
  const auto desk = std::ranges::find_if(desks_, [&key](const Desk& d) { return d.session && d.session->key == key; });
  return desk == desks_.end() ? nullptr : &*desk;
}

void PracticeStation::FollowLeases() {
  for (Desk& desk : desks_) {
    if (desk.screen) desk.screen->SetWanted(leases_.WantedOf(desk.session->key));
  }
}

Result<> PracticeStation::HandleLease(const wire::WatchLease& lease) {
  if (options_.mute) return {};
  const auto added = leases_.Put(lease, clock_.Now());
  if (!added) return tl::make_unexpected(added.error());
  FollowLeases();
  const auto screen_of = [this](const wire::WatchEntry& entry) -> PracticeScreen* {
    Desk* const desk = Find({id_, boot_id_, entry.session_id, entry.started_us});
    return desk != nullptr && desk->screen ? &*desk->screen : nullptr;
  };
  for (const wire::WatchEntry& entry : *added) {
    if (PracticeScreen* const screen = screen_of(entry)) screen->Renew(entry.rung);
  }
  for (const wire::WatchEntry& entry : lease.entries) {
    if (PracticeScreen* const screen = screen_of(entry)) screen->NoteHave(entry.rung, entry.have_sequence);
  }
  return {};
}

void PracticeStation::Answer(const Waiter& waiter, const SessionKey& key, OutcomeCode code, const std::string& detail) {
  Outcome outcome;
  outcome.key = key;
  outcome.code = code;
  outcome.detail = detail;
  outcome.elapsed = std::chrono::duration_cast<Milliseconds>(clock_.Now() - waiter.asked_at);
  reply_(waiter.reply_to, {waiter.command_id, outcome}, {});
}

void PracticeStation::Reject(const std::string& reply_to, const std::string& command_id, std::string reason) {
  reply_(reply_to, {command_id, wire::CommandRejected{std::move(reason)}}, {});
}

void PracticeStation::HandleCommand(wire::CommandRequest request, const std::string& reply_to) {
  if (hung_) return;
  const std::string id = request.command_id;
  if (request.action != Action::kLogOff) {
    return Reject(reply_to, id, "a practice station can only log people off");
  }
  const std::optional<uint64_t> word_number = gate_.Hold(reply_to, std::move(request));
  if (!word_number) {
    return Reject(reply_to, id, "the station has too many commands under way; try again in a moment");
  }
  reply_(reply_to, {id, wire::CommandAccepted{}}, wire::WordSubject(id_, *word_number));
}

void PracticeStation::HandleWord(uint64_t number, std::string_view bytes) {
  const std::optional<wire::CommandGate::Held> accepted = gate_.OnWord(number, bytes);
  if (!accepted) return;
  const wire::CommandRequest& request = accepted->request;
  const Waiter waiter{request.command_id, accepted->reply_to, accepted->accepted_at,
                      accepted->accepted_at + request.time_limit};
  std::unordered_set<SessionKey> seen;
  for (const SessionKey& key : request.targets) {
    Desk* const desk = Find(key);
    if (desk == nullptr || !seen.insert(key).second) {
      Answer(waiter, key, OutcomeCode::kAlreadyGone, "");
      continue;
    }
    if (request.operator_session == key) {
      Answer(waiter, key, OutcomeCode::kRefused, "this is the session that you work in");
      continue;
    }
    if (desk->refuses) {
      Answer(waiter, key, OutcomeCode::kRefused, "an administrator's session can't be ended from here");
      continue;
    }
    desk->waiters.push_back(waiter);
    if (desk->session->state != SessionState::kClosing) Close(*desk);
  }
}

void PracticeStation::Close(Desk& desk) {
  desk.session->state = SessionState::kClosing;
  changed_ = true;
  // Desktops take about this long to end in good order.
  const Milliseconds closing(std::uniform_int_distribution<int>(300, 1'500)(random_));
  desk.changes_at = options_.stall_logoff ? MonotonicTime::max() : clock_.Now() + closing;
}

void PracticeStation::Leave(Desk& desk) {
  const SessionKey key = desk.session->key;
  desk.session.reset();
  desk.screen.reset();
  desk.changes_at = clock_.Now() + kDeskFreeFor;
  changed_ = true;
  for (const Waiter& waiter : std::exchange(desk.waiters, {})) Answer(waiter, key, OutcomeCode::kDone, "");
}

void PracticeStation::AnswerLate(Desk& desk) {
  if (options_.stall_logoff) return;
  const MonotonicTime now = clock_.Now();
  std::erase_if(desk.waiters, [&](const Waiter& waiter) {
    if (waiter.until > now) return false;
    Answer(waiter, desk.session->key, OutcomeCode::kTimedOut, "the session is still closing");
    return true;
  });
}

void PracticeStation::Step() {
  const MonotonicTime now = clock_.Now();
  if (leases_.Expire(now)) FollowLeases();
  for (const wire::CommandGate::Held& held : gate_.Expire(now)) {
    Reject(held.reply_to, held.request.command_id, "the word to go on did not reach it in time; nothing was touched");
  }
  for (Desk& desk : desks_) {
    if (desk.changes_at <= now) {
      if (desk.session) {
        Leave(desk);
      } else {
        Seat(desk);
      }
    } else if (!desk.waiters.empty()) {
      AnswerLate(desk);
    }
  }
}

std::optional<MonotonicTime> PracticeStation::NextStep() const {
  std::optional<MonotonicTime> next = leases_.NextExpiry();
  KeepEarliest(next, gate_.NextDeadline());
  for (const Desk& desk : desks_) {
    if (desk.changes_at != MonotonicTime::max()) KeepEarliest(next, desk.changes_at);
    if (options_.stall_logoff) continue;
    for (const Waiter& waiter : desk.waiters) KeepEarliest(next, waiter.until);
  }
  return next;
}

bool PracticeStation::DrawOne(PracticeScreen::Sketchbook& sketchbook, const FrameOut& out) {
  const MonotonicTime now = clock_.Now();
  for (size_t i = 0; i < desks_.size(); ++i) {
    // In turn, so that the first desk can't starve the others.
    Desk& desk = desks_[(next_drawn_ + i) % desks_.size()];
    if (!desk.screen) continue;
    const std::optional<MonotonicTime> due = desk.screen->NextDue();
    if (!due || *due > now) continue;
    next_drawn_ = (next_drawn_ + i + 1) % desks_.size();
    desk.screen->Draw(sketchbook,
                      [&](const PracticeScreen::Frame& frame) { out(desk.session->key, desk.screen->size(), frame); });
    return true;
  }
  return false;
}

std::optional<MonotonicTime> PracticeStation::NextDraw() const {
  std::optional<MonotonicTime> next;
  for (const Desk& desk : desks_) {
    if (desk.screen) KeepEarliest(next, desk.screen->NextDue());
  }
  return next;
}

}  // namespace labwall
