// SPDX-License-Identifier: Apache-2.0
#include "support/portal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

namespace labwall {
namespace {

constexpr const char* kSettings = "org.freedesktop.portal.Settings";

}  // namespace

bool PrivateBus::Start() {
  // Without the services of this machine, which could be started otherwise.
  std::ofstream(scratch_ / "bus.conf") << "<busconfig><type>session</type><listen>" << address()
                                       << "</listen><auth>EXTERNAL</auth><policy context='default'>"
                                          "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>"
                                          "<allow own='*'/></policy></busconfig>";
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return false;
  const UniqueFd read_end(pipe[0]);
  UniqueFd write_end(pipe[1]);
  SubprocessOptions options;
  options.argv = {"dbus-daemon", "--config-file=" + scratch_ / "bus.conf", "--nofork", "--print-address=3"};
  options.fd3 = write_end.get();
  Result<Subprocess> daemon = Subprocess::Start(options);
  if (!daemon) {
    ADD_FAILURE() << daemon.error().message;
    return false;
  }
  daemon_ = std::move(*daemon);
  write_end.Reset();
  char first = 0;
  return ::read(read_end.get(), &first, 1) == 1;
}

ScriptedPortal::ScriptedPortal(const std::string& address, Groups groups)
    : groups_(std::move(groups)),
      connection_(sdbus::createSessionBusConnectionWithAddress(address)),
      object_(sdbus::createObject(*connection_, "/org/freedesktop/portal/desktop")) {
  object_->registerMethod("ReadAll").onInterface(kSettings).implementedAs(
      [this](const std::vector<std::string>& wanted) {
        ++asked_;
        std::lock_guard lock(mutex_);
        Groups answer;
        for (const auto& [name, group] : groups_) {
          if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) answer[name] = group;
        }
        return answer;
      });
  object_->registerSignal("SettingChanged")
      .onInterface(kSettings)
      .withParameters<std::string, std::string, sdbus::Variant>();
  object_->finishRegistration();
  connection_->requestName("org.freedesktop.portal.Desktop");
  connection_->enterEventLoopAsync();
}

void ScriptedPortal::Change(const std::string& group, const std::string& key, const sdbus::Variant& value) {
  {
    std::lock_guard lock(mutex_);
    groups_[group][key] = value;
  }
  object_->emitSignal("SettingChanged").onInterface(kSettings).withArguments(group, key, value);
}

}  // namespace labwall
