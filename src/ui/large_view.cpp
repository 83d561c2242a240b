// SPDX-License-Identifier: Apache-2.0
#include "ui/large_view.h"

#include <algorithm>
#include <cmath>

#include "imgui.h"
#include "ui/phrases.h"
#include "ui/scene_paint.h"
#include "ui/text.h"
#include "ui/tile.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr float kPanel = 300;
constexpr float kButtonsHeight = 4 * 44 + 6 + 40;  // with what is said below them
constexpr float kPanelFrom = 760;                  // narrower places have no room for the panel

ImVec2 Min(const Rect& r) { return {r.x, r.y}; }
ImVec2 Max(const Rect& r) { return {r.x + r.width, r.y + r.height}; }

// Of what the wall shows, or else of what it does not show now.
std::optional<ShownSession> Find(const WallModel& model, const SessionKey& key) {
  if (const int index = model.IndexOf(key); index >= 0) return model.sessions()[static_cast<size_t>(index)];
  for (const StationView& view : model.snapshot().stations) {
    if (view.station->id != key.station) continue;
    for (const Session& session : view.station->sessions) {
      if (session.key == key && session.monitored) return ShownSession{&session, &view, &session.key, 0, {}};
    }
  }
  return std::nullopt;
}

// The largest rectangle of the picture's shape in the middle of the place.
Rect Fitted(const Rect& place, PixelSize source) {
  if (source.width < 1 || source.height < 1) source = {16, 9};
  const float scale =
      std::min(place.width / static_cast<float>(source.width), place.height / static_cast<float>(source.height));
  const float width = std::floor(static_cast<float>(source.width) * scale);
  const float height = std::floor(static_cast<float>(source.height) * scale);
  return {place.x + std::floor((place.width - width) / 2), place.y + std::floor((place.height - height) / 2), width,
          height};
}

std::string PersonAndPlace(const ShownSession& shown) {
  const Session& session = *shown.session;
  return PersonInWords(session.user, session.display_name) + "  ·  " + Isolated(shown.view->station->host);
}

struct Fact {
  std::string name;
  std::string value;
};

std::vector<Fact> FactsOf(const Frame& frame, const ShownSession& shown, const PictureInfo& info) {
  const Session& session = *shown.session;
  const auto since = [&](int64_t unix_us) {
    return ShortSpan(std::chrono::milliseconds((frame.now_unix_us - unix_us) / 1000));
  };
  std::vector<Fact> facts;
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) facts.push_back({name, std::move(value)});
  };
  add(Tr("Login name"), session.user);
  add(Tr("Station"), shown.view->station->host);
  add(Tr("Room"), ShownRoomName(frame.state.settings, shown.view->station->room));
  add(Tr("State"), StateInWords(session, *shown.view));
  if (session.key.started_us > 0) add(Tr("Logged on for"), since(session.key.started_us));
  if (session.idle && session.idle_since_us > 0) add(Tr("Idle for"), since(session.idle_since_us));
  add(Tr("Comes from"), session.remote_host);
  if (info.available) add(Tr("Screen"), Phrase(Tr("{0} × {1}"), info.source.width, info.source.height));
  return facts;
}

}  // namespace

void LargeView::Begin() {
  scene_.tiles.clear();
  visible_.reset();
}

void LargeView::DrawPicture(Frame& frame, ImDrawList* list, const ShownSession& shown, const Rect& place) {
  const Look& look = frame.look;
  TileStatus status;
  if (frame.input.picture) status.info = frame.input.picture(*shown.key);
  status.tile = status.picture = Fitted(place, status.info.source);
  PrepareScene(scene_, look, place);
  scene_.blurred = frame.state.settings.private_view;
  TileDraw draw;
  draw.key = *shown.key;
  draw.tile = draw.picture = status.picture;
  if (painter_.paint == nullptr) {
    list->AddRectFilled(Min(draw.picture), Max(draw.picture), Packed(look.palette.letterbox), scene_.picture_rounding);
  }
  AddScene(list, painter_, scene_);
  const PictureShade shade = DrawLargePicture(frame, list, shown, status);
  draw.veil = shade.veil;
  draw.opacity = shade.opacity;
  scene_.tiles.push_back(std::move(draw));
  const ImVec2 scale = ImGui::GetIO().DisplayFramebufferScale;
  visible_ = VisiblePicture{*shown.key,
                            {static_cast<int>(std::lround(status.picture.width * scale.x)),
                             static_cast<int>(std::lround(status.picture.height * scale.y))},
                            true,
                            true};
}

