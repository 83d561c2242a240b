// SPDX-License-Identifier: Apache-2.0
#include "console/app.h"

#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "base/log.h"
#include "model/wall_scene.h"
#include "session/own_session.h"
#include "ui/new_frame.h"

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

// Dear ImGui's context with its backends.
class App::ImGuiSession {
 public:
  explicit ImGuiSession(Screen& screen) REQUIRES(gl_thread) : screen_(screen) {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    screen_.StartImGui();
    ImGui_ImplOpenGL3_Init("#version 450 core");
  }
  ~ImGuiSession() {
    gl_thread.Check();
    ImGui_ImplOpenGL3_Shutdown();
    screen_.StopImGui();
    ImGui::DestroyContext();
  }

 private:
  Screen& screen_;
};

Result<std::unique_ptr<App>> App::Create(const AppOptions& options, Screen& screen, const StopWatcher& stop) {
  std::unique_ptr<App> app(new App(screen, stop));
  if (const Result<> started = app->Start(options); !started) return tl::unexpected(started.error());
  return app;
}

App::App(Screen& screen, const StopWatcher& stop) : screen_(screen), stop_(stop) {}

App::~App() = default;

Result<> App::Start(const AppOptions& options) {
  own_boot_id_ = BootId();
  own_session_id_ = OwnSessionId();

  Result<std::unique_ptr<WallRenderer>> renderer = WallRenderer::Create();
  if (!renderer) return tl::unexpected(renderer.error());
  renderer_ = std::move(*renderer);
  imgui_ = std::make_unique<ImGuiSession>(screen_);
  UiOptions ui;
  ui.settings.theme = options.theme;
  ui.painter = {&App::PaintScene, this};
  ui_ = WallUi::Create(std::move(ui));

  Result<std::unique_ptr<LabLink>> link = LabLink::Open(options.connect, [this] { OnNews(); });
  if (!link) return tl::unexpected(link.error());
  link_ = std::move(*link);
  feed_ = std::make_unique<PictureFeed>(Clock::System(), link_->client(), *renderer_);
  return {};
}

void App::OnNews() {
  news_.store(true);
  screen_.Wake();
}

bool App::Ending() const { return quit_ || stop_.stopped() || screen_.closing(); }

void App::RunUntil(MonotonicTime end) {
  while (!Ending()) {
    const MonotonicTime now = Clock::System().Now();
    if (now >= end) return;
    if (screen_.TakeInput()) frames_to_settle_ = kSettleFrames;
    if (!screen_.showing()) {
      if (snapshot_ != nullptr) feed_->Lease({}, *snapshot_);
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
  const bool by_cpu = screen_.drawn_by_cpu();
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

  screen_.NewFrame();
  ImGui_ImplOpenGL3_NewFrame();
  NewUiFrame();
  DrawUi();
  ImGui::Render();
  renderer_->Clear(ui_->scene().background, screen_.framebuffer());
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());

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
  input.connect_hint = link_->hint();
  input.scale = screen_.scale();
  input.full_screen = screen_.full_screen();
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
  std::ofstream file(path, std::ios::trunc);
  file << text << std::flush;
  if (!file) return Fail(ErrorCode::kUnavailable, fmt::format("{} could not be written", path));
  return {};
}

void App::Submit(Command command) {
  command.operator_session = own_session_;
  const size_t count = command.targets.size();
  const Result<BatchId> submitted = link_->dispatcher().Submit(std::move(command));
  if (!submitted) LogError("The command for {} sessions was not sent: {}", count, submitted.error().message);
}

}  // namespace labwall
