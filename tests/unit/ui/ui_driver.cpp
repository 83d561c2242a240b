// SPDX-License-Identifier: Apache-2.0
#include "ui_driver.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "ui/new_frame.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr std::chrono::milliseconds kFrame{16};

// What a renderer without a GPU does with Dear ImGui's textures: says that all is well.
void AcceptTextures() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

}  // namespace

TestLab::TestLab(const std::vector<Room>& rooms) {
  for (const Room& room : rooms) {
    for (int i = 0; i < room.sessions; ++i) {
      const int number = static_cast<int>(stations_.size());
      Station station;
      station.id = fmt::format("pc-{:02}", number);
      station.host = station.id;
      station.boot_id = std::string(32, '0');
      station.room = room.name;
      Session session;
      session.key = {station.id, station.boot_id, "c1", 1'000'000};
      session.user = fmt::format("user{:02}", number);
      session.display_name = fmt::format("Person {:02}", number);
      session.type = SessionType::kX11;
      session.state = SessionState::kActive;
      session.picture = PictureState::kAvailable;
      keys_.push_back(session.key);
      station.sessions.push_back(std::move(session));
      stations_.push_back(std::move(station));
    }
  }
  answering_.assign(stations_.size(), true);
}

SessionKey TestLab::key(int number) const { return keys_[static_cast<size_t>(number)]; }

Session& TestLab::session(int number) { return station(number).sessions.at(0); }

std::shared_ptr<const LabSnapshot> TestLab::Snapshot() {
  auto snapshot = std::make_shared<LabSnapshot>();
  snapshot->version = ++version_;
  snapshot->broker = broker;
  for (size_t i = 0; i < stations_.size(); ++i) {
    snapshot->stations.push_back({std::make_shared<Station>(stations_[i]), MonotonicTime(), answering_[i]});
  }
  return snapshot;
}

std::shared_ptr<const Batch> MakeBatch(const TestLab& lab, BatchId id, MonotonicTime submitted_at,
                                       const std::vector<TestTarget>& targets) {
  auto batch = std::make_shared<Batch>();
  batch->id = id;
  batch->action = Action::kLogOff;
  batch->submitted_at = submitted_at;
  for (const TestTarget& target : targets) {
    TargetProgress progress;
    progress.target = {lab.key(target.number), fmt::format("user{:02}", target.number),
                       fmt::format("Person {:02}", target.number)};
    progress.stage = target.stage;
    progress.outcome.key = progress.target.key;
    if (target.stage == TargetStage::kFinished) {
      progress.outcome.code = target.code;
      progress.outcome.detail = target.detail;
      progress.outcome.elapsed = std::chrono::milliseconds(340);
    }
    batch->targets.push_back(std::move(progress));
  }
  return batch;
}

UiDriver::UiDriver(TestLab the_lab, UiOptions options, ImVec2 size)
    : lab(std::move(the_lab)), context_(ImGui::CreateContext()) {
  gl_thread.Claim();
  ImGuiIO& io = ImGui::GetIO();
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;  // as ours
  io.DisplaySize = size;
  io.DeltaTime = 1.0f / 60;
  input.snapshot = lab.Snapshot();
  for (const StationView& view : input.snapshot->stations) {
    session_count_ += static_cast<int>(view.station->sessions.size());
  }
  input.now = MonotonicTime(std::chrono::hours(1));
  input.now_unix_us = 1'700'000'000'000'000;
  input.picture = [this](const SessionKey&) {
    ++pictures_asked;
    return PictureInfo{true, input.now, {1920, 1080}, {}};
  };
  ui_ = WallUi::Create(options);
  Frames(4);
}

UiDriver::~UiDriver() {
  ui_.reset();
  ImGui::DestroyContext(context_);
}

void UiDriver::Frames(int count) {
  gl_thread.Check();
  for (int i = 0; i < count; ++i) {
    NewUiFrame();
    ui_->Draw(input, sink);
    ImGui::Render();
    AcceptTextures();
    input.now += kFrame;
    input.now_unix_us += 16'000;
  }
}

void UiDriver::Publish() {
  input.snapshot = lab.Snapshot();
  Frames(3);
}

void UiDriver::Hold(ImGuiKeyChord mods, bool down) {
  for (const ImGuiKey mod : {ImGuiMod_Ctrl, ImGuiMod_Shift, ImGuiMod_Alt}) {
    if ((mods & mod) != 0) ImGui::GetIO().AddKeyEvent(mod, down);
  }
}

void UiDriver::Press(ImGuiKeyChord chord) {
  const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
  Hold(chord, true);
  ImGui::GetIO().AddKeyEvent(key, true);
  Frames(2);
  ImGui::GetIO().AddKeyEvent(key, false);
  Hold(chord, false);
  Frames(4);
}

void UiDriver::Strike(ImGuiKeyChord chord) {
  const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
  Hold(chord, true);
  Frames(1);
  ImGui::GetIO().AddKeyEvent(key, true);
  Hold(chord, false);
  ImGui::GetIO().AddKeyEvent(key, false);
  Frames(6);
}

void UiDriver::Type(std::string_view text) {
  for (const char c : text) {
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(c));
    Frames(1);
  }
  Frames(3);
}

void UiDriver::MoveMouse(ImVec2 pos) {
  ImGui::GetIO().AddMousePosEvent(pos.x, pos.y);
  Frames(1);
}