void LargeView::DrawPeek(Frame& frame, const Rect& wall) {
  if (!frame.state.peeked) return;
  const std::optional<ShownSession> shown = Find(frame.model, *frame.state.peeked);
  if (!shown || shown->session == nullptr) return;
  const Look& look = frame.look;
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddRectFilled(Min(wall), Max(wall), Packed(look.palette.background, 0.95f));
  const float caption = look.px(44);
  const float margin = look.px(24);
  const Rect place{wall.x + margin, wall.y + margin, wall.width - 2 * margin, wall.height - 2 * margin - caption};
  if (place.width < 1 || place.height < 1) return;
  DrawPicture(frame, list, *shown, place);
  const Type type = Large(look);
  const std::string words = Shortened(type, PersonAndPlace(*shown), place.width);
  const Rect& picture = scene_.tiles.front().picture;
  DrawText(list, type, {wall.x + (wall.width - WidthOf(type, words)) / 2, picture.y + picture.height + look.px(12)},
           Packed(look.palette.text), words);
}

void LargeView::DrawSession(Frame& frame, const Rect& area) {
  const Look& look = frame.look;
  TakeKeys(frame);
  if (!frame.state.opened) return;
  ImGui::SetNextWindowPos(Min(area));
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, Packed(look.palette.background));
  ImGui::Begin("##session", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav);
  ImGui::PopStyleColor();
  const bool with_panel = area.width >= look.px(kPanelFrom);
  const float panel = with_panel ? look.px(kPanel) : 0;
  const float margin = look.px(24);
  const Rect place{area.x + margin, area.y + margin, std::max(1.0f, area.width - panel - 2 * margin),
                   std::max(1.0f, area.height - 2 * margin)};
  const std::optional<ShownSession> shown = Find(frame.model, *frame.state.opened);
  if (shown && shown->session != nullptr) {
    if (const int index = frame.model.IndexOf(*shown->key); index >= 0) place_ = index;
    DrawPicture(frame, ImGui::GetWindowDrawList(), *shown, place);
    if (with_panel) DrawDetails(frame, *shown, {area.x + area.width - panel, area.y, panel, area.height});
  } else {
    const Type type = Large(look);
    const char* words = Tr("This session has ended");
    const float middle = place.y + place.height / 2;
    DrawText(ImGui::GetWindowDrawList(), type, {place.x + (place.width - WidthOf(type, words)) / 2, middle - type.size},
             Packed(look.palette.text), words);
    const char* back = Tr("Back to the wall");
    const float width = ButtonWidth(look, back, ButtonKind::kPrimary);
    ImGui::SetCursorScreenPos({place.x + (place.width - width) / 2, middle + look.px(16)});
    if (Button(look, "back", back, ButtonKind::kPrimary, {width, look.px(36)})) frame.state.opened.reset();
  }
  ImGui::End();
}

