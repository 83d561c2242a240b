// SPDX-License-Identifier: Apache-2.0
#include "agent/capture_process.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace labwall {

CaptureProcess::CaptureProcess(const Clock& clock, ChildReaper& reaper, CaptureProcessOptions options,
                               SessionRecord session)
    : clock_(clock),
      reaper_(reaper),
      options_(std::move(options)),
      session_(std::move(session)),
      appeared_at_(clock.Now()) {
  if (!CanBeCaptured()) {
    picture_ = Picture{PictureState::kUnsupported,
                       std::string(labwall::ToString(session_.type)) + " sessions can't be shown yet"};
  } else {
    retry_at_ = clock_.Now();
  }
}

bool CaptureProcess::CanBeCaptured() const {
  return session_.type == SessionType::kX11 || session_.type == SessionType::kTty ||
         session_.type == SessionType::kUnknown;
}

void CaptureProcess::Update(const SessionRecord& session) {
  const bool other_display = session.type != session_.type || session.display != session_.display ||
                             session.leader != session_.leader || session.home != session_.home;
  session_ = session;
  if (!other_display) return;
  Stop();
  if (CanBeCaptured()) {
    SetPicture(PictureState::kUnknown, "");
    LookNow();
  } else {
    SetPicture(PictureState::kUnsupported,
               std::string(labwall::ToString(session_.type)) + " sessions can't be shown yet");
  }
}

void CaptureProcess::Want(const std::vector<WantedRung>& wanted) {
  if (wanted == wanted_) return;
  const bool newly_wanted = wanted_.empty();
  wanted_ = wanted;
  if (wanted_.empty()) {
    unwanted_since_ = clock_.Now();
  } else {
    unwanted_since_.reset();
  }
  if (child_) {
    child_->Want(wanted_);
  } else if (newly_wanted && !wanted_.empty() && !lookup_) {
    // After trouble the wait goes on as it was: who asks again and again gets no more processes for it.
    if (!retry_at_ || picture_.state == PictureState::kAvailable) LookNow();
  }
}

void CaptureProcess::Renew(const std::vector<Rung>& rungs) {
  if (child_) child_->Renew(rungs);  // else its first frames are still to come
}

void CaptureProcess::RenewAll() { Renew({kRungs.begin(), kRungs.end()}); }

void CaptureProcess::SetEnding(bool ending) {
  ending_ = ending;
  if (ending) {
    Stop();
  } else if (!wanted_.empty()) {
    LookNow();
  }
}

void CaptureProcess::Stop() {
  lookup_.reset();
  child_.reset();
  retry_at_.reset();
}

void CaptureProcess::LookNow() {
  if (ending_ || !CanBeCaptured()) return;
  Stop();
  auto lookup = DisplayLookup::Start(clock_, reaper_, options_.agent_program, session_);
  if (lookup) {
    lookup_ = std::move(*lookup);
  } else {
    Trouble(PictureState::kUnresponsive, lookup.error().message);
  }
}

void CaptureProcess::OnLookedUp() {
  const std::optional<DisplayAddress> address = lookup_->found();
  lookup_.reset();
  if (!address) {
    const bool text = session_.type == SessionType::kTty;
    Trouble(PictureState::kNoDisplay, text ? "a text session" : "it has no X display");
    return;
  }
  if (wanted_.empty()) {
    // Whether it answers shows when somebody looks.
    if (picture_.state != PictureState::kUnresponsive) SetPicture(PictureState::kAvailable, "");
    return;
  }
  StartChild(*address);
}

void CaptureProcess::StartChild(const DisplayAddress& address) {
  auto child =
      CaptureChild::Start(clock_, reaper_, {options_.capture_program, options_.cpu_percent}, session_, address);
  if (!child) {
    Trouble(PictureState::kUnresponsive, child.error().message);
    return;
  }
  child_ = std::move(*child);
  child_started_at_ = clock_.Now();
  child_->Want(wanted_);
}

void CaptureProcess::Trouble(PictureState state, const std::string& words) {
  Stop();
  if (picture_.state != state || picture_.detail != words) {
    LogInfo("no picture of session {} ({}): {}", session_.id, session_.user, words);
  }
  SetPicture(state, words);
  const MonotonicTime now = clock_.Now();
  if (!wanted_.empty() || now < appeared_at_ + kSettling) {
    retry_at_ = now + retry_delay_;
    const bool text = session_.type == SessionType::kTty;
    retry_delay_ = std::min(retry_delay_ * 2, text ? kLastRetryOfText : kLastRetry);
  }
}

void CaptureProcess::SetPicture(PictureState state, std::string detail) {
  Picture picture{state, std::move(detail)};
  if (picture == picture_) return;
  picture_ = std::move(picture);
  if (options_.on_picture) options_.on_picture();
}

void CaptureProcess::AppendPollFds(std::vector<pollfd>& fds) const {
  if (lookup_) fds.push_back(pollfd{lookup_->fd(), POLLIN, 0});
  if (child_) fds.push_back(child_->PollFd());
}

std::optional<MonotonicTime> CaptureProcess::NextDeadline() const {
  std::optional<MonotonicTime> next = retry_at_;
  const auto consider = [&next](MonotonicTime at) { next = next ? std::min(*next, at) : at; };
  if (lookup_) consider(lookup_->deadline());
  if (child_) {
    consider(child_->NextDeadline());
    if (unwanted_since_) consider(*unwanted_since_ + kLinger);
  }
  return next;
}

void CaptureProcess::Process() {
  const MonotonicTime now = clock_.Now();
  if (lookup_ && lookup_->Process()) OnLookedUp();
  if (child_) {
    const bool was_ready = child_->ready();
    if (const auto trouble = child_->Process(options_.on_frame)) {
      if (now >= child_started_at_ + kGoodAfter) retry_delay_ = kFirstRetry;
      Trouble(PictureState::kUnresponsive, *trouble);
    } else if (!was_ready && child_->ready()) {
      SetPicture(PictureState::kAvailable, "");
    }
  }
  if (child_ && unwanted_since_ && now >= *unwanted_since_ + kLinger) child_.reset();
  if (retry_at_ && now >= *retry_at_) {
    retry_at_.reset();
    LookNow();
  }
}

}  // namespace labwall
