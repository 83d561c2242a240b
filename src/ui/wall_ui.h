// SPDX-License-Identifier: Apache-2.0
// WallUi is the console's whole user interface, drawn with Dear ImGui from values and answering with intentions. It
// knows no network, no files, no OpenGL.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/thread_role.h"
#include "dispatch/batch.h"
#include "model/command.h"
#include "model/lab_snapshot.h"
#include "model/rung.h"
#include "model/selection.h"
#include "model/wall_scene.h"
#include "ui/console_figures.h"
#include "ui/settings.h"

namespace labwall {

// What the supervisor wants done. Called during WallUi::Draw(), on the gl thread; must not block.
class CommandSink {
 public:
  virtual ~CommandSink() = default;
  virtual void Submit(Command command) = 0;
  // Withdraws the command from the stations that have not taken it up yet.
  virtual void Cancel(BatchId id) = 0;
  virtual void Refresh() = 0;  // ask every station for its state
  virtual void SetFullScreen(bool full_screen) = 0;
  // Writes a file of the supervisor's. `path` may begin with "~/". The error is for people.
  virtual Result<> SaveText(const std::string& path, const std::string& text) = 0;
  virtual void Quit() = 0;
};

// What is known of a session's picture on the GPU.
struct PictureInfo {
  bool available = false;     // there is one to draw
  MonotonicTime received_at;  // of the newest frame
  PixelSize source;           // the session's screen
  MonotonicTime appeared_at;  // of the first frame since the session had none
};

// How the desktop wants programs to look.
struct DesktopLook {
  bool prefers_light = false;
  bool reduced_motion = false;

  bool operator==(const DesktopLook&) const = default;
};

struct UiInput {
  std::shared_ptr<const LabSnapshot> snapshot;
  std::vector<std::shared_ptr<const Batch>> batches;  // oldest first
  std::optional<SessionKey> own_session;              // the one this console runs in: never part of "all"
  std::function<PictureInfo(const SessionKey&)> picture;
  ConsoleFigures figures;
  MonotonicTime now;
  int64_t now_unix_us = 0;   // microseconds since the Unix epoch; 0: the machine's clock
  std::string connect_hint;  // what to do when there is no broker, in words
  float scale = 1;           // of the monitor that the window is on
  DesktopLook desktop;
  bool full_screen = false;
  // The graphics driver, when the processor draws for want of a GPU; empty otherwise.
  std::string software_renderer;
  // What the program has to say: each is shown once, and stays until it is read.
  std::vector<std::string> notices;
};

// A session that has a picture, which is on screen, and how many framebuffer pixels it covers.
struct VisiblePicture {
  SessionKey key;
  PixelSize pixels;
  bool attended = false;  // hovered or focused: worth a higher rate
  bool large = false;     // shown for itself: worth the highest rate

  bool operator==(const VisiblePicture&) const = default;
};

enum class Theme { kDark, kLight };

// Draws a scene; called while Dear ImGui's draw lists are rendered, where the scene belongs, so that menus lie above
// it. Without one the interface paints plain cards.
struct ScenePainter {
  void (*paint)(void* context, const WallScene& scene) = nullptr;
  void* context = nullptr;
};

struct UiOptions {
  UiSettings settings;
  ScenePainter painter;
};

class WallUi {
 public:
  virtual ~WallUi() = default;
  // Needs a current Dear ImGui context whose backend sets ImGuiBackendFlags_RendererHasTextures.
  [[nodiscard]] static std::unique_ptr<WallUi> Create(UiOptions options) REQUIRES(gl_thread);

  // Between ImGui::NewFrame() and ImGui::Render().
  virtual void Draw(const UiInput& input, CommandSink& sink) REQUIRES(gl_thread) = 0;
  // The window is to be closed: asks first when commands are under way, else quits at once.
  virtual void AskToQuit(CommandSink& sink) REQUIRES(gl_thread) = 0;
  // What the last Draw() laid out: the wall, and the session that is shown large above it or in its place, if any.
  [[nodiscard]] virtual const WallScene& scene() const = 0;
  [[nodiscard]] virtual const WallScene& large_scene() const = 0;
  [[nodiscard]] virtual const std::vector<VisiblePicture>& visible() const = 0;
  // Whether the wall's list has this session, with a picture, wherever it is scrolled to.
  [[nodiscard]] virtual bool Lists(const SessionKey& key) const = 0;
  // Grows when Lists() may say something else.
  [[nodiscard]] virtual uint64_t list_version() const = 0;
  // When the picture would change without any input or news (an age in seconds, an animation); for the event loop.
  [[nodiscard]] virtual std::optional<MonotonicTime> next_change() const = 0;

  // All of UiInput::figures is being looked at.
  [[nodiscard]] virtual bool shows_figures() const = 0;

  [[nodiscard]] virtual const Selection& selection() const = 0;
  // The tile the keyboard is at.
  [[nodiscard]] virtual std::optional<SessionKey> focused() const = 0;
  // As they are now, to be kept for the next time.
  [[nodiscard]] virtual const UiSettings& settings() const = 0;
  [[nodiscard]] virtual Theme theme() const = 0;
};

}  // namespace labwall
