// SPDX-License-Identifier: Apache-2.0
#include "bus/broker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/log.h"
#include "base/mutex.h"
#include "base/subprocess.h"
#include "base/wake_event.h"
#include "base/whole_file.h"
#include "bus/private_files.h"
#include "wire/limits.h"

namespace labwall {
namespace {

constexpr Milliseconds kStartLimit{20'000};
constexpr Milliseconds kStopGrace{2'000};
constexpr Milliseconds kFirstBackOff{50};
constexpr Milliseconds kLongestBackOff{5'000};
constexpr size_t kHeaderRoom = 64 << 10;
constexpr off_t kLongestLog = 1 << 20;

Result<std::string> RandomHex(size_t bytes) {
  std::string raw(bytes, '\0');
  if (::getrandom(raw.data(), bytes, 0) != static_cast<ssize_t>(bytes)) {
    return Fail(ErrorCode::kInternal, ErrnoMessage("could not make a random credential"));
  }
  std::string hex;
  for (const unsigned char byte : raw) hex += fmt::format("{:02x}", byte);
  return hex;
}

class NatsServer final : public BrokerProcess {
 public:
  NatsServer(BrokerOptions options, std::string user, std::string password)
      : directory_(std::move(options.directory)),
        user_(std::move(user)),
        password_(std::move(password)),
        port_(options.port) {}

  ~NatsServer() override {
    stop_.Signal();
    if (supervisor_.joinable()) supervisor_.join();
    if (!config_path_.empty()) ::unlink(config_path_.c_str());
  }

  Result<> Launch() {
    config_path_ = fmt::format("{}/nats-server-{}.conf", directory_, user_);
    supervisor_ = std::thread([this] { Supervise(); });
    MutexLock lock(mutex_);
    while (!launched_) launch_ended_.Wait(mutex_);
    return *launched_;
  }

  std::string url() const override { return fmt::format("nats://{}:{}@127.0.0.1:{}", user_, password_, port_.load()); }
  int pid() const override { return pid_; }

 private:
  // The kernel ends a child with the thread that started it, so this thread starts every nats-server.
  void Supervise() {
    Result<Subprocess> server = StartServer();
    {
      MutexLock lock(mutex_);
      launched_ = server ? Result<>() : Result<>(tl::unexpected(server.error()));
      launch_ended_.NotifyAll();
    }
    Milliseconds back_off = kFirstBackOff;
    bool was_up = server.has_value();
    if (!was_up) return;
    for (;;) {
      if (server) {
        pollfd waits[2] = {{server->pidfd(), POLLIN, 0}, {stop_.fd(), POLLIN, 0}};
        ::poll(waits, 2, -1);
        if (waits[1].revents != 0) {
          server->Stop(kStopGrace);
          return;
        }
        if (server->Running()) continue;
        back_off = kFirstBackOff;
        LogWarning("nats-server {}; starting it again on port {}", server->EndInWords(), port_.load());
      } else {
        LogWarning("{}; trying again in {} ms", server.error().message, back_off.count());
      }
      pollfd stop{stop_.fd(), POLLIN, 0};
      if (::poll(&stop, 1, static_cast<int>(back_off.count())) > 0) return;
      back_off = std::min(back_off * 2, kLongestBackOff);
      server = StartServer();
    }
  }

  Result<> WriteConfig() const {
    // A port of -1 asks nats-server for a free one, which it tells in its ports file.
    return WriteWholeFile(config_path_, fmt::format("listen: \"127.0.0.1:{}\"\n"
                                                    "max_payload: {}\n"
                                                    "ports_file_dir: \".\"\n"
                                                    "authorization {{ user: \"{}\", password: \"{}\" }}\n",
                                                    port_ == 0 ? -1 : port_.load(), wire::kMaxFrameBytes + kHeaderRoom,
                                                    user_, password_));
  }

  [[nodiscard]] std::string LogPath() const { return directory_ + "/nats-server.log"; }

  [[nodiscard]] Result<Subprocess> Spawn(int log_fd) const {
    SubprocessOptions options;
    options.directory = directory_;
    options.stdout_fd = log_fd;
    options.stderr_fd = log_fd;
    // Ctrl+C in a terminal is for this program, which still has good-byes to send.
    options.new_process_group = true;
    // It is in /usr/sbin, which is not in an ordinary user's PATH.
    for (const char* program : {"nats-server", "/usr/sbin/nats-server", "/usr/local/sbin/nats-server"}) {
      options.argv = {program, "-c", config_path_};
      Result<Subprocess> server = Subprocess::Start(options);
      if (server || server.error().code != ErrorCode::kNotFound) return server;
    }
    return Fail(ErrorCode::kNotFound, "nats-server is not installed; install the Debian package nats-server");
  }

  Result<Subprocess> StartServer() {
    if (auto written = WriteConfig(); !written) return tl::unexpected(written.error());
    const UniqueFd log(::open(LogPath().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!log.valid()) return Fail(ErrorCode::kFailedPrecondition, ErrnoMessage("could not open " + LogPath()));
    struct stat status {};
    if (::fstat(log.get(), &status) == 0 && status.st_size > kLongestLog) {
      [[maybe_unused]] const int cut = ::ftruncate(log.get(), 0);
    }
    // Watched before it starts, so that its ports file can't come unseen.
    const UniqueFd watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!watch.valid() || ::inotify_add_watch(watch.get(), directory_.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
      return Fail(ErrorCode::kResourceExhausted, ErrnoMessage("could not watch " + directory_));
    }
    Result<Subprocess> server = Spawn(log.get());
    if (!server) return server;
    Result<int> port = WaitForPort(*server, watch.get());
    if (!port) return tl::unexpected(port.error());
    port_ = *port;
    pid_ = server->pid();
    return server;
  }

  // nats-server writes its ports file once it listens.
  Result<int> WaitForPort(Subprocess& server, int watch_fd) const {
    const std::string path = fmt::format("{}/nats-server_{}.ports", directory_, server.pid());
    const MonotonicTime deadline = Clock::System().Now() + kStartLimit;
    for (;;) {
      if (const std::optional<int> port = ReadPort(path)) {
        ::unlink(path.c_str());
        return *port;
      }
      if (!server.Running()) {
        return Fail(ErrorCode::kUnavailable,
                    fmt::format("nats-server {} when started; see {}", server.EndInWords(), LogPath()));
      }
      const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::System().Now()).count();
      if (left <= 0) {
        return Fail(ErrorCode::kDeadlineExceeded, "nats-server does not start to listen; see " + LogPath());
      }
      pollfd waits[3] = {{watch_fd, POLLIN, 0}, {server.pidfd(), POLLIN, 0}, {stop_.fd(), POLLIN, 0}};
      ::poll(waits, 3, static_cast<int>(left) + 1);
      if (waits[2].revents != 0) return Fail(ErrorCode::kCancelled, "nats-server was stopped while it started");
      alignas(inotify_event) char events[4096];
      while (::read(watch_fd, events, sizeof events) > 0) {
      }
    }
  }

  static std::optional<int> ReadPort(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    char text[4096];
    const ssize_t size = file.valid() ? ::read(file.get(), text, sizeof text) : -1;
    if (size <= 0) return std::nullopt;
    const auto ports = nlohmann::json::parse(text, text + size, nullptr, /*allow_exceptions=*/false);
    if (!ports.is_object() || !ports.contains("nats")) return std::nullopt;
    const auto& urls = ports["nats"];
    if (!urls.is_array() || urls.empty() || !urls[0].is_string()) return std::nullopt;
    const std::string url = urls[0].get<std::string>();
    const size_t colon = url.rfind(':');
    const int port = colon == std::string::npos ? 0 : std::atoi(url.c_str() + colon + 1);
    return port > 0 ? std::optional<int>(port) : std::nullopt;
  }

  const std::string directory_;
  const std::string user_;
  const std::string password_;
  std::string config_path_;
  std::atomic<int> port_;
  std::atomic<int> pid_{-1};
  WakeEvent stop_;
  Mutex mutex_;
  CondVar launch_ended_;
  std::optional<Result<>> launched_ GUARDED_BY(mutex_);
  std::thread supervisor_;
};

}  // namespace

Result<std::unique_ptr<BrokerProcess>> BrokerProcess::Start(const BrokerOptions& options) {
  if (auto made = MakePrivateDirectory(options.directory); !made) return tl::unexpected(made.error());
  Result<std::string> user = RandomHex(8);
  if (!user) return tl::unexpected(user.error());
  Result<std::string> password = RandomHex(24);
  if (!password) return tl::unexpected(password.error());
  std::error_code error;
  // nats-server runs in the directory, so its name must hold there too.
  const std::string directory = std::filesystem::absolute(options.directory, error).string();
  if (error) return Fail(ErrorCode::kInvalidArgument, "no path for " + options.directory + ": " + error.message());
  auto server =
      std::make_unique<NatsServer>(BrokerOptions{directory, options.port}, std::move(*user), std::move(*password));
  if (auto launched = server->Launch(); !launched) return tl::unexpected(launched.error());
  return server;
}

}  // namespace labwall
