// SPDX-License-Identifier: Apache-2.0
#include "ui/wall_ui.h"

#include <algorithm>
#include <utility>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/activity_export.h"
#include "ui/batch_buttons.h"
#include "ui/confirm_dialog.h"
#include "ui/figures_panel.h"
#include "ui/keyboard_map.h"
#include "ui/large_view.h"
#include "ui/look.h"
#include "ui/palette.h"
#include "ui/panes.h"
#include "ui/quit_dialog.h"
#include "ui/room_name_dialog.h"
#include "ui/save_dialog.h"
#include "ui/screens.h"
#include "ui/selection_bar.h"
#include "ui/settings_dialog.h"
#include "ui/status_bar.h"
#include "ui/text.h"
#include "ui/top_bar.h"
#include "ui/type_ahead.h"
#include "ui/ui_state.h"
#include "ui/wall_view.h"

namespace labwall {
namespace {

constexpr float kTopBar = 52;
constexpr float kStatusBar = 28;
// Dear ImGui answers some input a frame or two later: a move of the focus, a menu that sizes itself, a scroll.
constexpr int kFramesToSettle = 3;

Theme ThemeOf(ThemeChoice choice, const DesktopLook& desktop) {
  if (choice == ThemeChoice::kDesktop) return desktop.prefers_light ? Theme::kLight : Theme::kDark;
  return choice == ThemeChoice::kLight ? Theme::kLight : Theme::kDark;
}

void SetUpImGui() {
  ImGuiContext& g = *GImGui;
  g.IO.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  g.IO.ConfigNavCursorVisibleAuto = false;
  g.IO.ConfigNavCursorVisibleAlways = true;  // the focused tile stays one when the mouse is used
  g.IO.ConfigNavEscapeClearFocusItem = false;
  g.IO.ConfigInputTextCursorBlink = false;  // a blinking cursor would draw frames for ever
  g.IO.ConfigWindowsMoveFromTitleBarOnly = true;
  g.IO.IniFilename = nullptr;
#ifdef NDEBUG
  g.IO.ConfigDebugHighlightIdConflicts = false;  // a fault of ours is for our tests to find, not for people to read
#endif
  g.ConfigNavWindowingKeyNext = 0;  // there are no windows to go round
  g.ConfigNavWindowingKeyPrev = 0;
}

std::unordered_map<SessionKey, TileProgress> NewestProgress(const UiInput& input) {
  std::unordered_map<SessionKey, TileProgress> progress;
  for (const auto& batch : input.batches) {
    for (const TargetProgress& target : batch->targets) progress[target.target.key] = {&target, batch->submitted_at};
  }
  return progress;
}

class WallUiOfImGui final : public WallUi {
 public:
  explicit WallUiOfImGui(UiOptions options) : wall_(options.painter), large_(options.painter) {
    SetUpImGui();
    state_.settings = std::move(options.settings);
    look_.fonts = LoadFonts();
    FollowLook({});
  }

  void Draw(const UiInput& input, CommandSink& sink) override;
  void AskToQuit(CommandSink& sink) override;
  [[nodiscard]] const WallScene& scene() const override { return wall_.scene(); }
  [[nodiscard]] const WallScene& large_scene() const override { return large_.scene(); }
  [[nodiscard]] const std::vector<VisiblePicture>& visible() const override { return visible_; }
  [[nodiscard]] bool Lists(const SessionKey& key) const override {
    const int index = model_.IndexOf(key);
    return index >= 0 && HasPicture(model_.sessions()[static_cast<size_t>(index)].session);
  }
  [[nodiscard]] uint64_t list_version() const override { return model_.version(); }
  [[nodiscard]] std::optional<MonotonicTime> next_change() const override { return next_change_; }
  [[nodiscard]] const Selection& selection() const override { return state_.selection; }
  [[nodiscard]] std::optional<SessionKey> focused() const override { return state_.focused; }
  [[nodiscard]] bool shows_figures() const override { return state_.show_figures; }
  [[nodiscard]] const UiSettings& settings() const override { return state_.settings; }
  [[nodiscard]] Theme theme() const override { return look_.theme; }