void UiDriver::Click(ImVec2 pos, ImGuiMouseButton button, ImGuiKeyChord mods) {
  Hold(mods, true);
  MoveMouse(pos);
  // Two clicks in quick succession would be a double click, which is not meant here.
  Frames(30);
  ImGui::GetIO().AddMouseButtonEvent(button, true);
  Frames(2);
  ImGui::GetIO().AddMouseButtonEvent(button, false);
  Frames(2);
  Hold(mods, false);
  Frames(3);
}

void UiDriver::DoubleClick(ImVec2 pos) {
  MoveMouse(pos);
  Frames(30);
  for (int i = 0; i < 2; ++i) {
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
    Frames(2);
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    Frames(2);
  }
  Frames(3);
}

void UiDriver::Drag(ImVec2 from, ImVec2 to, int frames_at_end, ImGuiKeyChord mods) {
  Hold(mods, true);
  MoveMouse(from);
  Frames(30);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  Frames(2);
  for (int step = 1; step <= 8; ++step) {
    const float share = static_cast<float>(step) / 8;
    MoveMouse({from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share});
  }
  Frames(frames_at_end);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  Frames(2);
  Hold(mods, false);
  Frames(3);
}

bool UiDriver::Hover(const char* window_name, const std::function<std::vector<ImGuiID>(ImGuiID)>& ids_in) {
  ImGuiWindow* window = ImGui::FindWindowByName(window_name);
  for (ImGuiWindow* candidate : ImGui::GetCurrentContext()->Windows) {
    if (candidate->Active && std::string_view(candidate->Name).find(window_name) == 0) window = candidate;
  }
  if (window == nullptr || !window->Active) return false;
  const std::vector<ImGuiID> wanted = ids_in(window->IDStack.front());
  for (float y = window->Pos.y + 3; y < window->Pos.y + window->Size.y; y += 9) {
    for (float x = window->Pos.x + window->Size.x - 3; x > window->Pos.x + 12; x -= 24) {
      MoveMouse({x, y});
      const ImGuiID hovered = ImGui::GetCurrentContext()->HoveredId;
      if (hovered != 0 && std::find(wanted.begin(), wanted.end(), hovered) != wanted.end()) return true;
    }
  }
  return false;
}

bool UiDriver::Hover(const char* window, const char* id) {
  return Hover(window, [id](ImGuiID stack) {
    const ImGuiID owner = ImHashStr(id, 0, stack);
    return std::vector<ImGuiID>{ImHashStr("##button", 0, owner), ImHashStr("##row", 0, owner), ImHashStr("", 0, owner),
                                owner};
  });
}

void UiDriver::ClickSegment(const char* window, const char* id, int segment) {
  const bool found = Hover(window, [&](ImGuiID stack) {
    const ImGuiID owner = ImHashData(&segment, sizeof(segment), ImHashStr(id, 0, stack));
    return std::vector<ImGuiID>{ImHashStr("##segment", 0, owner)};
  });
  if (!found) {
    ADD_FAILURE() << "no segment " << segment << " of " << id << " in " << window;
    return;
  }
  Click(ImGui::GetIO().MousePos);
}

void UiDriver::ChooseInMenu(const std::pair<const char*, const char*>& choice) {
  Click({40, 26});
  ClickButton("##Popup", choice.first);
  ClickButton(choice.first, choice.second);
}

std::string UiDriver::Read() {
  class Reader final : public TextListener {
   public:
    void OnDrawn(std::string_view text) override { all.append(text) += ' '; }
    void OnCut(std::string_view /*whole*/) override {}
    std::string all;
  };
  Reader reader;
  ImGui::GetIO().UserData = &reader;
  Frames(1);
  ImGui::GetIO().UserData = nullptr;
  return reader.all;
}

bool UiDriver::Shows(const char* window_name) const {
  const ImGuiWindow* window = ImGui::FindWindowByName(window_name);
  return window != nullptr && window->Active && !window->Hidden;
}

bool UiDriver::HasButton(const char* window, const char* id) { return Hover(window, id); }

void UiDriver::ClickButton(const char* window, const char* id) {
  if (!Hover(window, id)) {
    ADD_FAILURE() << "no button " << id << " in " << window;
    return;
  }
  Click(ImGui::GetIO().MousePos);
}

const TileDraw* UiDriver::FindTile(int number) const {
  for (const TileDraw& tile : ui_->scene().tiles) {
    if (tile.key == lab.key(number)) return &tile;
  }
  return nullptr;
}

ImVec2 UiDriver::Tile(int number) const {
  const TileDraw* tile = FindTile(number);
  if (tile == nullptr) {
    ADD_FAILURE() << "tile " << number << " is not on screen";
    return {};
  }
  return {tile->tile.x + tile->tile.width / 2, tile->tile.y + tile->tile.height / 2};
}

int UiDriver::NumberOf(const SessionKey& key) const {
  for (int i = 0; i < session_count_; ++i) {
    if (lab.key(i) == key) return i;
  }
  return -1;
}

std::set<int> UiDriver::Selected() const {
  std::set<int> numbers;
  for (const SessionKey& key : ui_->selection().keys()) numbers.insert(NumberOf(key));
  return numbers;
}

int UiDriver::Focused() const { return ui_->focused() ? NumberOf(*ui_->focused()) : -1; }

std::vector<int> UiDriver::Targets() const {
  std::vector<int> numbers;
  if (sink.commands.empty()) return numbers;
  for (const CommandTarget& target : sink.commands.back().targets) numbers.push_back(NumberOf(target.key));
  return numbers;
}

bool UiDriver::DialogOpen() const { return ImGui::GetTopMostPopupModal() != nullptr; }

bool UiDriver::MenuOpen() const { return ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup) && !DialogOpen(); }

}  // namespace labwall
