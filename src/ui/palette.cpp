// SPDX-License-Identifier: Apache-2.0
#include "ui/palette.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/dialog.h"
#include "ui/form.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/tile.h"
#include "ui/words.h"

namespace labwall {
namespace {

constexpr const char* kId = "##palette";
constexpr float kWidth = 680;
constexpr float kRowHeight = 40;
constexpr float kMostRows = 10;
constexpr size_t kMostRecent = 5;

bool BeginsAWord(std::string_view text, size_t at) {
  if (at == 0) return true;
  const auto before = static_cast<unsigned char>(text[at - 1]);
  return before < 0x80 && std::isalnum(before) == 0;
}

bool HasWordThatBeginsWith(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (BeginsAWord(text, at)) return true;
  }
  return false;
}

// How well a folded text matches, best first: its beginning, the beginnings of words, anything. -1: not at all.
constexpr int kRanks = 3;
int RankOf(std::string_view text, const std::vector<std::string>& words) {
  if (words.empty()) return 0;
  if (!HasAllWords(text, words)) return -1;
  if (text.starts_with(words.front())) return 0;
  const auto begins = [&](const std::string& word) { return HasWordThatBeginsWith(text, word); };
  return std::all_of(words.begin(), words.end(), begins) ? 1 : 2;
}

// Home and End are for the list.
int KeepCursor(ImGuiInputTextCallbackData* data) {
  const bool pressed = ImGui::IsKeyPressed(ImGuiKey_Home) || ImGui::IsKeyPressed(ImGuiKey_End);
  if (!pressed || ImGui::GetIO().KeyMods != 0) return 0;
  data->CursorPos = data->BufTextLen;
  data->ClearSelection();
  return 0;
}

bool Possible(const Frame& frame, const PaletteEntry& entry) {
  return entry.action ? StateOf(*entry.action, frame).enabled : frame.model.Knows(entry.session.session->key);
}

// What a row has where: a sign, its name, and more about it at the right.
struct RowLook {
  Type name_type;
  std::string name;
  Type more_type;
  std::string more;
};

RowLook LookOf(const Frame& frame, const PaletteEntry& entry) {
  const Look& look = frame.look;
  if (entry.action) {
    const ActionInfo& info = InfoOf(*entry.action);
    return {Body(look), Tr(info.label), Small(look), *info.shortcut == '\0' ? "" : Tr(info.shortcut)};
  }
  const Session& session = *entry.session.session;
  const Station& station = *entry.session.view->station;
  std::string where = station.host;
  if (!frame.model.Knows(session.key)) {
    where = Phrase(Tr("{0}, has left meanwhile"), station.host);
  } else if (!station.room.empty()) {
    where.append("  ·  ").append(ShownRoomName(frame.state.settings, station.room));
  }
  return {Strong(look), PersonInWords(session.user, session.display_name), Small(look), where};
}

void DrawRow(const Frame& frame, const PaletteEntry& entry, bool highlighted, const ImRect& row) {
  const Look& look = frame.look;
  const auto& p = look.palette;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const bool possible = Possible(frame, entry);
  if (highlighted) {
    list->AddRectFilled(row.Min, row.Max, possible ? Packed(p.accent) : Packed(p.hairline, 0.6f), look.px(6));
  }
  const bool on_accent = highlighted && possible;
  const uint32_t text = on_accent ? Packed(p.on_accent) : possible ? Packed(p.text) : Packed(p.dim_text, 0.75f);
  const uint32_t dim = on_accent ? Packed(p.on_accent) : Packed(p.dim_text, possible ? 1 : 0.75f);
  const float middle = row.GetCenter().y;
  const ImVec2 sign(row.Min.x + look.px(20), middle);
  if (!entry.action) {
    const StateGlyph glyph = GlyphOf(*entry.session.session, *entry.session.view);
    DrawStateGlyph(list, glyph, sign, look.px(13), on_accent ? text : GlyphColour(p, glyph));
  } else if (StateOf(*entry.action, frame).checked) {
    DrawIcon(list, Icon::kCheck, sign, look.px(14), text);
  }
  const RowLook words = LookOf(frame, entry);
  const float left = row.Min.x + look.px(40);
  const float right = row.Max.x - look.px(12);
  const auto top = [&](const Type& type) { return middle - type.size / 2 - look.scale * 0.5f; };
  const float most = (right - left) * (words.more.empty() ? 1.0f : 0.62f);
  const std::string name = Shortened(words.name_type, words.name, most);
  DrawText(list, words.name_type, {left, top(words.name_type)}, text, name);
  const float room = right - left - WidthOf(words.name_type, name) - look.px(16);
  const std::string more = Shortened(words.more_type, words.more, room);
  DrawText(list, words.more_type, {right - WidthOf(words.more_type, more), top(words.more_type)}, dim, more);
}

}  // namespace

