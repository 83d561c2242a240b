// SPDX-License-Identifier: Apache-2.0
#include "ui/confirm_dialog.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "imgui_internal.h"
#include "ui/dialog.h"
#include "ui/form.h"
#include "ui/phrases.h"
#include "ui/text.h"

namespace labwall {
namespace {

constexpr const char* kId = "##confirm";
constexpr size_t kNamesShown = 8;
constexpr float kNameRow = 38;
constexpr float kAroundTheNames = 320;  // what a dialog with everything in it needs besides the list of names

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

// Who is still there. Nothing to do for as long as the lab has not changed: there can be thousands of them.
void CountHeads(const Frame& frame, PendingLogOff& pending) {
  const uint64_t version = frame.model.snapshot().version;
  if (pending.counted_in == version) return;
  pending.counted_in = version;
  pending.count = {};
  std::string_view station;  // sessions of one station are neighbours
  for (PendingLogOff::Person& person : pending.people) {
    person.gone = !frame.model.Knows(person.target.key);
    if (person.gone) {
      ++pending.count.gone;
      continue;
    }
    ++pending.count.people;
    if (person.hidden) ++pending.count.hidden;
    if (person.target.key.station != station) ++pending.count.stations;
    station = person.target.key.station;
  }
}

class ConfirmDialog {
 public:
  ConfirmDialog(Frame& frame, PendingLogOff& pending)
      : frame_(frame), look_(frame.look), pending_(pending), count_(pending.count), width_(DialogWidth(look_, 520)) {}

  enum class Answer { kNone, kCancel, kAll, kOnlyShown };

  [[nodiscard]] Answer Draw() {
    if (count_.people == 0) return DrawNobodyLeft();
    DialogTitle(look_, Count("Log off {0} user?", "Log off {0} users?", count_.people), width_);
    DrawWhoIsMeant();
    Gap(4);
    DrawNames();
    Gap(2);
    if (count_.gone > 0) {
      Dim(Count("{0} of them has left meanwhile.", "{0} of them have left meanwhile.", count_.gone));
    }
    if (count_.hidden > 0) {
      Paragraph(Body(look_), look_.palette.warn,
                Count("{0} of them is not shown on the wall now.", "{0} of them are not shown on the wall now.",
                      count_.hidden),
                width_, look_);
    }
    Paragraph(Body(look_), look_.palette.text, Tr("Unsaved work is lost."), width_, look_);
    const bool entered = DrawNumberField();
    Gap(8);
    Answer answer = DrawButtons();
    if (entered && answer == Answer::kNone) answer = AnswerTyped();
    return answer;
  }

 private:
  void Gap(float height) { ImGui::Dummy({0, look_.px(height)}); }
  [[nodiscard]] size_t columns() const { return width_ < look_.px(320) ? 1 : 2; }
  void Dim(const std::string& text) { Paragraph(Body(look_), look_.palette.dim_text, text, width_, look_); }

  Answer DrawNobodyLeft() {
    DialogTitle(look_, Tr("Nobody is left to log off"), width_);
    Dim(Tr("Everybody named here has left meanwhile."));
    Gap(8);
    const bool closed = DrawDialogButtons(look_, mnemonics_, {{"cancel", Tr("Close")}}, width_) == 0;
    if (!ImGui::IsItemFocused()) ImGui::FocusItem();  // the one that had the keyboard may be gone
    return closed ? Answer::kCancel : Answer::kNone;
  }

  void DrawWhoIsMeant() {
    Dim(Count("On {0} station", "On {0} stations", count_.stations));
    if (!pending_.all) return;
    std::string text = Tr("These are all monitored sessions.");
    const auto add = [&](const std::string& sentence) { text.append(" ").append(sentence); };
    const auto& own = frame_.input.own_session;
    if (own && frame_.model.Knows(*own)) add(Tr("Left out is the session that this console runs in."));
    if (const int unmonitored = frame_.model.counts().unmonitored; unmonitored > 0) {
      add(Count("Left out is {0} session that is not monitored.", "Left out are {0} sessions that are not monitored.",
                static_cast<size_t>(unmonitored)));
    }
    Dim(text);
  }

