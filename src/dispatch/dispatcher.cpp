// SPDX-License-Identifier: Apache-2.0
#include "dispatch/dispatcher.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/mutex.h"
#include "base/thread_role.h"
#include "bus/connection.h"
#include "dispatch/command_run.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr size_t kMaxUnderWay = 64;       // unfinished batches; Submit() refuses more
constexpr size_t kMaxKeptFinished = 200;  // finished batches; the oldest is forgotten
// Replies that wait for the worker. Further ones are dropped and counted: their targets time out.
constexpr size_t kMaxWaitingReplies = 100'000;

// 128 random bits: only who was asked can answer.
std::string NewCommandId() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

// A reply's subject is the dispatcher's inbox and the command id: the broker's "no responders" has no payload that
// could say which request it is about.
class WorkerDispatcher final : public Dispatcher {
 public:
  WorkerDispatcher(const Clock& clock, Connection& connection, DispatcherOptions options)
      : clock_(clock),
        connection_(connection),
        on_change_(options.on_change ? std::move(options.on_change) : [] {}),
        bad_replies_(clock),
        inbox_prefix_(connection.NewInbox() + ".") {
    thread_ = std::thread([this] { Run(); });
  }

  ~WorkerDispatcher() override {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
    }
    news_.NotifyAll();
    thread_.join();
  }

  Result<BatchId> Submit(Command command) override EXCLUDES(mutex_);
  void Cancel(BatchId id) override EXCLUDES(mutex_);
  std::vector<std::shared_ptr<const Batch>> Batches() const override EXCLUDES(mutex_);
  std::shared_ptr<const Batch> WaitFinished(BatchId id, MonotonicTime deadline) override EXCLUDES(mutex_);

 private:
  struct Submission {
    std::shared_ptr<const Batch> batch;
    Command command;
  };
  struct Reply {
    std::string command_id;
    StationAnswer answer;
    std::string word_subject;  // where an acceptance waits for the word to go on
  };
  struct Work {
    std::vector<Submission> submissions;
    std::set<BatchId> cancels;
    std::vector<Reply> replies;
  };

  void OnReply(const BusMessage& message) EXCLUDES(mutex_);
  void Run() EXCLUDES(mutex_);
  // Empty when it is time to end.
  std::optional<Work> WaitForWork() REQUIRES(worker_) EXCLUDES(mutex_);
  void Process(Work work, MonotonicTime now) REQUIRES(worker_) EXCLUDES(mutex_);
  void Begin(Submission submission, MonotonicTime now) REQUIRES(worker_);
  void Take(const Reply& reply, MonotonicTime now) REQUIRES(worker_);
  void PublishChanges() REQUIRES(worker_) EXCLUDES(mutex_);
  void ForgetOldest() REQUIRES(mutex_);

  const Clock& clock_;
  Connection& connection_;
  const std::function<void()> on_change_;
  LogThrottle bad_replies_;
  const std::string inbox_prefix_;

  mutable Mutex mutex_;
  CondVar news_;      // for the worker
  CondVar progress_;  // for WaitFinished()
  bool stopping_ GUARDED_BY(mutex_) = false;
  BatchId last_id_ GUARDED_BY(mutex_) = 0;
  size_t under_way_ GUARDED_BY(mutex_) = 0;
  Work work_ GUARDED_BY(mutex_);
  std::map<BatchId, std::shared_ptr<const Batch>> batches_ GUARDED_BY(mutex_);

  ThreadRole worker_;
  std::vector<CommandRun> runs_ GUARDED_BY(worker_);
  std::unique_ptr<Subscription> inbox_ GUARDED_BY(worker_);

  std::thread thread_;
};

void RefuseAll(Batch& batch, const std::string& why) {
  for (TargetProgress& progress : batch.targets) {
    progress.stage = TargetStage::kFinished;
    progress.outcome = {progress.target.key, progress.target.user, OutcomeCode::kRefused, why, Milliseconds(0)};
  }
}