void CommandPalette::Open(Frame& frame) {
  text_ = {};
  at_ = 0;
  entries_.clear();
  AddActions();
  AddSessions(frame);
  Match(frame);
  MoveTo(0);
  ImGui::OpenPopup(kId);
}

void CommandPalette::AddActions() {
  const auto add = [&](UiAction action) {
    PaletteEntry entry;
    entry.text = FoldCase(Tr(InfoOf(action).label));
    entry.action = action;
    entries_.push_back(std::move(entry));
  };
  for (const UiAction action : recent_) add(action);
  for (const ActionInfo& info : AllActions()) {
    const bool recent = std::find(recent_.begin(), recent_.end(), info.action) != recent_.end();
    if (!recent && info.action != UiAction::kPalette) add(info.action);
  }
}

void CommandPalette::AddSessions(const Frame& frame) {
  snapshot_ = frame.input.snapshot;
  if (snapshot_.get() != &frame.model.snapshot()) return;
  const std::vector<ShownSession> all = frame.model.AllMonitored();
  entries_.reserve(entries_.size() + all.size());
  std::string text;
  for (const ShownSession& shown : all) {
    const Session& session = *shown.session;
    const Station& station = *shown.view->station;
    text.clear();
    for (const std::string* part : {&session.display_name, &session.user, &station.host, &station.id, &station.room}) {
      text.append(*part).push_back('\n');
    }
    const auto renamed = frame.state.settings.room_names.find(station.room);
    if (renamed != frame.state.settings.room_names.end()) text += renamed->second;
    entries_.push_back({FoldCase(text), std::nullopt, shown});
  }
}

void CommandPalette::MoveTo(int row) {
  at_ = row;
  scroll_to_row_ = true;
}

void CommandPalette::Match(const Frame& frame) {
  matched_ = text_.data();
  const std::vector<std::string> words = WordsOf(matched_);
  std::array<std::vector<uint32_t>, kRanks + 1> found;  // what is not possible now comes last
  for (size_t i = 0; i < entries_.size(); ++i) {
    const PaletteEntry& entry = entries_[i];
    const int rank = RankOf(entry.text, words);
    if (rank < 0) continue;
    const bool possible = !entry.action || Possible(frame, entry);
    found[static_cast<size_t>(possible ? rank : kRanks)].push_back(static_cast<uint32_t>(i));
  }
  rows_.clear();
  for (const std::vector<uint32_t>& ranked : found) rows_.insert(rows_.end(), ranked.begin(), ranked.end());
}

std::optional<SessionKey> CommandPalette::Draw(Frame& frame) {
  if (frame.state.open_palette) Open(frame);
  frame.state.open_palette = false;
  const Look& look = frame.look;
  if (!BeginDialog(look, kId, {14, 14})) {
    entries_.clear();
    snapshot_.reset();
    return std::nullopt;
  }
  const float width = DialogWidth(look, kWidth);
  TextFieldOptions field;
  field.width = width;
  field.hint = Tr("Find an action, a person, a station or a room");
  field.search = true;
  field.take_keyboard = true;
  field.flags = ImGuiInputTextFlags_CallbackAlways;
  field.callback = KeepCursor;
  TextField(look, "##find", text_.data(), text_.size(), field);
  if (matched_ != text_.data()) {
    Match(frame);
    MoveTo(0);
  }
  Chosen chosen = TakeKeys();
  if (const Chosen clicked = DrawRows(frame, width); clicked != Chosen::kNothing) chosen = clicked;
  DrawHelp(frame, width);
  const bool clicked_outside =
      ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
      !ImGui::IsWindowHovered(ImGuiHoveredFlags_RootAndChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  std::optional<SessionKey> go_to;
  const bool on_a_row = chosen == Chosen::kRow || chosen == Chosen::kRowOpened;
  const bool runs = on_a_row && at_ < row_count() && Possible(frame, entry(at_));
  if (runs) go_to = Choose(frame, chosen == Chosen::kRowOpened);
  if (runs || chosen == Chosen::kClosed || clicked_outside) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
  return go_to;
}

CommandPalette::Chosen CommandPalette::TakeKeys() {
  // The key that opened it is still down in its first frame.
  if (ImGui::IsWindowAppearing()) return Chosen::kNothing;
  const int last = row_count() - 1;
  const int page = static_cast<int>(kMostRows) - 1;
  const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(key); };
  int to = at_;
  if (pressed(ImGuiKey_DownArrow)) to = at_ == last ? 0 : at_ + 1;
  if (pressed(ImGuiKey_UpArrow)) to = at_ == 0 ? last : at_ - 1;
  if (pressed(ImGuiKey_PageDown)) to = at_ + page;
  if (pressed(ImGuiKey_PageUp)) to = at_ - page;
  if (ImGui::GetIO().KeyMods == 0 && pressed(ImGuiKey_Home)) to = 0;
  if (ImGui::GetIO().KeyMods == 0 && pressed(ImGuiKey_End)) to = last;
  if (to != at_) MoveTo(std::clamp(to, 0, std::max(0, last)));
  for (const ImGuiKeyChord chord : {static_cast<ImGuiKeyChord>(ImGuiKey_Escape), ImGuiMod_Ctrl | ImGuiKey_K,
                                    ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_P}) {
    if (ImGui::IsKeyChordPressed(chord)) return Chosen::kClosed;
  }
  for (const ImGuiKey enter : {ImGuiKey_Enter, ImGuiKey_KeypadEnter}) {
    if (ImGui::IsKeyPressed(enter, false)) return ImGui::GetIO().KeyCtrl ? Chosen::kRowOpened : Chosen::kRow;
  }
  return Chosen::kNothing;
}