  // In columns, in reading order. Only rows on screen are touched: there can be thousands.
  void DrawRows(size_t shown, float width) {
    const size_t columns = this->columns();
    const float row = look_.px(kNameRow);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>((shown + columns - 1) / columns), row);
    while (clipper.Step()) {
      for (int line = clipper.DisplayStart; line < clipper.DisplayEnd; ++line) {
        const ImVec2 start = ImGui::GetCursorScreenPos();
        for (size_t column = 0; column < columns; ++column) {
          const size_t i = static_cast<size_t>(line) * columns + column;
          if (i >= shown) break;
          const float column_width = width / static_cast<float>(columns);
          DrawName(pending_.people[i], {start.x + column_width * static_cast<float>(column), start.y},
                   column_width - look_.px(16));
        }
        ImGui::SetCursorScreenPos({start.x, start.y + row});
      }
    }
    clipper.End();
    ImGui::Dummy({0, 0});
  }

  void DrawName(const PendingLogOff::Person& person, ImVec2 at, float room) {
    const Palette& p = look_.palette;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Type type = Body(look_);
    const Type small = Small(look_);
    const std::string name = Shortened(type, PersonInWords(person.target.user, person.target.display_name), room);
    DrawText(list, type, at, Packed(person.gone ? p.dim_text : p.text), name);
    if (person.gone) {
      const float y = IM_ROUND(at.y + type.size * 0.62f);
      list->AddRectFilled({at.x, y}, {at.x + WidthOf(type, name), y + look_.px(1)}, Packed(p.dim_text));
    }
    const std::string where = person.gone ? Phrase(Tr("{0}, has left meanwhile"), person.host) : person.host;
    DrawText(list, small, {at.x, at.y + look_.px(17)}, Packed(p.dim_text), Shortened(small, where, room));
  }

  // How many rows of names fit into the window with everything else in the dialog.
  [[nodiscard]] float RowsThatFit() const {
    return std::max(1.0f, std::floor((DialogHeight(look_) - look_.px(kAroundTheNames)) / look_.px(kNameRow)));
  }

  void DrawNames() {
    const size_t all = pending_.people.size();
    const size_t few = std::min(kNamesShown, static_cast<size_t>(RowsThatFit()) * columns());
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    if (pending_.every_name) {
      DrawEveryName();
    } else {
      DrawRows(std::min(all, few), width_);
    }
    ImGui::PopStyleVar();
    if (all <= few) return;
    if (!pending_.every_name) {
      const std::string more = Count("and {0} more", "and {0} more", all - few);
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const float text_width = WidthOf(Body(look_), more);
      DrawText(ImGui::GetWindowDrawList(), Body(look_), {at.x, at.y + look_.px(6)}, Packed(look_.palette.dim_text),
               more);
      ImGui::SetCursorScreenPos({at.x + text_width + look_.px(8), at.y});
    } else {
      ImGui::SetCursorPos({ImGui::GetCursorPosX() - look_.px(6), ImGui::GetCursorPosY() + look_.px(4)});
    }
    const char* const label = pending_.every_name ? Tr("Show fewer names") : Tr("Show all names");
    if (mnemonics_.Button(look_, "names", label, ButtonKind::kLink, {0, look_.px(28)})) {
      pending_.every_name = !pending_.every_name;
    }
  }

  void DrawEveryName() {
    const auto rows = static_cast<float>((pending_.people.size() + columns() - 1) / columns());
    const float height = look_.px(kNameRow) * std::min(rows, std::max(2.0f, RowsThatFit()));
    BeginScrolled("names", {width_, height});
    DrawRows(pending_.people.size(), ImGui::GetContentRegionAvail().x);
    EndScrolled(look_);
  }