Result<BatchId> WorkerDispatcher::Submit(Command command) {
  if (command.action == Action::kUnknown) return Fail(ErrorCode::kInvalidArgument, "the command says nothing to do");
  if (command.targets.empty()) return Fail(ErrorCode::kInvalidArgument, "the command names no session");
  for (const CommandTarget& target : command.targets) {
    if (!IsStationId(target.key.station)) {
      return Fail(ErrorCode::kInvalidArgument, "the command names a session of no station");
    }
  }
  const MonotonicTime now = clock_.Now();
  BatchId id = 0;
  bool refused = false;
  {
    MutexLock lock(mutex_);
    id = ++last_id_;
    Batch batch = MakeBatch(id, command, now);
    refused = under_way_ >= kMaxUnderWay;
    if (refused) {
      RefuseAll(batch, "too many commands are under way; try again when some of them are finished");
      batches_[id] = std::make_shared<const Batch>(std::move(batch));
      ForgetOldest();
    } else {
      ++under_way_;
      batches_[id] = std::make_shared<const Batch>(std::move(batch));
      work_.submissions.push_back({batches_[id], std::move(command)});
    }
  }
  if (refused) {
    progress_.NotifyAll();
    on_change_();
  } else {
    news_.NotifyAll();
  }
  return id;
}

void WorkerDispatcher::Cancel(BatchId id) {
  {
    MutexLock lock(mutex_);
    const auto found = batches_.find(id);
    if (found == batches_.end() || found->second->finished()) return;
    work_.cancels.insert(id);
  }
  news_.NotifyAll();
}

std::vector<std::shared_ptr<const Batch>> WorkerDispatcher::Batches() const {
  std::vector<std::shared_ptr<const Batch>> batches;
  MutexLock lock(mutex_);
  batches.reserve(batches_.size());
  for (const auto& [id, batch] : batches_) batches.push_back(batch);
  return batches;
}

std::shared_ptr<const Batch> WorkerDispatcher::WaitFinished(BatchId id, MonotonicTime deadline) {
  MutexLock lock(mutex_);
  for (;;) {
    const auto found = batches_.find(id);
    if (found == batches_.end()) return nullptr;
    if (found->second->finished()) return found->second;
    const auto left = deadline - clock_.Now();
    if (left <= left.zero()) return nullptr;
    progress_.WaitUntil(mutex_, std::chrono::steady_clock::now() + left);
  }
}

void WorkerDispatcher::OnReply(const BusMessage& message) {
  const auto refuse = [&](std::string_view why) {
    if (bad_replies_.Allow("reply")) LogWarning("a station's reply to a command was ignored: {}", why);
  };
  if (!message.subject().starts_with(inbox_prefix_)) return refuse("it came on another subject");
  Reply reply{std::string(message.subject().substr(inbox_prefix_.size())), NoResponders{}, {}};
  if (!message.no_responders()) {
    Result<wire::CommandReply> decoded = wire::DecodeCommandReply(message.payload());
    if (!decoded) return refuse(decoded.error().message);
    if (decoded->command_id != reply.command_id) return refuse("it names another command than it answers");
    std::visit([&](auto& answer) { reply.answer = std::move(answer); }, decoded->answer);
    if (std::holds_alternative<wire::CommandAccepted>(reply.answer)) {
      reply.word_subject = message.reply_to();
      // Nothing else of ours may be said where a station likes.
      if (!wire::ParseWordSubject(reply.word_subject)) return refuse("it accepts without asking for the word to go on");
    }
  }
  {
    MutexLock lock(mutex_);
    if (work_.replies.size() >= kMaxWaitingReplies) return;
    work_.replies.push_back(std::move(reply));
  }
  news_.NotifyAll();
}

void WorkerDispatcher::Run() {
  worker_.Claim();
  while (std::optional<Work> work = WaitForWork()) Process(std::move(*work), clock_.Now());
  inbox_.reset();
}

