// SPDX-License-Identifier: Apache-2.0
#include "console/app.h"

#include <imgui.h>
#include <time.h>

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/whole_file.h"
#include "console/home.h"
#include "model/wall_scene.h"
#include "session/own_session.h"
#include "ui/text.h"

namespace labwall {
namespace {

// Dear ImGui takes a frame to see an input, one to act on it, and one to lay out what follows.
constexpr int kSettleFrames = 3;
// Thumbnails come twice a second each; a wall of hundreds of them need not be drawn for each one that arrives.
constexpr Milliseconds kNewsInterval{50};
constexpr Milliseconds kNewsIntervalByCpu{200};
// Where nothing holds a frame back to the display's refresh.
constexpr Milliseconds kFrameIntervalByCpu{16};
constexpr Milliseconds kCaretBlink{400};

// Of this thread alone: a software renderer's own threads are counted elsewhere.
double ThreadCpuMs() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace

Result<std::unique_ptr<App>> App::Create(AppOptions options, Screen& screen, const StopWatcher& stop) {
  std::unique_ptr<App> app(new App(screen, stop));
  if (const Result<> started = app->Start(std::move(options)); !started) return tl::unexpected(started.error());
  return app;
}

App::App(Screen& screen, const StopWatcher& stop) : screen_(screen), stop_(stop) {}

App::~App() = default;

Result<> App::Start(AppOptions options) {
  keep_place_ = options.keep_place;
  settings_ = std::make_unique<SettingsKeeper>(std::move(options.settings), options.theme, [this] { OnNews(); });
  // First, so that what it says is there for the first frame.
  if (options.follow_desktop) desktop_ = DesktopSettings::Follow([this] { OnNews(); });
  own_boot_id_ = BootId();
  own_session_id_ = OwnSessionId();

  Result<std::unique_ptr<WallRenderer>> renderer = WallRenderer::Create();
  if (!renderer) return tl::unexpected(renderer.error());
  renderer_ = std::move(*renderer);
  imgui_ = std::make_unique<ImGuiSession>(screen_, "#version 450 core");
  ui_ = WallUi::Create({.settings = settings_->settings(), .painter = {&App::PaintScene, this}});

  Result<std::unique_ptr<LabLink>> link = LabLink::Open(options.connect, [this] { OnNews(); });
  if (!link) return tl::unexpected(link.error());
  link_ = std::move(*link);
  feed_ = std::make_unique<PictureFeed>(Clock::System(), link_->client(), *renderer_, options.least_rung);
  return {};
}

void App::OnNews() {
  news_.store(true);
  screen_.Wake();
}

void App::AnswerClosing() {
  ui_->AskToQuit(*this);
  if (quit_) return;
  // There is a question to answer.
  screen_.StayOpen();
  screen_.Show();
  frames_to_settle_ = kSettleFrames;
}

void App::RunUntil(MonotonicTime end) {
  while (!Ending()) {
    const MonotonicTime now = Clock::System().Now();
    if (now >= end) return;
    if (screen_.TakeInput()) frames_to_settle_ = kSettleFrames;
    if (screen_.closing()) {
      AnswerClosing();
    } else if (!screen_.showing()) {
      if (snapshot_ != nullptr) feed_->Lease({}, *snapshot_);
      // What it shows when it comes to sight again is old.
      frames_to_settle_ = kSettleFrames;
      screen_.Wait(end);
    } else if (const MonotonicTime due = NextFrame(); due > now) {
      screen_.Wait(std::min(due, end));
    } else {
      DrawFrame();
      // Input that came meanwhile.
      screen_.Wait(MonotonicTime());
    }
  }
}

MonotonicTime App::NextFrame() const {
  const bool by_cpu = screen_.gl().software;
  MonotonicTime due = MonotonicTime::max();
  if (frames_to_settle_ > 0) due = last_frame_;
  if (news_.load()) due = std::min(due, last_frame_ + (by_cpu ? kNewsIntervalByCpu : kNewsInterval));
  if (const std::optional<MonotonicTime> change = ui_->next_change()) due = std::min(due, *change);
  if (ImGui::GetIO().WantTextInput) due = std::min(due, last_frame_ + kCaretBlink);
  // A held button scrolls, repeats and drags without any further event.
  if (ImGui::IsAnyMouseDown()) due = last_frame_;
  return by_cpu ? std::max(due, last_frame_ + kFrameIntervalByCpu) : due;
}

void App::DrawFrame() {
  const double started_ms = ThreadCpuMs();
  last_frame_ = Clock::System().Now();
  ++frame_count_;
  frames_to_settle_ = std::max(0, frames_to_settle_ - 1);
  // Taken before what it is about: news that comes from now on asks for another frame.
  news_.store(false);
  snapshot_ = link_->client().Snapshot();
  if (feed_->TakePictures(*snapshot_)) news_.store(true);
  feed_->Measure(figures_);

  imgui_->NewFrame();
  DrawUi();
  ImGui::Render();
  renderer_->Clear(ui_->scene().background, screen_.framebuffer());
  imgui_->Render();
  settings_->Keep(ui_->settings(), keep_place_ ? screen_.place() : std::nullopt);

  feed_->Lease(ui_->visible(), *snapshot_);
  figures_.frame_ms = ThreadCpuMs() - started_ms;
  screen_.Present();
  if (frame_count_ == 1) LogDebug("The first frame is on screen");
}

void App::DrawUi() {
  own_session_ = snapshot_->FindOnMachine(own_boot_id_, own_session_id_);
  UiInput input;
  input.snapshot = snapshot_;
  input.batches = link_->dispatcher().Batches();
  input.own_session = own_session_;
  input.picture = [this](const SessionKey& key) {
    gl_thread.Check();
    return feed_->InfoOf(key);
  };
  input.figures = figures_;
  input.now = Clock::System().Now();
  input.connect_hint = Tr(link_->hint());
  input.scale = screen_.scale();
  if (desktop_ != nullptr) {
    const DesktopAppearance desktop = desktop_->appearance();
    input.desktop = {desktop.prefers_light, desktop.reduced_motion};
  }
  input.full_screen = screen_.full_screen();
  if (screen_.gl().software) input.software_renderer = screen_.gl().renderer;
  input.notices = settings_->Notices();
  ui_->Draw(input, *this);
}

void App::PaintScene(void* context, const WallScene& scene) {
  gl_thread.Check();
  App* const app = static_cast<App*>(context);
  app->renderer_->Draw(scene, app->screen_.framebuffer());
}

void App::SetFullScreen(bool full_screen) {
  gl_thread.Check();
  screen_.SetFullScreen(full_screen);
}

Result<> App::SaveText(const std::string& path, const std::string& text) {
  constexpr mode_t kForOthersToo = 0644;
  const Result<> written = WriteWholeFile(ExpandHome(path), text, kForOthersToo);
  if (written) return {};
  return Fail(written.error().code, Phrase(Tr("The file could not be written ({0}). Choose another name or folder."),
                                           written.error().message));
}

void App::Submit(Command command) {
  command.operator_session = own_session_;
  const size_t count = command.targets.size();
  const Result<BatchId> submitted = link_->dispatcher().Submit(std::move(command));
  if (!submitted) LogError("The command for {} sessions was not sent: {}", count, submitted.error().message);
}

}  // namespace labwall
