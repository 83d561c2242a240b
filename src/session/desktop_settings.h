// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

namespace labwall {

// How the desktop that this program runs on wants programs to look.
struct DesktopAppearance {
  bool prefers_light = false;
  bool reduced_motion = false;

  bool operator==(const DesktopAppearance&) const = default;
};

// DesktopSettings follows the desktop's portal (org.freedesktop.portal.Settings, see
// flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html) on the session bus. Where there
// is no bus, no portal, or one that does not say, the appearance is the default one. Threads: appearance() from any.
// Its own thread speaks with the bus, and ends with this object: at once, but for a bus that takes connections and does
// not answer, which is given up after the bus library's own limit of 25 s.
class DesktopSettings {
 public:
  virtual ~DesktopSettings() = default;
  // `on_change` is called on the thread inside after appearance() has changed; it must not block.
  [[nodiscard]] static std::unique_ptr<DesktopSettings> Follow(std::function<void()> on_change);
  [[nodiscard]] virtual DesktopAppearance appearance() const = 0;
};

}  // namespace labwall