 private:
  // Language, colours and sizes as settings, desktop and monitor want them now.
  void FollowLook(const UiInput& input);
  void UpdateModel(const UiInput& input);
  [[nodiscard]] int CountHiddenSelected() const;
  void CollectKeys(ActionQueue& actions);
  void DrawDialogs(Frame& frame, CommandSink& sink);
  void GoToSession(const SessionKey& key);
  // Returns where the selection bar is.
  Rect DrawMiddle(Frame& frame, Rect area);
  void Perform(Frame& frame, CommandSink& sink);
  void PerformOne(Frame& frame, UiAction action, CommandSink& sink);
  void OpenContextMenuByKey(Frame& frame);
  void GoToTyped(MonotonicTime now);
  void SelectIf(const Frame& frame, bool invert, const std::string* room);
  // Of the focused tile; null when there is none.
  [[nodiscard]] const std::string* FocusedRoom() const;
  void ArrangeRoom();
  [[nodiscard]] bool KeyboardIsBusy() const;
  void DecideNextChange(const Frame& frame, bool news);

  Look look_;
  bool styled_ = false;
  std::optional<std::string> language_;  // that is spoken now
  WallView wall_;
  LargeView large_;
  Panes panes_;
  SelectionBar selection_bar_;
  TypeAhead type_ahead_;
  CommandPalette palette_;
  SettingsDialog settings_dialog_;
  RoomNameDialog room_name_dialog_;
  KeyboardMap keyboard_map_;
  WallModel model_;
  UiState state_;
  std::vector<std::shared_ptr<const Batch>> last_batches_;
  std::unordered_map<SessionKey, TileProgress> progress_;
  std::vector<VisiblePicture> visible_;
  std::optional<MonotonicTime> next_change_;
  int settling_ = kFramesToSettle;
};

void WallUiOfImGui::FollowLook(const UiInput& input) {
  const UiSettings& set = state_.settings;
  if (language_ != set.language) {
    language_ = set.language;
    SetLanguage(set.language);
    settling_ = kFramesToSettle;
  }
  const Theme theme = ThemeOf(set.theme, input.desktop);
  const float zoom = std::clamp(set.zoom, kSmallestZoom, kLargestZoom);
  const float scale = std::clamp(input.scale * zoom, 0.5f, 6.0f);
  if (styled_ && theme == look_.theme && scale == look_.scale) return;
  styled_ = true;
  look_.theme = theme;
  look_.palette = PaletteOf(theme);
  look_.scale = scale;
  ApplyStyle(look_);
}

void WallUiOfImGui::AskToQuit(CommandSink& sink) {
  const bool pending =
      std::any_of(last_batches_.begin(), last_batches_.end(), [](const auto& batch) { return !batch->finished(); });
  if (pending || state_.ask_to_quit) {
    state_.ask_to_quit = true;  // a second request is no answer
    settling_ = kFramesToSettle;
  } else {
    sink.Quit();
  }
}

void WallUiOfImGui::UpdateModel(const UiInput& input) {
  const LabSnapshot* before = &model_.snapshot();
  const bool changed = model_.Update(input.snapshot, state_.search.data(), state_.settings);
  if (before == &model_.snapshot()) {
    if (changed) settling_ = kFramesToSettle;
    return;
  }
  if (state_.selection.empty()) return;
  state_.selection.RetainExisting(model_.snapshot());
  // A session that is no longer monitored is out of sight and out of reach.
  for (const StationView& view : model_.snapshot().stations) {
    for (const Session& session : view.station->sessions) {
      if (!session.monitored || input.own_session == session.key) state_.selection.Set(session.key, false);
    }
  }
}

void WallUiOfImGui::Draw(const UiInput& input, CommandSink& sink) {
  FollowLook(input);
  const bool news = input.snapshot.get() != &model_.snapshot() || input.batches != last_batches_;
  UpdateModel(input);
  if (input.batches != last_batches_) {
    if (input.batches.size() > last_batches_.size()) state_.settings.activity_open = true;
    last_batches_ = input.batches;  // keeps alive what the progress points into
    progress_ = NewestProgress(input);
  }
  const int64_t now_unix_us = input.now_unix_us != 0 ? input.now_unix_us : Clock::System().UnixMicros();
  state_.activity.Update(input.batches, model_.snapshot(), input.now, now_unix_us);
  ActionQueue actions;
  Frame frame{.look = look_,
              .input = input,
              .model = model_,
              .state = state_,
              .actions = actions,
              .sink = sink,
              .progress = progress_};
  const MotionChoice motion = state_.settings.motion;
  frame.motion = motion == MotionChoice::kFull || (motion == MotionChoice::kDesktop && !input.desktop.reduced_motion);
  frame.now_unix_us = now_unix_us;
  if (wall_.has_keyboard() && !ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) GoToTyped(input.now);
  const ImVec2 size = ImGui::GetMainViewport()->Size;
  const float top = look_.px(kTopBar);
  const float bottom = look_.px(kStatusBar);
  const Rect middle{0, top, size.x, std::max(1.0f, size.y - top - bottom)};
  large_.Begin();
  const Rect bar = DrawMiddle(frame, middle);
  DrawStatusBar(frame, {0, size.y - bottom, size.x, bottom});
  panes_.DrawToasts(frame, middle, bar);
  DrawFiguresPanel(frame, middle);
  // In this order a key finds the selection as the keys before it left it, and what it asks for opens in the same
  // frame, so that the next key is already the menu's or the dialog's.
  CollectKeys(actions);
  if (wall_.has_keyboard() && !ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) OpenContextMenuByKey(frame);
  Perform(frame, sink);
  if (DrawTopBar(frame, {0, 0, size.x, top}, wall_.FocusedRect()).search_done) wall_.TakeFocus(true);
  Perform(frame, sink);
  DrawDialogs(frame, sink);
  visible_ = wall_.visible();
  if (large_.visible()) visible_.push_back(*large_.visible());
  panes_.GiveKeyboardBack(state_, wall_, KeyboardIsBusy());
  DecideNextChange(frame, news);
}

// The palette comes first: what it asks for opens in the same frame.
void WallUiOfImGui::DrawDialogs(Frame& frame, CommandSink& sink) {
  if (const std::optional<SessionKey> wanted = palette_.Draw(frame)) GoToSession(*wanted);
  if (const std::optional<SessionKey> wanted = std::exchange(state_.go_to, std::nullopt)) GoToSession(*wanted);
  Perform(frame, sink);
  if (std::optional<Command> command = DrawConfirmDialog(frame)) sink.Submit(std::move(*command));
  settings_dialog_.Draw(frame);
  room_name_dialog_.Draw(frame);
  keyboard_map_.Draw(frame);
  DrawSaveDialog(frame);
  DrawQuitDialog(frame);
  if (!frame.motion)
    GImGui->DimBgRatio = ImGui::GetTopMostPopupModal() != nullptr ? 1.0f : 0.0f;  // what is behind them
}

// Takes away what hides the session's tile, and no more than that: its folded group, the search, the filters.
void WallUiOfImGui::GoToSession(const SessionKey& key) {
  UiSettings& set = state_.settings;
  const auto hidden = [&] {
    model_.Update(nullptr, state_.search.data(), set);
    return model_.IndexOf(key) < 0;
  };
  state_.tab = Tab::kHome;
  state_.opened.reset();
  panes_.GoToMain();
  if (hidden()) {
    for (const StationView& view : model_.snapshot().stations) {
      if (view.station->id == key.station) set.folded_groups.erase(GroupId(set.group, *view.station));
    }
  }
  if (hidden()) state_.search.fill('\0');
  if (hidden()) set.only_states = 0;
  if (hidden()) set.show = Show::kAll;
  if (hidden()) return;  // it has ended
  wall_.GoTo(model_.IndexOf(key));
  settling_ = kFramesToSettle;
}

int WallUiOfImGui::CountHiddenSelected() const {
  if (static_cast<int>(model_.sessions().size()) == model_.counts().sessions) return 0;
  const auto& keys = state_.selection.keys();
  return static_cast<int>(
      std::count_if(keys.begin(), keys.end(), [&](const SessionKey& key) { return model_.IndexOf(key) < 0; }));
}

void WallUiOfImGui::CollectKeys(ActionQueue& actions) {
  if (ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) return;
  // Not WantTextInput, which still holds in the frame after a field was left.
  const ImGuiContext& g = *GImGui;
  CollectShortcuts(g.ActiveId != 0 && g.ActiveId == g.InputTextState.ID, actions);
}

void WallUiOfImGui::OpenContextMenuByKey(Frame& frame) {
  if (!ImGui::IsKeyPressed(ImGuiKey_Menu, false) && !ImGui::IsKeyChordPressed(ImGuiMod_Shift | ImGuiKey_F10)) return;
  if (!state_.focused || model_.IndexOf(*state_.focused) < 0) return;
  if (state_.selection.empty() && !frame.IsOwn(*state_.focused)) state_.selection.Set(*state_.focused, true);
  state_.context_menu = ContextMenu::kAtFocus;
}

void WallUiOfImGui::GoToTyped(MonotonicTime now) {
  std::string letters;
  for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
    if (c <= ' ' || c == '/' || c == '?') continue;
    char utf8[5];
    letters.append(utf8, static_cast<size_t>(ImTextCharToUtf8(utf8, c)));
  }
  if (letters.empty()) return;
  const int from = state_.focused ? model_.IndexOf(*state_.focused) : -1;
  if (const int found = type_ahead_.Type(model_, letters, from, now); found >= 0) wall_.GoTo(found);
}

Rect WallUiOfImGui::DrawMiddle(Frame& frame, Rect area) {
  if (state_.tab == Tab::kActivity) {
    wall_.Hide();
    panes_.DrawPage(frame, area);
    return {};
  }
  if (state_.opened) {
    wall_.Hide();
    panes_.Hide();
    const SessionKey opened = *state_.opened;
    large_.DrawSession(frame, area);
    if (state_.opened) return {};
    // Back on the wall, where the session is.
    state_.focused = opened;
    wall_.Focus(model_.IndexOf(opened));
    settling_ = kFramesToSettle;
  }
  area.width -= panes_.DrawPanel(frame, area);
  const float banner = DrawBanner(frame, area);
  area.y += banner;
  area.height = std::max(1.0f, area.height - banner);
  wall_.Draw(frame, area);
  frame.hidden_selected = CountHiddenSelected();
  DrawScreen(frame, area);
  const Rect bar = selection_bar_.Draw(frame, area);
  large_.DrawPeek(frame, area);
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl && io.MouseWheel != 0 && wall_.has_keyboard()) {
    frame.actions.push_back(io.MouseWheel > 0 ? UiAction::kLargerTiles : UiAction::kSmallerTiles);
  }
  return bar;
}

