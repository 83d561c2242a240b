// SPDX-License-Identifier: Apache-2.0
#include "ui/confirm_dialog.h"

#include <algorithm>

#include "imgui.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {
namespace {

constexpr const char* kId = "##confirm";
constexpr size_t kNamesShown = 8;

template <typename Wanted>
std::optional<PendingLogOff> Ask(const Frame& frame, bool all, Wanted wanted) {
  PendingLogOff pending;
  pending.all = all;
  for (const ShownSession& known : frame.model.AllMonitored()) {
    const Session& session = *known.session;
    if (frame.IsOwn(session.key) || !wanted(session)) continue;
    const bool hidden = frame.model.IndexOf(session.key) < 0;
    pending.people.push_back({{session.key, session.user, session.display_name}, known.view->station->host, hidden});
  }
  if (pending.people.empty()) return std::nullopt;
  return pending;
}

void Line(const Look& look, const Type& type, const Colour& colour, const std::string& text, float width) {
  ImGui::PushFont(type.font, type.size / look.scale);
  ImGui::PushStyleColor(ImGuiCol_Text, Packed(colour));
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

// Two columns of names; whoever has left meanwhile is said to have.
void DrawNames(const Frame& frame, const PendingLogOff& pending, float width) {
  const Look& look = frame.look;
  const Type name_type = Body(look);
  const Type host_type = Small(look);
  const float row = look.px(38);
  const float column = width / 2;
  const size_t shown = std::min(pending.people.size(), kNamesShown);
  const size_t rows = (shown + 1) / 2;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (size_t i = 0; i < shown; ++i) {
    const PendingLogOff::Person& person = pending.people[i];
    const bool gone = !frame.model.Knows(person.target.key);
    const float x = start.x + (i % 2 == 0 ? 0 : column);
    const float y = start.y + static_cast<float>(i / 2) * row;
    const float room = column - look.px(16);
    const std::string name = PersonInWords(person.target.user, person.target.display_name);
    DrawText(list, name_type, {x, y}, Packed(gone ? look.palette.dim_text : look.palette.text),
             Shortened(name_type, name, room));
    const std::string where = gone ? Phrase(Tr("{0}, has left meanwhile"), person.host) : person.host;
    DrawText(list, host_type, {x, y + look.px(17)}, Packed(look.palette.dim_text), Shortened(host_type, where, room));
  }
  ImGui::Dummy({width, static_cast<float>(rows) * row - look.px(4)});
  if (pending.people.size() > shown) {
    Line(look, host_type, look.palette.dim_text, Count("and {0} more", "and {0} more", pending.people.size() - shown),
         width);
  }
}

Command MakeCommand(const Frame& frame, const PendingLogOff& pending, bool with_hidden) {
  Command command;
  command.action = Action::kLogOff;
  command.operator_session = frame.input.own_session;
  for (const PendingLogOff::Person& person : pending.people) {
    if (with_hidden || !person.hidden) command.targets.push_back(person.target);
  }
  return command;
}

enum class Answer { kNone, kCancel, kAll, kOnlyShown };

Answer DrawButtons(const Look& look, size_t count, size_t hidden, float width) {
  Answer answer = Answer::kNone;
  const std::string cancel = Tr("Cancel");
  const std::string confirm = Count("Log off {0} user", "Log off {0} users", count);
  const std::string only_shown = Count("Only the {0} shown", "Only the {0} shown", count - hidden);
  const bool offer_shown = hidden > 0 && hidden < count;
  const float cancel_width = std::max(look.px(96), ButtonWidth(look, cancel, ButtonKind::kPlain));
  float needed = cancel_width + look.px(12) + ButtonWidth(look, confirm, ButtonKind::kDestructive);
  if (offer_shown) needed += look.px(12) + ButtonWidth(look, only_shown, ButtonKind::kPlain);
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, width - needed));
  const float height = look.px(36);
  if (Button(look, "cancel", cancel, ButtonKind::kPlain, {cancel_width, height})) answer = Answer::kCancel;
  ImGui::SetItemDefaultFocus();
  if (offer_shown) {
    ImGui::SameLine(0, look.px(12));
    if (Button(look, "shown", only_shown, ButtonKind::kPlain, {0, height})) answer = Answer::kOnlyShown;
  }
  ImGui::SameLine(0, look.px(12));
  if (Button(look, "confirm", confirm, ButtonKind::kDestructive, {0, height})) answer = Answer::kAll;
  return answer;
}

}  // namespace

std::optional<PendingLogOff> AskToLogOffSelected(const Frame& frame) {
  return Ask(frame, false, [&](const Session& session) { return frame.state.selection.Contains(session.key); });
}

std::optional<PendingLogOff> AskToLogOffOne(const Frame& frame, const SessionKey& key) {
  return Ask(frame, false, [&](const Session& session) { return session.key == key; });
}

std::optional<PendingLogOff> AskToLogOffAll(const Frame& frame) {
  return Ask(frame, true, [](const Session&) { return true; });
}

std::optional<Command> DrawConfirmDialog(Frame& frame) {
  std::optional<PendingLogOff>& pending = frame.state.pending;
  if (!pending) return std::nullopt;
  const Look& look = frame.look;
  if (pending->just_asked) ImGui::OpenPopup(kId);
  pending->just_asked = false;

  const size_t count = pending->people.size();
  const auto hidden = static_cast<size_t>(
      std::count_if(pending->people.begin(), pending->people.end(), [](const auto& person) { return person.hidden; }));
  const float width = std::min(look.px(520), ImGui::GetMainViewport()->Size.x - look.px(80));
  const size_t rows = (std::min(count, kNamesShown) + 1) / 2;
  const int lines = (pending->all ? 1 : 0) + (hidden > 0 ? 1 : 0) + (count > kNamesShown ? 1 : 0);
  const float height = look.px(140) + look.px(38) * static_cast<float>(rows) + look.px(24) * static_cast<float>(lines);
  if (!BeginDialog(look, kId, {width, height})) {
    pending.reset();
    return std::nullopt;
  }

  Line(look, Large(look), look.palette.text, Count("Log off {0} user?", "Log off {0} users?", count), width);
  if (pending->all) {
    Line(look, Body(look), look.palette.dim_text,
         Tr("These are all monitored sessions, except the one that this console runs in."), width);
  }
  ImGui::Dummy({0, look.px(4)});
  DrawNames(frame, *pending, width);
  ImGui::Dummy({0, look.px(4)});
  if (hidden > 0) {
    Line(look, Body(look), look.palette.warn,
         Count("{0} of them is not shown on the wall now.", "{0} of them are not shown on the wall now.", hidden),
         width);
  }
  Line(look, Body(look), look.palette.text, Tr("Unsaved work is lost."), width);
  ImGui::Dummy({0, look.px(8)});
  Answer answer = DrawButtons(look, count, hidden, width);
  if (answer == Answer::kNone && ImGui::IsKeyPressed(ImGuiKey_Escape, false)) answer = Answer::kCancel;
  std::optional<Command> command;
  if (answer == Answer::kAll || answer == Answer::kOnlyShown) {
    command = MakeCommand(frame, *pending, answer == Answer::kAll);
  }
  if (answer != Answer::kNone) {
    ImGui::CloseCurrentPopup();
    pending.reset();
  }
  ImGui::EndPopup();
  return command;
}

}  // namespace labwall