  // True when Enter was pressed in it.
  bool DrawNumberField() {
    if (!MustType(count_.people)) return false;
    Gap(4);
    Paragraph(Body(look_), look_.palette.text, Tr("To confirm, type the number that is on the button:"), width_, look_);
    TextFieldOptions options;
    options.width = look_.px(120);
    options.take_keyboard = ImGui::IsWindowAppearing();
    options.flags = ImGuiInputTextFlags_CharsDecimal | ImGuiInputTextFlags_EnterReturnsTrue;
    const bool entered = TextField(look_, "##number", pending_.typed.data(), pending_.typed.size(), options);
    if (entered && AnswerTyped() == Answer::kNone) {
      pending_.typed = {};
      ImGui::SetKeyboardFocusHere(-1);
    }
    return entered;
  }

  [[nodiscard]] bool MustType(size_t people) const {
    return frame_.state.settings.type_large_numbers && people >= kManyPeople;
  }
  [[nodiscard]] bool HasTyped(size_t people) const {
    const std::string_view typed(pending_.typed.data());
    size_t number = 0;
    const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
    return error == std::errc() && end == typed.data() + typed.size() && number == people;
  }
  [[nodiscard]] bool MayPress(size_t people) const { return !MustType(people) || HasTyped(people); }
  [[nodiscard]] size_t shown() const { return count_.people - count_.hidden; }

  Answer DrawButtons() {
    std::vector<DialogButton> buttons = {{"cancel", Tr("Cancel")}};
    std::vector<Answer> answers = {Answer::kCancel};
    if (count_.hidden > 0 && shown() > 0) {
      buttons.push_back(
          {"shown", Count("Only the {0} shown", "Only the {0} shown", shown()), ButtonKind::kPlain, MayPress(shown())});
      answers.push_back(Answer::kOnlyShown);
    }
    buttons.push_back({"confirm", Count("Log off {0} user", "Log off {0} users", count_.people),
                       ButtonKind::kDestructive, MayPress(count_.people)});
    answers.push_back(Answer::kAll);
    const int pressed = DrawDialogButtons(look_, mnemonics_, buttons, width_);
    return pressed < 0 ? Answer::kNone : answers[static_cast<size_t>(pressed)];
  }

  // Enter behind the number presses the button that has it.
  [[nodiscard]] Answer AnswerTyped() const {
    if (HasTyped(count_.people)) return Answer::kAll;
    return count_.hidden > 0 && MustType(shown()) && HasTyped(shown()) ? Answer::kOnlyShown : Answer::kNone;
  }

  Frame& frame_;
  const Look& look_;
  PendingLogOff& pending_;
  const PendingLogOff::Headcount& count_;
  const float width_;
  Mnemonics mnemonics_;
};

Command MakeCommand(const Frame& frame, const PendingLogOff& pending, bool with_hidden) {
  Command command;
  command.action = Action::kLogOff;
  command.operator_session = frame.input.own_session;
  for (const PendingLogOff::Person& person : pending.people) {
    if (!person.gone && (with_hidden || !person.hidden)) command.targets.push_back(person.target);
  }
  return command;
}

}  // namespace

std::optional<PendingLogOff> AskToLogOffSelected(const Frame& frame) {
  return AskToLogOffThese(frame, frame.state.selection);
}

std::optional<PendingLogOff> AskToLogOffThese(const Frame& frame, const Selection& sessions) {
  return Ask(frame, false, [&](const Session& session) { return sessions.Contains(session.key); });
}

std::optional<PendingLogOff> AskToLogOffOne(const Frame& frame, const SessionKey& key) {
  return Ask(frame, false, [&](const Session& session) { return session.key == key; });
}

std::optional<PendingLogOff> AskToLogOffAll(const Frame& frame) {
  return Ask(frame, true, [](const Session&) { return true; });
}

std::optional<Command> DrawConfirmDialog(Frame& frame) {
  using Answer = ConfirmDialog::Answer;
  std::optional<PendingLogOff>& pending = frame.state.pending;
  if (!pending) return std::nullopt;
  if (pending->just_asked) ImGui::OpenPopup(kId);
  pending->just_asked = false;
  if (!BeginDialog(frame.look, kId)) {
    pending.reset();
    return std::nullopt;
  }
  CountHeads(frame, *pending);
  Answer answer = ConfirmDialog(frame, *pending).Draw();
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
