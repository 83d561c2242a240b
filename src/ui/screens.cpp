// SPDX-License-Identifier: Apache-2.0
#include "ui/screens.h"

#include <algorithm>
#include <optional>

#include "imgui.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

struct Message {
  std::string what;
  std::vector<std::string> lines;
  std::string button;  // empty for none
  enum class Does { kNothing, kRefresh, kClearSearch, kShowAll } does = Does::kNothing;
};

Message NoBroker(const Frame& frame, const char* what) {
  Message message{.what = what};
  const std::string& detail = frame.model.snapshot().broker_detail;
  if (!detail.empty()) message.lines.push_back(detail);
  if (!frame.input.connect_hint.empty()) message.lines.push_back(frame.input.connect_hint);
  return message;
}

std::optional<Message> MessageFor(const Frame& frame) {
  const WallCounts& counts = frame.model.counts();
  if (!frame.model.sessions().empty()) return std::nullopt;
  const bool searching = frame.state.search[0] != '\0';
  if (counts.sessions > 0 && counts.filtered_out == counts.sessions && !searching) {
    return Message{.what = Count("The filter hides {0} session", "The filter hides all {0} sessions",
                                 static_cast<size_t>(counts.sessions)),
                   .lines = {Tr("Suspended sessions and other states can be shown too.")},
                   .button = Tr("Show All"),
                   .does = Message::Does::kShowAll};
  }
  if (counts.sessions > 0 && counts.filtered_out == counts.sessions) {
    return Message{.what = Phrase(Tr("Nobody found for “{0}”"), std::string(frame.state.search.data())),
                   .lines = {Tr("The search looks at names, login names, stations and rooms, and wants every word.")},
                   .button = Tr("Clear the search"),
                   .does = Message::Does::kClearSearch};
  }
  if (counts.sessions > 0) return std::nullopt;  // all rooms are folded; their headings say so
  switch (frame.model.snapshot().broker) {
    case BrokerState::kLost:
      return NoBroker(frame, Tr("The connection to the lab is lost"));
    case BrokerState::kUnknown:
    case BrokerState::kConnecting:
      return NoBroker(frame, Tr("Connecting to the lab…"));
    case BrokerState::kConnected:
      break;
  }
  Message message{.what = Tr("Nobody is logged on"),
                  .lines = {Tr("Sessions appear here by themselves, on every station where labwall-agent runs.")},
                  .button = Tr("Ask again"),
                  .does = Message::Does::kRefresh};
  if (counts.unmonitored > 0) {
    message.lines.push_back(Count("{0} session is not monitored and not shown.",
                                  "{0} sessions are not monitored and not shown.",
                                  static_cast<size_t>(counts.unmonitored)));
  }
  return message;
}

}  // namespace

void DrawScreen(Frame& frame, const Rect& wall) {
  const std::optional<Message> message = MessageFor(frame);
  if (!message) return;
  const Look& look = frame.look;
  const float width = std::min(look.px(560), wall.width - look.px(40));
  ImGui::SetNextWindowPos({wall.x + wall.width / 2, wall.y + wall.height * 0.42f}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({width, 0});
  ImGui::Begin("##screen", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoNavFocus);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, look.px(3)});
  const float inner = ImGui::GetContentRegionAvail().x;
  const auto line = [&](const Type& type, const Colour& colour, const std::string& text) {
    for (const std::string& part : Wrapped(type, text, inner, 6)) {
      const ImVec2 pos = ImGui::GetCursorScreenPos();
      DrawText(ImGui::GetWindowDrawList(), type, {pos.x + (inner - WidthOf(type, part)) / 2, pos.y}, Packed(colour),
               part);
      ImGui::Dummy({inner, type.size * 1.25f});
    }
  };
  line({look.fonts.semibold, 20 * look.scale}, look.palette.text, message->what);
  ImGui::Dummy({0, look.px(2)});
  for (const std::string& text : message->lines) line(Body(look), look.palette.dim_text, text);
  if (!message->button.empty()) {
    ImGui::Dummy({0, look.px(8)});
    const float button = ButtonWidth(look, message->button, ButtonKind::kPrimary);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + (inner - button) / 2);
    if (Button(look, "do", message->button, ButtonKind::kPrimary, {button, look.px(36)})) {
      if (message->does == Message::Does::kRefresh) frame.actions.push_back(UiAction::kRefresh);
      if (message->does == Message::Does::kClearSearch) frame.state.search[0] = '\0';
      if (message->does == Message::Does::kShowAll) {
        frame.actions.push_back(UiAction::kShowAll);
        frame.actions.push_back(UiAction::kEveryState);
      }
    }
  }
  ImGui::PopStyleVar();
  ImGui::End();
}

float DrawBanner(Frame& frame, const Rect& wall) {
  const LabSnapshot& snapshot = frame.model.snapshot();
  if (snapshot.broker != BrokerState::kLost || frame.model.sessions().empty()) return 0;
  const Look& look = frame.look;
  const float height = look.px(40);
  ImGui::SetNextWindowPos({wall.x, wall.y});
  ImGui::SetNextWindowSize({wall.width, height});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, Packed(look.palette.raised));
  ImGui::Begin("##banner", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleColor();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float middle = wall.y + height / 2;
  DrawStateGlyph(list, StateGlyph::kProblem, {wall.x + look.px(27), middle}, look.px(15), Packed(look.palette.bad));
  std::string words = Tr("The connection to the lab is lost. The pictures are old, and commands will not arrive.");
  if (!snapshot.broker_detail.empty()) words += "  ·  " + snapshot.broker_detail;
  const Type type = Body(look);
  DrawText(list, type, {wall.x + look.px(46), middle - type.size / 2 - look.scale}, Packed(look.palette.text),
           Shortened(type, words, wall.width - look.px(60)));
  list->AddRectFilled({wall.x, wall.y + height - look.px(1)}, {wall.x + wall.width, wall.y + height},
                      Packed(look.palette.hairline));
  ImGui::End();
  return height;
}

}  // namespace labwall
