// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/stop_signals.h"
#include "base/unique_fd.h"
#include "base/whole_file.h"
#include "bus/broker_process.h"
#include "ctl/commands.h"

namespace labwall {
namespace {

// Says where the broker is, for as long as it is there.
class Announcement {
 public:
  Announcement(std::string url, std::string connect_info)
      : url_(std::move(url)), connect_info_(std::move(connect_info)) {}
  ~Announcement() {
    WithdrawLocalBroker(url_);
    if (written_) ::unlink(connect_info_.c_str());
  }
  Announcement(const Announcement&) = delete;
  Announcement& operator=(const Announcement&) = delete;

  Result<> Make() {
    if (Result<> published = PublishLocalBroker(url_); !published) return published;
    if (connect_info_.empty()) return {};
    Result<> written = WriteWholeFile(connect_info_, url_ + "\n");
    written_ = written.has_value();
    return written;
  }

 private:
  const std::string url_;
  const std::string connect_info_;
  bool written_ = false;
};

}  // namespace

ExitCode RunBroker(const BrokerCommandOptions& options, StopSignals& stop) {
  UniqueFd companion;
  if (options.exit_with != 0) {
    companion = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, options.exit_with, 0)));
    if (!companion.valid()) {
      return Report({ErrorCode::kInvalidArgument, ErrnoMessage(fmt::format("--exit-with {}", options.exit_with))});
    }
  }
  BrokerOptions broker_options{options.directory};
  if (broker_options.directory.empty()) {
    const Result<std::string> runtime = RuntimeDirectory();
    if (!runtime) return Report(runtime.error());
    broker_options.directory = *runtime + "/nats";
  }
  const Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start(broker_options);
  if (!broker) return Report({ErrorCode::kInternal, "can't run a broker: " + broker.error().message});
  Announcement announcement((*broker)->url(), options.connect_info);
  if (const Result<> made = announcement.Make(); !made) return Report({ErrorCode::kInternal, made.error().message});
  pollfd ends[] = {{stop.fd(), POLLIN, 0}, {companion.get(), POLLIN, 0}};
  while (::poll(ends, 2, -1) < 0 && errno == EINTR) {
  }
  return ExitCode::kOk;
}

}  // namespace labwall
