// SPDX-License-Identifier: Apache-2.0
// App is the console without its window: it draws a frame when there is input, an animation, or news that is on screen,
// and none otherwise. News is coalesced (frame_pace.h); pictures go to the GPU as they come, whether a frame is due or
// not, so that decoders have memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "console/figures_meter.h"
#include "console/frame_pace.h"
#include "console/imgui_session.h"
#include "console/lab_link.h"
#include "console/picture_feed.h"
#include "console/screen.h"
#include "console/settings_keeper.h"
#include "console/stop_watcher.h"
#include "gpu/wall_renderer.h"
#include "model/rung.h"
#include "session/desktop_settings.h"
#include "ui/wall_ui.h"

namespace labwall {

struct AppOptions {
  std::string connect;  // as LabLinkOptions::url
  SettingsFile settings;
  std::optional<ThemeChoice> theme;  // for this run only
  bool keep_place = true;            // the window's, for the next time
  bool follow_desktop = false;       // in colours and motion, where the settings leave them to it
  UploadMode upload = UploadMode::kAuto;
  Rung least_rung = Rung::kUnknown;  // leased for tiles that a smaller one would cover too: for measuring
};

// Threads: all on the gl thread. Screen and watcher must outlive it. Once in a process, as ImGuiSession is.
class App final : private CommandSink {
 public:
  [[nodiscard]] static Result<std::unique_ptr<App>> Create(AppOptions options, Screen& screen, const StopWatcher& stop)
      REQUIRES(gl_thread);
  ~App() override;
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Until the time, somebody quits, or the watcher says stop. Closing the window asks to quit.
  void RunUntil(MonotonicTime end) REQUIRES(gl_thread);
  // Draws a frame now.
  void DrawFrame() REQUIRES(gl_thread);
  [[nodiscard]] uint64_t frame_count() const { return frame_count_; }  // drawn so far

  // As of now; the rates are over a second or so.
  [[nodiscard]] const ConsoleFigures& figures() const { return figures_; }
  // Brings the figures of what the process costs up to date too, once a second at most; otherwise they are only while
  // somebody looks at them.
  void MeasureCost() REQUIRES(gl_thread) { meter_.UpdateCost(Clock::System().Now(), figures_); }
  // That the last frame shows; null before the first.
  [[nodiscard]] const std::shared_ptr<const LabSnapshot>& snapshot() const { return snapshot_; }
  [[nodiscard]] Dispatcher& dispatcher() { return link_->dispatcher(); }
  [[nodiscard]] PictureInfo PictureOf(const SessionKey& key) const REQUIRES(gl_thread) { return feed_->InfoOf(key); }

 private:
  App(Screen& screen, const StopWatcher& stop);
  Result<> Start(AppOptions options) REQUIRES(gl_thread);
  [[nodiscard]] bool Ending() const { return quit_ || stop_.stopped(); }
  void AnswerClosing() REQUIRES(gl_thread);
  // When the next frame is due as things stand; max() when nothing asks for one.
  [[nodiscard]] MonotonicTime NextFrame() const REQUIRES(gl_thread);
  // Likewise when there is something to be done for pictures and leases without drawing.
  [[nodiscard]] MonotonicTime NextLook() const REQUIRES(gl_thread);
  // Uploads what has come, and finds out whether a frame has something to show.
  void LookAtLab() REQUIRES(gl_thread);
  void LeaseScreen() REQUIRES(gl_thread);
  void Measure() REQUIRES(gl_thread);
  void DrawUi() REQUIRES(gl_thread);
  void OnNews();
  void OnLabNews();
  static void PaintScene(void* context, const WallScene& scene);

  void Submit(Command command) override;
  void Cancel(BatchId id) override { link_->dispatcher().Cancel(id); }
  void Refresh() override { link_->client().Refresh(); }
  void SetFullScreen(bool full_screen) override;
  Result<> SaveText(const std::string& path, const std::string& text) override;
  void Quit() override { quit_ = true; }

  Screen& screen_;
  const StopWatcher& stop_;
  std::atomic<bool> news_{true};      // that a frame would show
  std::atomic<bool> lab_news_{true};  // that is to be looked at
  bool hurry_ = false;                // and that is waited for
  bool quit_ = false;
  bool keep_place_ = true;
  int frames_to_settle_ = 0;
  uint64_t frame_count_ = 0;
  MonotonicTime last_frame_;
  MonotonicTime last_look_;
  FramePace pace_;
  std::string own_boot_id_;
  std::optional<std::string> own_session_id_;
  std::optional<SessionKey> own_session_;
  std::shared_ptr<const LabSnapshot> snapshot_;  // that the frame shows
  ConsoleFigures figures_;
  FiguresMeter meter_;
  std::unique_ptr<SettingsKeeper> settings_;
  std::unique_ptr<DesktopSettings> desktop_;  // null when there is none
  std::unique_ptr<ImGuiSession> imgui_;
  std::unique_ptr<WallRenderer> renderer_;
  std::unique_ptr<LabLink> link_;  // decodes into the renderer's memory
  std::unique_ptr<PictureFeed> feed_;
  std::unique_ptr<WallUi> ui_;
};

}  // namespace labwall