void WallUiOfImGui::Perform(Frame& frame, CommandSink& sink) {
  const ActionQueue actions = std::move(frame.actions);
  frame.actions.clear();
  for (const UiAction action : actions) PerformOne(frame, action, sink);
  if (!actions.empty()) settling_ = kFramesToSettle;
}

void WallUiOfImGui::PerformOne(Frame& frame, UiAction action, CommandSink& sink) {
  switch (action) {
    case UiAction::kLogOffSelected:
      if (state_.pending) break;
      // Who looks at one session means that one, whatever is selected on the wall behind it.
      state_.pending = state_.opened ? AskToLogOffOne(frame, *state_.opened) : AskToLogOffSelected(frame);
      break;
    case UiAction::kLogOffAll:
      if (!state_.pending) state_.pending = AskToLogOffAll(frame);
      break;
    case UiAction::kRetryFailed:
      if (const Batch* batch = NewestWithFailures(state_.activity)) TryAgain(frame, *batch);
      break;
    case UiAction::kCopyActivity:
      if (state_.activity.entries().empty()) break;
      ImGui::SetClipboardText(ActivityAsText(state_.activity.entries()).c_str());
      state_.said.emplace_back(Tr("Copied"));
      break;
    case UiAction::kSelectFailed:
      if (const Batch* batch = NewestWithFailures(state_.activity)) SelectFailed(frame, *batch);
      break;
    case UiAction::kCancelPending:
      for (const ActivityEntry& entry : state_.activity.entries()) {
        if (entry.waiting > 0) sink.Cancel(entry.batch->id);
      }
      break;
    case UiAction::kNextPane:
      panes_.GoToNext(state_);
      break;
    case UiAction::kSelectAll:
      SelectIf(frame, false, nullptr);
      break;
    case UiAction::kSelectRoom:
      if (const std::string* room = FocusedRoom()) SelectIf(frame, false, room);
      break;
    case UiAction::kInvertSelection:
      SelectIf(frame, true, nullptr);
      break;
    case UiAction::kClearSelection:
      state_.selection.Clear();
      break;
    case UiAction::kRefresh:
      sink.Refresh();
      break;
    case UiAction::kFindPeople:
      state_.tab = Tab::kHome;
      state_.focus_search = true;
      break;
    case UiAction::kOpenMenu:
      state_.open_menu = true;
      break;
    case UiAction::kToggleTheme:
      state_.settings.theme = look_.theme == Theme::kDark ? ThemeChoice::kLight : ThemeChoice::kDark;
      break;
    case UiAction::kOpenSession:
      if (state_.focused && model_.Knows(*state_.focused)) {
        state_.opened = state_.focused;
        state_.just_opened = true;
      }
      break;
    case UiAction::kArrangeDesks:
      ArrangeRoom();
      break;
    case UiAction::kForgetDesks:
      if (const std::string* room = FocusedRoom()) state_.settings.desk_plans.erase(*room);
      state_.arranged_room.reset();
      break;
    case UiAction::kPalette:
      state_.open_palette = true;
      break;
    case UiAction::kShowHome:
      state_.tab = Tab::kHome;
      break;
    case UiAction::kShowActivity:
      state_.tab = Tab::kActivity;
      break;
    case UiAction::kShowFigures:
      state_.show_figures = !state_.show_figures;
      break;
    case UiAction::kSettings:
      state_.open_settings = true;
      break;
    case UiAction::kFullScreen:
      sink.SetFullScreen(!frame.input.full_screen);
      break;
    case UiAction::kKeyboardMap:
      state_.open_keyboard_map = true;
      break;
    case UiAction::kRenameRoom:
      if (const std::string* room = FocusedRoom(); room != nullptr && !room->empty()) state_.rename_room = *room;
      break;
    case UiAction::kQuit:
      AskToQuit(sink);
      break;
    default:
      if (ApplyTo(state_.settings, action)) wall_.ShowFocused();
      break;
  }
}