std::optional<WorkerDispatcher::Work> WorkerDispatcher::WaitForWork() {
  std::optional<MonotonicTime> due;
  for (const CommandRun& run : runs_) {
    const std::optional<MonotonicTime> deadline = run.NextDeadline();
    if (deadline && (!due || *deadline < *due)) due = deadline;
  }
  MutexLock lock(mutex_);
  while (work_.submissions.empty() && work_.cancels.empty() && work_.replies.empty() && !stopping_) {
    if (!due) {
      news_.Wait(mutex_);
      continue;
    }
    const auto left = *due - clock_.Now();
    if (left <= left.zero()) break;
    news_.WaitUntil(mutex_, std::chrono::steady_clock::now() + left);
  }
  if (stopping_) return std::nullopt;
  return std::exchange(work_, {});
}

void WorkerDispatcher::Process(Work work, MonotonicTime now) {
  for (Submission& submission : work.submissions) Begin(std::move(submission), now);
  // Before the replies: who cancels while a station's acceptance waits here has been quick enough.
  for (CommandRun& run : runs_) {
    if (work.cancels.contains(run.batch().id)) run.Cancel(now);
  }
  for (const Reply& reply : work.replies) Take(reply, now);
  for (CommandRun& run : runs_) run.Expire(now);
  PublishChanges();
}

void WorkerDispatcher::Take(const Reply& reply, MonotonicTime now) {
  const bool taken = std::any_of(runs_.begin(), runs_.end(),
                                 [&](CommandRun& run) { return run.OnAnswer(reply.command_id, reply.answer, now); });
  if (!reply.word_subject.empty()) {
    // From here on the target counts as accepted even if this gets lost: whether it did, only the station can say.
    const Result<> said =
        connection_.Publish(reply.word_subject, wire::Encode(wire::CommandWord{reply.command_id, taken}));
    if (!said && bad_replies_.Allow("word")) LogWarning("a station was not told to go on: {}", said.error().message);
  } else if (!taken && bad_replies_.Allow("reply")) {
    LogWarning(
        "a station's reply to a command was ignored: it is late, came twice, or names a session it was not asked "
        "about");
  }
}

void WorkerDispatcher::Begin(Submission submission, MonotonicTime now) {
  CommandRun& run = runs_.emplace_back(*submission.batch, submission.command, NewCommandId);
  const std::vector<CommandRun::Request> requests = run.Start(now);
  if (!inbox_) {
    Result<std::unique_ptr<Subscription>> inbox =
        connection_.Subscribe(inbox_prefix_ + "*", [this](const BusMessage& message) { OnReply(message); });
    if (!inbox) {
      for (const CommandRun::Request& request : requests) run.OnUnsent(request.message.command_id, inbox.error(), now);
      return;
    }
    inbox_ = std::move(*inbox);
  }
  for (const CommandRun::Request& request : requests) {
    const std::string& id = request.message.command_id;
    const Result<> sent = connection_.PublishRequest(wire::CommandSubject(request.station), inbox_prefix_ + id,
                                                     wire::Encode(request.message));
    if (!sent) run.OnUnsent(id, sent.error(), now);
  }
}

void WorkerDispatcher::PublishChanges() {
  bool changed = false;
  for (CommandRun& run : runs_) {
    if (!run.TakeChanged()) continue;
    changed = true;
    auto batch = std::make_shared<const Batch>(run.batch());
    MutexLock lock(mutex_);
    if (batch->finished()) --under_way_;
    batches_[batch->id] = std::move(batch);
    ForgetOldest();
  }
  if (!changed) return;
  std::erase_if(runs_, [](const CommandRun& run) { return run.batch().finished(); });
  progress_.NotifyAll();
  on_change_();
}

void WorkerDispatcher::ForgetOldest() {
  size_t finished = batches_.size() - under_way_;
  for (auto it = batches_.begin(); finished > kMaxKeptFinished && it != batches_.end();) {
    if (it->second->finished()) {
      it = batches_.erase(it);
      --finished;
    } else {
      ++it;
    }
  }
}

}  // namespace

std::unique_ptr<Dispatcher> Dispatcher::Create(const Clock& clock, Connection& connection, DispatcherOptions options) {
  return std::make_unique<WorkerDispatcher>(clock, connection, std::move(options));
}

}  // namespace labwall
