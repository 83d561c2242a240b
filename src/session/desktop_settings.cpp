// SPDX-License-Identifier: Apache-2.0
#include "session/desktop_settings.h"

#include <poll.h>
#include <sdbus-c++/sdbus-c++.h>

#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "base/wake_event.h"
#include "session/session_bus.h"

namespace labwall {
namespace {

constexpr const char* kPortal = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kSettings = "org.freedesktop.portal.Settings";
constexpr const char* kAppearance = "org.freedesktop.appearance";
constexpr const char* kGnome = "org.gnome.desktop.interface";

// The rest waits for the loop's next turn.
constexpr int kMessagesAtOnce = 256;

// The portal's numbers.
constexpr uint32_t kPrefersLight = 2;
constexpr uint32_t kReducedMotion = 1;

template <typename T>
std::optional<T> ValueOf(const sdbus::Variant& variant) {
  // Some portals wrap a value twice.
  if (variant.containsValueOfType<sdbus::Variant>()) return ValueOf<T>(variant.get<sdbus::Variant>());
  return variant.containsValueOfType<T>() ? std::optional(variant.get<T>()) : std::nullopt;
}

// What the portal has said so far.
class Said {
 public:
  void Take(std::string_view group, std::string_view key, const sdbus::Variant& value) {
    if (group == kAppearance && key == "color-scheme") light_ = ValueOf<uint32_t>(value) == kPrefersLight;
    if (group == kAppearance && key == "reduced-motion") {
      if (const auto motion = ValueOf<uint32_t>(value)) reduced_motion_ = *motion == kReducedMotion;
    }
    if (group == kGnome && key == "enable-animations") animations_ = ValueOf<bool>(value).value_or(true);
  }
  [[nodiscard]] DesktopAppearance Appearance() const { return {light_, reduced_motion_.value_or(!animations_)}; }

 private:
  bool light_ = false;
  std::optional<bool> reduced_motion_;  // older portals know nothing of it
  bool animations_ = true;
};

class PortalSettings final : public DesktopSettings {
 public:
  explicit PortalSettings(std::function<void()> on_change)
      : on_change_(std::move(on_change)), thread_([this] { Run(); }) {}
  ~PortalSettings() override {
    end_.Signal();
    thread_.join();
  }

  [[nodiscard]] DesktopAppearance appearance() const override EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return appearance_;
  }

 private:
  void Run() {
    const std::optional<std::string> bus = WaitForSessionBus(end_.fd());
    if (!bus) return;
    try {
      const auto connection = sdbus::createSessionBusConnectionWithAddress(*bus);
      const auto portal = sdbus::createProxy(*connection, kPortal, kPath);
      portal_ = portal.get();
      Listen(*connection);
      Ask();
      Serve(*connection);
    } catch (const sdbus::Error& error) {
      // The session bus ends with the desktop's session: there is nothing to come back to.
      LogDebug("The desktop's settings are not followed: {}", error.getMessage());
    }
  }

  void Listen(sdbus::IConnection& connection) {
    Match(connection, std::string("sender='") + kPortal + "',interface='" + kSettings + "',member='SettingChanged'",
          [this](sdbus::Message& message) {
            std::string group;
            std::string key;
            sdbus::Variant value;
            message >> group >> key >> value;
            said_.Take(group, key, value);
            Tell();
          });
    Match(connection,
          std::string("sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',"
                      "arg0='") +
              kPortal + "'",
          [this](sdbus::Message& message) {
            std::string name;
            std::string old_owner;
            std::string new_owner;
            message >> name >> old_owner >> new_owner;
            if (!new_owner.empty()) Ask();
          });
  }

  static void Match(sdbus::IConnection& connection, const std::string& rule,
                    std::function<void(sdbus::Message&)> handler) {
    connection.addMatch(
        "type='signal'," + rule,
        [handler = std::move(handler)](sdbus::Message& message) {
          try {
            handler(message);
          } catch (const sdbus::Error& error) {
            LogDebug("A signal of the desktop's portal can't be read: {}", error.getMessage());
          }
        },
        sdbus::floating_slot);
  }

  // Makes the bus start the portal where it can.
  void Ask() {
    using Group = std::map<std::string, sdbus::Variant>;
    portal_->callMethodAsync("ReadAll")
        .onInterface(kSettings)
        .withArguments(std::vector<std::string>{kAppearance, kGnome})
        .uponReplyInvoke([this](const sdbus::Error* error, std::map<std::string, Group> groups) {
          if (error != nullptr) {
            LogDebug("The desktop's portal tells no settings: {}", error->getMessage());
            return;
          }
          said_ = {};
          for (const auto& [name, group] : groups) {
            for (const auto& [key, value] : group) said_.Take(name, key, value);
          }
          Tell();
        });
  }

  void Serve(sdbus::IConnection& connection) {
    for (;;) {
      for (int i = 0; i < kMessagesAtOnce && connection.processPendingRequest(); ++i) {
      }
      const auto bus = connection.getEventLoopPollData();
      std::array<pollfd, 2> waits = {pollfd{bus.fd, bus.events, 0}, {end_.fd(), POLLIN, 0}};
      if (::poll(waits.data(), waits.size(), bus.getPollTimeout()) < 0 && errno != EINTR) return;
      if (waits[1].revents != 0) return;
    }
  }

  void Tell() EXCLUDES(mutex_) {
    const DesktopAppearance now = said_.Appearance();
    {
      MutexLock lock(mutex_);
      if (std::exchange(appearance_, now) == now) return;
    }
    on_change_();
  }

  const std::function<void()> on_change_;
  mutable Mutex mutex_;
  DesktopAppearance appearance_ GUARDED_BY(mutex_);
  WakeEvent end_;
  // Of the thread's own.
  Said said_;
  sdbus::IProxy* portal_ = nullptr;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<DesktopSettings> DesktopSettings::Follow(std::function<void()> on_change) {
  return std::make_unique<PortalSettings>(std::move(on_change));
}

}  // namespace labwall