const std::string* WallUiOfImGui::FocusedRoom() const {
  const int index = state_.focused ? model_.IndexOf(*state_.focused) : -1;
  return index >= 0 ? &model_.sessions()[static_cast<size_t>(index)].view->station->room : nullptr;
}

void WallUiOfImGui::ArrangeRoom() {
  const std::string* room = FocusedRoom();
  if (state_.arranged_room || room == nullptr) {
    state_.arranged_room.reset();
    return;
  }
  state_.arranged_room = *room;
  state_.settings.group = GroupBy::kRoom;  // desks are a room's
}

// Selects what is shown, of one room if one is given; the rest is deselected. Inverting leaves what is hidden alone.
void WallUiOfImGui::SelectIf(const Frame& frame, bool invert, const std::string* room) {
  if (!invert) state_.selection.Clear();
  for (const ShownSession& shown : model_.sessions()) {
    const SessionKey& key = *shown.key;
    if (!frame.CanSelect(shown) || (room != nullptr && shown.view->station->room != *room)) continue;
    state_.selection.Set(key, !invert || !state_.selection.Contains(key));
  }
}

// Something is pressed, or is about to open and have the keyboard.
bool WallUiOfImGui::KeyboardIsBusy() const {
  const ImGuiContext& g = *GImGui;
  return g.ActiveId != 0 || g.NavMoveSubmitted || g.NavNextActivateId != 0 || g.NavActivateId != 0 ||
         state_.focus_search || state_.pending || state_.open_menu || state_.open_keyboard_map ||
         state_.save_activity || state_.context_menu != ContextMenu::kNone;
}