void LargeView::DrawDetails(Frame& frame, const ShownSession& shown, const Rect& panel) {
  const Look& look = frame.look;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(Min(panel), Max(panel), Packed(look.palette.surface));
  list->AddLine(Min(panel), {panel.x, panel.y + panel.height}, Packed(look.palette.hairline));
  const float left = panel.x + look.px(20);
  const float room = panel.width - look.px(40);
  float y = panel.y + look.px(22);
  const Session& session = *shown.session;
  const Type title{look.fonts.semibold, look.px(19)};
  for (const std::string& line : Wrapped(title, PersonInWords(session.user, session.display_name), room, 2)) {
    DrawText(list, title, {left, y}, Packed(look.palette.text), line);
    y += look.px(26);
  }
  y += look.px(8);
  const PictureInfo info = frame.input.picture ? frame.input.picture(*shown.key) : PictureInfo{};
  // The buttons come first where the window is low.
  const float facts_end = panel.y + panel.height - look.px(kButtonsHeight);
  for (const Fact& fact : FactsOf(frame, shown, info)) {
    if (y + look.px(42) > facts_end) break;
    DrawText(list, Small(look), {left, y}, Packed(look.palette.dim_text), fact.name);
    DrawText(list, Body(look), {left, y + look.px(15)}, Packed(look.palette.text),
             Shortened(Body(look), fact.value, room));
    y += look.px(42);
  }
  frame.ChangesAt(frame.input.now + std::chrono::seconds(1));  // spans grow

  y += look.px(6);
  const auto button = [&](const char* id, const char* label, ButtonKind kind) {
    ImGui::SetCursorScreenPos({left, y});
    y += look.px(44);
    return Button(look, id, label, kind, {room, look.px(36)});
  };
  ImGui::BeginDisabled(!frame.CanSelect(shown));
  if (button("log off", Tr("Log Off…"), ButtonKind::kPrimary)) frame.actions.push_back(UiAction::kLogOffSelected);
  ImGui::EndDisabled();
  if (button("previous", Tr("Previous session"), ButtonKind::kPlain)) GoBy(frame, -1);
  if (button("next", Tr("Next session"), ButtonKind::kPlain)) GoBy(frame, 1);
  if (button("back", Tr("Back to the wall"), ButtonKind::kPlain)) frame.state.opened.reset();
  for (const std::string& line :
       Wrapped(Small(look), Tr("Arrow keys go to the next session, Esc goes back."), room, 3)) {
    DrawText(list, Small(look), {left, y}, Packed(look.palette.dim_text), line);
    y += look.px(16);
  }
}

void LargeView::TakeKeys(Frame& frame) {
  if (ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup) || ImGui::GetIO().WantTextInput) return;
  const auto pressed = [](std::initializer_list<ImGuiKey> keys) {
    return std::any_of(keys.begin(), keys.end(), [](ImGuiKey key) { return ImGui::IsKeyChordPressed(key); });
  };
  if (pressed({ImGuiKey_LeftArrow, ImGuiKey_UpArrow, ImGuiKey_PageUp})) GoBy(frame, -1);
  if (pressed({ImGuiKey_RightArrow, ImGuiKey_DownArrow, ImGuiKey_PageDown, ImGuiKey_Space})) GoBy(frame, 1);
  if (pressed({ImGuiKey_Home})) GoBy(frame, -static_cast<int>(frame.model.sessions().size()));
  if (pressed({ImGuiKey_End})) GoBy(frame, static_cast<int>(frame.model.sessions().size()));
  if (frame.state.just_opened) {
    frame.state.just_opened = false;  // by a key that would also close it
  } else if (pressed({ImGuiKey_Escape, ImGuiKey_Enter, ImGuiKey_KeypadEnter, ImGuiKey_Backspace})) {
    frame.state.opened.reset();
  }
}

// Past stations without a session, and not past the ends.
void LargeView::GoBy(Frame& frame, int step) {
  const auto& sessions = frame.model.sessions();
  const int count = static_cast<int>(sessions.size());
  const int from = frame.state.opened ? frame.model.IndexOf(*frame.state.opened) : -1;
  const int way = step < 0 ? -1 : 1;
  // A session that has ended left its place to the one after it.
  int at = from >= 0 ? from : std::min(place_, count) - (way > 0 ? 1 : 0);
  for (int left = std::abs(step); left > 0; --left) {
    int to = at + way;
    while (to >= 0 && to < count && sessions[static_cast<size_t>(to)].session == nullptr) to += way;
    if (to < 0 || to >= count) break;
    at = to;
  }
  if (at >= 0 && at < count && sessions[static_cast<size_t>(at)].session != nullptr) {
    frame.state.opened = *sessions[static_cast<size_t>(at)].key;
  }
}

}  // namespace labwall
