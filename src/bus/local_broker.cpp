// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/whole_file.h"
#include "bus/broker_process.h"
#include "bus/private_files.h"

namespace labwall {
namespace {

constexpr size_t kMaxUrlBytes = 1024;

// A process started with sudo often keeps its caller's XDG_RUNTIME_DIR; what it puts there the caller could not use.
bool IsOwnDirectory(const char* path) {
  struct stat status {};
  return path != nullptr && path[0] == '/' && ::stat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

Result<std::string> BrokerFile() {
  Result<std::string> directory = RuntimeDirectory();
  if (!directory) return directory;
  return *directory + "/broker";
}

}  // namespace

Result<std::string> RuntimeDirectory() {
  std::string path;
  if (const char* const runtime = std::getenv("XDG_RUNTIME_DIR"); IsOwnDirectory(runtime)) {
    path = std::string(runtime) + "/labwall";
  } else if (::geteuid() == 0) {
    path = "/run/labwall";
  } else {
    path = "/tmp/labwall-" + std::to_string(::geteuid());
  }
  if (auto made = MakePrivateDirectory(path); !made) return tl::unexpected(made.error());
  return path;
}

Result<> PublishLocalBroker(const std::string& url) {
  const Result<std::string> path = BrokerFile();
  if (!path) return tl::unexpected(path.error());
  return WriteWholeFile(*path, url);
}

void WithdrawLocalBroker(const std::string& url) {
  const Result<std::string> path = BrokerFile();
  if (!path) return;
  const Result<std::string> published = ReadPrivateFile(*path, kMaxUrlBytes);
  if (published && *published == url) ::unlink(path->c_str());
}

Result<std::string> FindLocalBroker() {
  const Result<std::string> path = BrokerFile();
  if (!path) return path;
  Result<std::string> url = ReadPrivateFile(*path, kMaxUrlBytes);
  if (url && !url->empty()) return url;
  if (!url && url.error().code != ErrorCode::kNotFound) return url;
  return Fail(ErrorCode::kNotFound,
              "no broker of this user runs on this machine; start labwall, or name one with --connect");
}

}  // namespace labwall