void WallUiOfImGui::DecideNextChange(const Frame& frame, bool news) {
  const ImGuiContext& g = *GImGui;
  // The trail holds the input events that this frame took; the queue what it left for the next.
  if (news || g.InputEventsTrail.Size > 0 || g.InputEventsQueue.Size > 0) settling_ = kFramesToSettle;
  next_change_ = frame.next_change;
  const auto at = [&](MonotonicTime time) {
    if (!next_change_ || time < *next_change_) next_change_ = time;
  };
  if (settling_ > 0) {
    --settling_;
    at(frame.input.now);
  }
  // A tooltip waits a moment, a held key repeats, and a rubber band at the edge scrolls.
  const bool tooltip_waits = g.HoverItemDelayId != 0 && g.HoverItemDelayTimer < g.Style.HoverDelayNormal;
  const bool fading = ImGui::GetTopMostPopupModal() != nullptr ? g.DimBgRatio < 1 : g.DimBgRatio > 0;
  if (fading) at(frame.input.now);
  const bool held = g.ActiveId != 0 && !g.IO.WantTextInput;  // a text field waits for the next key
  if (tooltip_waits || g.BoxSelectState.IsActive || held) at(frame.input.now + Milliseconds(16));
}

}  // namespace

std::unique_ptr<WallUi> WallUi::Create(UiOptions options) {
  StartTranslations();
  return std::make_unique<WallUiOfImGui>(std::move(options));
}

}  // namespace labwall