CommandPalette::Chosen CommandPalette::DrawRows(Frame& frame, float width) {
  const Look& look = frame.look;
  const float row_height = look.px(kRowHeight);
  const float help = look.px(30);
  const float most = DialogHeight(look) - FieldHeight(look) - help;
  const float height = std::max(row_height, std::min(kMostRows, std::floor(most / row_height)) * row_height);
  Chosen chosen = Chosen::kNothing;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::BeginChild("rows", {width, height}, ImGuiChildFlags_None, ImGuiWindowFlags_NoNav);
  if (scroll_to_row_) {
    const float y = static_cast<float>(at_) * row_height;
    ImGui::SetScrollY(std::clamp(ImGui::GetScrollY(), std::max(0.0f, y + row_height - height), y));
  }
  scroll_to_row_ = false;
  if (rows_.empty()) {
    ImGui::SetCursorPos({look.px(12), look.px(10)});
    Paragraph(Body(look), look.palette.dim_text, Phrase(Tr("Nothing found for “{0}”"), std::string(text_.data())),
              width - look.px(24), look);
  }
  const bool mouse_moved = ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0;
  ImGuiListClipper clipper;
  clipper.Begin(row_count(), row_height);
  while (clipper.Step()) {
    for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
      const ImVec2 min = ImGui::GetCursorScreenPos();
      const ImVec2 size(ImGui::GetContentRegionAvail().x, row_height);
      ImGui::PushID(row);
      if (ImGui::InvisibleButton("##row", size)) {
        at_ = row;
        chosen = ImGui::GetIO().KeyCtrl ? Chosen::kRowOpened : Chosen::kRow;
      }
      ImGui::PopID();
      if (mouse_moved && ImGui::IsItemHovered()) at_ = row;
      DrawRow(frame, entry(row), row == at_, {min.x, min.y, min.x + size.x, min.y + size.y});
    }
  }
  ImGui::EndChild();
  ImGui::PopStyleVar();
  return chosen;
}

void CommandPalette::DrawHelp(const Frame& frame, float width) const {
  const Look& look = frame.look;
  const Type type = Small(look);
  const float height = look.px(22);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool on_session = at_ < row_count() && !entry(at_).action;
  const char* help = on_session ? Tr("Enter goes to the tile  ·  Ctrl+Enter opens the session  ·  Esc closes")
                                : Tr("Enter does it  ·  Esc closes");
  const std::string found = Count("{0} found", "{0} found", rows_.size());
  const float found_width = WidthOf(type, found);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y = at.y + (height - type.size) / 2 - look.scale * 0.5f;
  const uint32_t colour = Packed(look.palette.dim_text);
  DrawText(list, type, {at.x + look.px(12), y}, colour, Shortened(type, help, width - found_width - look.px(36)));
  DrawText(list, type, {at.x + width - look.px(12) - found_width, y}, colour, found);
  ImGui::Dummy({width, height});
}

std::optional<SessionKey> CommandPalette::Choose(Frame& frame, bool opened) {
  const PaletteEntry& chosen = entry(at_);
  if (!chosen.action) {
    const SessionKey& key = chosen.session.session->key;
    if (!opened) return key;
    frame.state.opened = key;
    frame.state.just_opened = true;
    return std::nullopt;
  }
  const UiAction action = *chosen.action;
  frame.actions.push_back(action);
  std::erase(recent_, action);
  recent_.insert(recent_.begin(), action);
  if (recent_.size() > kMostRecent) recent_.pop_back();
  return std::nullopt;
}

}  // namespace labwall
