// SPDX-License-Identifier: Apache-2.0
// UiDriver runs the real interface on a Dear ImGui context without any window or GPU, feeds it input through Dear
// ImGui's own event queue, and shows what came of it: the selection, the commands, the tiles.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "imgui.h"
#include "ui/wall_ui.h"

namespace labwall {

// A lab as a list of rooms, each with sessions on stations of their own, numbered through: pc-00, user00, Person 00.
class TestLab {
 public:
  struct Room {
    std::string name;
    int sessions = 0;
  };
  explicit TestLab(const std::vector<Room>& rooms);

  [[nodiscard]] SessionKey key(int number) const;
  // For changing what the next Snapshot() says.
  [[nodiscard]] Session& session(int number);
  [[nodiscard]] Station& station(int number) { return stations_[static_cast<size_t>(number)]; }
  void SetAnswering(int number, bool answering) { answering_[static_cast<size_t>(number)] = answering; }
  void End(int number) { station(number).sessions.clear(); }
  BrokerState broker = BrokerState::kConnected;

  [[nodiscard]] std::shared_ptr<const LabSnapshot> Snapshot();

 private:
  std::vector<Station> stations_;
  std::vector<bool> answering_;
  std::vector<SessionKey> keys_;
  uint64_t version_ = 0;
};

struct TestTarget {
  int number = 0;
  OutcomeCode code = OutcomeCode::kUnknown;  // unless it is still under way
  std::string detail;
  TargetStage stage = TargetStage::kFinished;
};
[[nodiscard]] std::shared_ptr<const Batch> MakeBatch(const TestLab& lab, BatchId id, MonotonicTime submitted_at,
                                                     const std::vector<TestTarget>& targets);

class RecordingSink final : public CommandSink {
 public:
  void Submit(Command command) override { commands.push_back(std::move(command)); }
  void Cancel(BatchId id) override { cancelled.push_back(id); }
  void Refresh() override { ++refreshes; }
  void SetFullScreen(bool wanted) override { full_screen = wanted; }
  Result<> SaveText(const std::string& path, const std::string& text) override {
    if (!save_error.empty()) return Fail(ErrorCode::kUnavailable, save_error);
    saved.emplace_back(path, text);
    return {};
  }
  void Quit() override { ++quits; }
  std::vector<Command> commands;
  std::vector<BatchId> cancelled;
  int refreshes = 0;
  int quits = 0;
  bool full_screen = false;
  std::vector<std::pair<std::string, std::string>> saved;  // path and text
  std::string save_error;                                  // what SaveText() fails with; empty: it does not
};

class UiDriver {
 public:
  explicit UiDriver(TestLab lab, UiOptions options = {}, ImVec2 size = {1400, 900});
  ~UiDriver();

  void Frames(int count = 1);
  // Publishes the lab as it is now, and draws.
  void Publish();

  // One press and release, with modifiers as in an ImGuiKeyChord, and the frames that it takes to have its effect.
  void Press(ImGuiKeyChord chord);
  // The same, faster than a frame: the modifiers are let go before a frame has seen the key.
  void Strike(ImGuiKeyChord chord);
  void Type(std::string_view text);
  void MoveMouse(ImVec2 pos);
  void Click(ImVec2 pos, ImGuiMouseButton button = ImGuiMouseButton_Left, ImGuiKeyChord mods = 0);
  void DoubleClick(ImVec2 pos);
  void Drag(ImVec2 from, ImVec2 to, int frames_at_end = 4, ImGuiKeyChord mods = 0);
  void Hold(ImGuiKeyChord mods, bool down);
  // Looks for the item with the mouse, and clicks it: `window` is a Dear ImGui window's name, `id` a button's.
  void ClickButton(const char* window, const char* id);
  void ClickSegment(const char* window, const char* id, int segment);
  // Opens the menu at the top left, and one of its submenus, with the keyboard, and chooses: {submenu's id, label}.
  void ChooseInMenu(const std::pair<const char*, const char*>& choice);
  [[nodiscard]] bool HasButton(const char* window, const char* id);

  [[nodiscard]] bool Shows(const char* window) const;
  // Draws a frame and returns all that is written in it, one text after the other.
  [[nodiscard]] std::string Read();

  // The middle of a tile on screen.
  [[nodiscard]] ImVec2 Tile(int number) const;
  [[nodiscard]] const TileDraw* FindTile(int number) const;
  // The numbers of the selected sessions, and of the focused one (-1 for none).
  [[nodiscard]] std::set<int> Selected() const;
  [[nodiscard]] int Focused() const;
  // Of the last command.
  [[nodiscard]] std::vector<int> Targets() const;
  [[nodiscard]] bool DialogOpen() const;
  [[nodiscard]] bool MenuOpen() const;

  TestLab lab;
  UiInput input;
  RecordingSink sink;
  int pictures_asked = 0;
  [[nodiscard]] WallUi& ui() { return *ui_; }

 private:
  [[nodiscard]] int NumberOf(const SessionKey& key) const;
  [[nodiscard]] bool Hover(const char* window, const char* id);
  // The same for any of the ids that are made from the window's own.
  [[nodiscard]] bool Hover(const char* window, const std::function<std::vector<ImGuiID>(ImGuiID)>& ids_in);

  int session_count_ = 0;
  ImGuiContext* context_;
  std::unique_ptr<WallUi> ui_;
};

}  // namespace labwall
