// SPDX-License-Identifier: Apache-2.0
// A session bus of a test's own, and a portal on it that says what the test wants.
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/subprocess.h"
#include "support/program.h"

namespace labwall {

class PrivateBus {
 public:
  // False with a failure added when it does not come up.
  [[nodiscard]] bool Start();
  [[nodiscard]] std::string address() const { return "unix:path=" + scratch_ / "bus"; }
  [[nodiscard]] Subprocess& daemon() { return *daemon_; }

 private:
  ScratchDirectory scratch_;
  std::optional<Subprocess> daemon_;
};

// Answers like xdg-desktop-portal: what it says, and in which types, is what xdg-desktop-portal 1.16 with its GTK
// backend 1.14 was seen to say on such a bus, while Debian 12's gsettings changed color-scheme and enable-animations.
// (reduced-motion is newer than that, and is as its specification has it.)
class ScriptedPortal {
 public:
  using Group = std::map<std::string, sdbus::Variant>;
  using Groups = std::map<std::string, Group>;

  ScriptedPortal(const std::string& address, Groups groups);
  ~ScriptedPortal() { connection_->leaveEventLoop(); }

  void Change(const std::string& group, const std::string& key, const sdbus::Variant& value);
  [[nodiscard]] int asked() const { return asked_; }

 private:
  std::mutex mutex_;
  Groups groups_;
  std::atomic<int> asked_{0};
  std::unique_ptr<sdbus::IConnection> connection_;
  std::unique_ptr<sdbus::IObject> object_;
};

}  // namespace labwall
