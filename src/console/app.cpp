// SPDX-License-Identifier: Apache-2.0
#include "console/app.h"

#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/log.h"
#include "base/whole_file.h"
#include "console/home.h"
#include "console/process_cost.h"
#include "model/wall_scene.h"
#include "session/own_session.h"
#include "ui/text.h"

namespace labwall {
namespace {

// Dear ImGui takes a frame to see an input, one to act on it, and one to lay out what follows.
constexpr int kSettleFrames = 3;
// Pictures that have come are looked at as often as a display could show them; a wall of hundreds brings one after the
// other.
constexpr std::chrono::microseconds kLookInterval = FramePace::kLeast;
// What a GPU is given it has taken within a few milliseconds.
constexpr Milliseconds kRecycleInterval{4};
// Where nothing holds a frame back to the display's refresh.
constexpr Milliseconds kFrameIntervalByCpu{16};
constexpr Milliseconds kCaretBlink{400};

size_t TextureBytes(const UiSettings& settings) { return static_cast<size_t>(settings.texture_mib) << 20; }

int SessionsIn(const LabSnapshot& snapshot) {
  size_t sessions = 0;
  for (const StationView& view : snapshot.stations) sessions += view.station->sessions.size();
  return static_cast<int>(sessions);
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

  const size_t texture_bytes = TextureBytes(settings_->settings());
  Result<std::unique_ptr<WallRenderer>> renderer =
      WallRenderer::Create({.max_texture_bytes = texture_bytes, .upload = options.upload});
  if (!renderer) return tl::unexpected(renderer.error());
  renderer_ = std::move(*renderer);
  imgui_ = std::make_unique<ImGuiSession>(screen_, "#version 450 core");
  ui_ = WallUi::Create({.settings = settings_->settings(), .painter = {&App::PaintScene, this}});

  Result<std::unique_ptr<LabLink>> link = LabLink::Open({.url = options.connect,
                                                         .on_lab = [this] { OnLabNews(); },
                                                         .on_commands = [this] { OnNews(); },
                                                         .picture_memory = renderer_->upload_memory()});
  if (!link) return tl::unexpected(link.error());
  link_ = std::move(*link);
  feed_ = std::make_unique<PictureFeed>(Clock::System(), link_->client(), *renderer_, options.least_rung);
  feed_->SetTextureLimit(texture_bytes);
  return {};
}

// Who is awake for some news already need not be woken for more.
void App::OnNews() {
  if (!news_.exchange(true)) screen_.Wake();
}

void App::OnLabNews() {
  if (!lab_news_.exchange(true)) screen_.Wake();
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
      feed_->LeaseNothing();
      // What it shows when it comes to sight again is old.
      frames_to_settle_ = kSettleFrames;
      screen_.Wait(end);
    } else if (const MonotonicTime frame = NextFrame(); frame <= now) {
      DrawFrame();
      // Input that came meanwhile.
      screen_.Wait(MonotonicTime());
    } else if (const MonotonicTime look = NextLook(); look <= now) {
      LookAtLab();
    } else {
      screen_.Wait(std::min({frame, look, end}));
    }
  }
}

MonotonicTime App::NextFrame() const {
  const bool by_cpu = screen_.gl().software;
  MonotonicTime due = MonotonicTime::max();
  if (frames_to_settle_ > 0) due = last_frame_;
  if (news_.load()) due = std::min(due, last_frame_ + (hurry_ ? FramePace::kLeast : pace_.interval()));
  if (const std::optional<MonotonicTime> change = ui_->next_change()) due = std::min(due, *change);
  if (ImGui::GetIO().WantTextInput) due = std::min(due, last_frame_ + kCaretBlink);
  // A held button scrolls, repeats and drags without any further event.
  if (ImGui::IsAnyMouseDown()) due = last_frame_;
  return by_cpu ? std::max(due, last_frame_ + kFrameIntervalByCpu) : due;
}

MonotonicTime App::NextLook() const {
  MonotonicTime due = MonotonicTime::max();
  if (lab_news_.load()) due = last_look_ + kLookInterval;
  if (feed_->uploading()) due = std::min(due, last_look_ + kRecycleInterval);
  if (const std::optional<MonotonicTime> change = feed_->next_change()) due = std::min(due, *change);
  return due;
}

void App::LookAtLab() {
  last_look_ = Clock::System().Now();
  // Taken before what it is about: news that comes from now on asks for another look.
  lab_news_.store(false);
  const PictureFeed::Taken taken = feed_->TakePictures();
  if (taken.more) lab_news_.store(true);
  // Nobody should wait for a tile's first picture longer than it takes to come.
  if (taken.appeared) hurry_ = true;
  if (taken.shown || link_->client().Snapshot() != snapshot_) news_.store(true);
  if (const auto change = feed_->next_change(); change && *change <= last_look_) LeaseScreen();
  Measure();
}

void App::DrawFrame() {
  const double started_ms = ThreadCpuMs();
  last_frame_ = Clock::System().Now();
  ++frame_count_;
  frames_to_settle_ = std::max(0, frames_to_settle_ - 1);
  LookAtLab();
  news_.store(false);
  hurry_ = false;
  if (std::shared_ptr<const LabSnapshot> snapshot = link_->client().Snapshot(); snapshot != snapshot_) {
    snapshot_ = std::move(snapshot);
    own_session_ = snapshot_->FindOnMachine(own_boot_id_, own_session_id_);
    figures_.sessions = SessionsIn(*snapshot_);
  }
  feed_->KeepOnly(*snapshot_);

  imgui_->NewFrame();
  DrawUi();
  ImGui::Render();
  renderer_->Clear(ui_->scene().background, screen_.framebuffer());
  imgui_->Render();
  settings_->Keep(ui_->settings(), keep_place_ ? screen_.place() : std::nullopt);

  feed_->SetTextureLimit(TextureBytes(ui_->settings()));
  LeaseScreen();
  figures_.frame_ms = ThreadCpuMs() - started_ms;
  MonotonicTime drawn = Clock::System().Now();
  screen_.Present();
  if (screen_.gl().software) drawn = Clock::System().Now();  // it is then that the processor draws
  using Ms = std::chrono::duration<double, std::milli>;
  pace_.Note(std::chrono::duration_cast<FramePace::Duration>(
      std::max<Ms>(drawn - last_frame_, Ms(figures_.gpu_ms.value_or(0)))));
  if (frame_count_ == 1) LogDebug("The first frame is on screen");
}

void App::LeaseScreen() {
  feed_->Lease({.visible = ui_->visible(),
                .milli_fps = static_cast<int>(std::lround(ui_->settings().update_rate * 1000)),
                .lists = [this](const SessionKey& key) { return ui_->Lists(key); },
                .list_version = ui_->list_version()});
}

void App::Measure() {
  const MonotonicTime now = Clock::System().Now();
  feed_->Measure(figures_);
  meter_.Update({.lab = link_->client().stats(), .renderer = renderer_->stats(), .frames = frame_count_}, now,
                figures_);
  if (ui_->shows_figures()) meter_.UpdateCost(now, figures_);
  figures_.frame_interval_ms = std::chrono::duration<double, std::milli>(pace_.interval()).count();
}

void App::DrawUi() {
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
