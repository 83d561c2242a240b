// SPDX-License-Identifier: Apache-2.0
// What the interface costs the processor, a frame, on a wall of many sessions: at rest, selecting, scrolling, typing a
// search, and with news. Each is compared with the same interface's frame on an empty wall, in one run. Without OpenGL
// and without a display: Dear ImGui makes its vertices, and nobody draws them.
//   wall_ui_bench [SESSIONS]
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ui/new_frame.h"
#include "ui/wall_ui.h"

namespace labwall {
namespace {

constexpr ImVec2 kWindow(1920, 1080);
constexpr int kFrames = 300;
constexpr double kLimitMs = 4;

class NoSink final : public CommandSink {
 public:
  void Submit(Command /*command*/) override {}
  void Cancel(BatchId /*id*/) override {}
  void Refresh() override {}
  void SetFullScreen(bool /*full_screen*/) override {}
  Result<> SaveText(const std::string& /*path*/, const std::string& /*text*/) override { return {}; }
  void Quit() override {}
};

double ThreadCpuMs() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

std::shared_ptr<Station> MakeStation(int number) {
  auto station = std::make_shared<Station>();
  station->id = station->host = fmt::format("pc-{:04}", number);
  station->boot_id = std::string(32, 'b');
  station->room = fmt::format("Room {}", number / 40);
  Session session;
  session.key = {station->id, station->boot_id, "c1", 1'000'000 + number};
  session.user = fmt::format("user{:04}", number);
  session.display_name = fmt::format("Person Number {:04}", number * 7919 % 10'000);
  session.type = SessionType::kX11;
  session.state = SessionState::kActive;
  session.picture = PictureState::kAvailable;
  station->sessions.push_back(std::move(session));
  return station;
}

// The interface on a context of its own, as the console runs it.
class Stage {
 public:
  explicit Stage(int sessions) : context_(ImGui::CreateContext()) {
    gl_thread.Claim();
    ImGuiIO& io = ImGui::GetIO();
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
    io.DisplaySize = kWindow;
    io.DeltaTime = 1.0F / 60;
    for (int i = 0; i < sessions; ++i) stations_.push_back(MakeStation(i));
    Publish();
    input_.now = MonotonicTime(std::chrono::hours(1));
    input_.picture = [this](const SessionKey&) { return PictureInfo{true, input_.now, {1920, 1080}, {}}; };
    ui_ = WallUi::Create({});
    for (int i = 0; i < 10; ++i) Frame();
  }
  ~Stage() {
    ui_.reset();
    ImGui::DestroyContext(context_);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  void Publish() {
    auto snapshot = std::make_shared<LabSnapshot>();
    snapshot->version = ++version_;
    snapshot->broker = BrokerState::kConnected;
    for (const auto& station : stations_) snapshot->stations.push_back({station, input_.now, true});
    input_.snapshot = std::move(snapshot);
  }
  // One session becomes idle or active again.
  void Change(int number) {
    if (stations_.empty()) return;
    auto& station = stations_[static_cast<size_t>(number) % stations_.size()];
    auto changed = std::make_shared<Station>(*station);
    changed->sessions[0].idle = !changed->sessions[0].idle;
    station = std::move(changed);
    Publish();
  }

  // Returns what the frame cost this thread.
  double Frame() {
    gl_thread.Check();
    const double started = ThreadCpuMs();
    NewUiFrame();
    ui_->Draw(input_, sink_);
    ImGui::Render();
    const double cost = ThreadCpuMs() - started;
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      if (texture->Status == ImTextureStatus_Destroyed) continue;
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
    input_.now += std::chrono::milliseconds(16);
    return cost;
  }
  [[nodiscard]] WallUi& ui() { return *ui_; }

 private:
  ImGuiContext* context_;
  std::vector<std::shared_ptr<const Station>> stations_;
  UiInput input_;
  NoSink sink_;
  std::unique_ptr<WallUi> ui_;
  uint64_t version_ = 0;
};

void Press(ImGuiKey key, ImGuiKeyChord mods = 0) {
  ImGuiIO& io = ImGui::GetIO();
  for (const ImGuiKey mod : {ImGuiMod_Ctrl, ImGuiMod_Shift}) io.AddKeyEvent(mod, (mods & mod) != 0);
  io.AddKeyEvent(key, true);
  io.AddKeyEvent(key, false);
}

struct Work {
  const char* name;
  std::function<void(Stage&, int frame)> before_frame;
};

void MoveMouse(Stage& /*stage*/, int frame) {
  ImGui::GetIO().AddMousePosEvent(400.0F + static_cast<float>(frame % 400), 500);
}

void Scroll(Stage& stage, int frame) {
  MoveMouse(stage, 0);
  ImGui::GetIO().AddMouseWheelEvent(0, frame % 200 < 100 ? -1.0F : 1.0F);
}

void Select(Stage& /*stage*/, int frame) {
  if (frame % 50 == 10) return Press(ImGuiKey_A, ImGuiMod_Ctrl);
  if (frame % 50 == 20) return Press(ImGuiKey_I, ImGuiMod_Ctrl);
  if (frame % 50 == 30) return Press(ImGuiKey_End, ImGuiMod_Shift);
  if (frame % 50 == 40) return Press(ImGuiKey_Home, 0);
  Press(frame % 2 == 0 ? ImGuiKey_DownArrow : ImGuiKey_RightArrow, ImGuiMod_Shift);
}

void RubberBand(Stage& /*stage*/, int frame) {
  ImGuiIO& io = ImGui::GetIO();
  if (frame == 0) {
    io.AddMousePosEvent(6, 300);
    io.AddMouseButtonEvent(0, true);
  }
  io.AddMousePosEvent(300.0F + static_cast<float>(frame % 600), frame < 30 ? 500.0F : 1070.0F);  // scrolls at the edge
  if (frame == kFrames - 1) io.AddMouseButtonEvent(0, false);
}

void Type(Stage& /*stage*/, int frame) {
  static const std::string text = "person 7 room 3 pc-0";
  if (frame == 0) return Press(ImGuiKey_F, ImGuiMod_Ctrl);
  const size_t at = static_cast<size_t>(frame) % (2 * text.size());
  if (at < text.size()) {
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(text[at]));
  } else {
    Press(ImGuiKey_Backspace);
  }
}

struct Figures {
  double median = 0;
  double p99 = 0;
  double most = 0;
};

Figures Measure(Stage& stage, const Work& work) {
  std::vector<double> costs;
  for (int frame = 0; frame < kFrames; ++frame) {
    work.before_frame(stage, frame);
    costs.push_back(stage.Frame());
  }
  std::sort(costs.begin(), costs.end());
  return {costs[costs.size() / 2], costs[costs.size() * 99 / 100], costs.back()};
}

int Main(int sessions) {
  Figures empty;
  {
    Stage stage(0);
    empty = Measure(stage, {"", MoveMouse});
  }
  fmt::print("{{\"sessions\": {}, \"window\": \"{:.0f}x{:.0f}\", \"frames\": {},\n \"empty_wall_ms\": {:.3f}", sessions,
             kWindow.x, kWindow.y, kFrames, empty.median);
  const Work works[] = {{"at_rest", MoveMouse},
                        {"selecting", Select},
                        {"rubber_band", RubberBand},
                        {"scrolling", Scroll},
                        {"typing", Type},
                        {"news_each_frame", [](Stage& stage, int frame) { stage.Change(frame * 31); }}};
  double worst = 0;
  for (const Work& work : works) {
    Stage stage(sessions);
    const Figures f = Measure(stage, work);
    worst = std::max(worst, f.p99);
    fmt::print(",\n \"{}\": {{\"median_ms\": {:.3f}, \"p99_ms\": {:.3f}, \"most_ms\": {:.3f}, \"ratio\": {:.2f}}}",
               work.name, f.median, f.p99, f.most, f.median / empty.median);
  }
  fmt::print("}}\n");
  fmt::print("{}: the slowest 1% of frames cost {:.2f} ms at most, wanted under {:.0f} ms\n",
             worst < kLimitMs ? "ok" : "MISSED", worst, kLimitMs);
  return worst < kLimitMs ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace labwall

int main(int argc, char** argv) { return labwall::Main(argc > 1 ? std::max(1, std::atoi(argv[1])) : 5'000); }
