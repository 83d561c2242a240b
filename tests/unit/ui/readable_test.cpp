// SPDX-License-Identifier: Apache-2.0
// What people get to read: every screen, menu and dialog is drawn in every language at the default size, and all that
// is drawn is looked at. Nothing of ours may be cut, nothing may stay in English, and what belongs there must be there.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "catalogues.h"
#include "imgui_internal.h"
#include "ui/text.h"
#include "ui/widgets.h"
#include "ui_driver.h"

namespace labwall {
namespace {

class Reader final : public TextListener {
 public:
  void OnDrawn(std::string_view text) override {
    drawn.emplace(text);
    all += ' ';
    all += text;
  }
  void OnCut(std::string_view whole) override { cut.emplace(whole); }

  std::set<std::string> drawn;
  std::set<std::string> cut;
  std::string all;  // in the order of drawing
};

// A phrase as a pattern: its placeholders can be anything. Empty for one that is nearly all placeholders, like a name
// with a login name in brackets, for names may be cut.
std::string PatternOf(const std::string& phrase) {
  static const std::regex placeholder(R"(\{\d\})");
  static const std::regex special(R"([.^$|()\[\]*+?\\])");
  if (std::regex_replace(phrase, placeholder, "").size() < 6) return {};
  return std::regex_replace(std::regex_replace(phrase, special, R"(\$&)"), placeholder, ".+");
}

struct Phrases {
  std::set<std::string> english;  // that is said in other words in this language
  std::set<std::string> plain;    // translations without placeholders
  std::vector<std::regex> filled;
};

Phrases PhrasesOf(const std::string& language) {
  Phrases phrases;
  for (const Entry& entry : EntriesOf(language)) {
    for (const std::string& translation : entry.translations) {
      const std::string pattern = PatternOf(translation);
      if (translation.find('{') == std::string::npos) {
        phrases.plain.insert(translation);
      } else if (!pattern.empty()) {
        phrases.filled.emplace_back(pattern);
      }
    }
    const auto& said = entry.translations;
    for (const std::string& original : entry.originals) {
      const bool same = std::find(said.begin(), said.end(), original) != said.end();
      if (!same && original.find('{') == std::string::npos) phrases.english.insert(original);
    }
  }
  // Where one text's translation is another's original, it is no English.
  for (const std::string& translation : phrases.plain) phrases.english.erase(translation);
  return phrases;
}

bool IsOurs(const Phrases& phrases, const std::string& text) {
  if (phrases.plain.contains(text)) return true;
  // The rest of a text that was broken into lines.
  if (text.size() > 12) {
    for (const std::string& plain : phrases.plain) {
      if (plain.ends_with(text)) return true;
    }
  }
  return std::any_of(phrases.filled.begin(), phrases.filled.end(),
                     [&](const std::regex& filled) { return std::regex_match(text, filled); });
}

// A lab in which everything occurs that can be said of a session.
TestLab EveryState() {
  TestLab lab({{"B12", 10}, {"", 4}});
  lab.session(0).locked = true;
  lab.session(1).idle = true;
  lab.session(1).idle_since_us = 1'700'000'000'000'000 - 9LL * 60 * 1'000'000;
  lab.session(2).picture = PictureState::kNoDisplay;
  lab.session(3).picture = PictureState::kUnsupported;
  lab.session(4).picture = PictureState::kUnresponsive;
  lab.session(5).state = SessionState::kClosing;
  lab.session(6).remote = true;
  lab.SetAnswering(7, false);
  lab.session(8).state = SessionState::kOnline;
  lab.session(9).monitored = false;
  return lab;
}

std::shared_ptr<const Batch> EveryOutcome(const UiDriver& wall) {
  auto batch = std::make_shared<Batch>();
  batch->id = 1;
  batch->action = Action::kLogOff;
  batch->submitted_at = wall.input.now;
  int number = 0;
  const auto add = [&](TargetStage stage, OutcomeCode code) {
    TargetProgress target;
    target.target.key = wall.lab.key(number);
    target.target.user = fmt::format("user{:02}", number++);
    target.stage = stage;
    target.outcome.code = code;
    batch->targets.push_back(target);
  };
  for (const OutcomeCode code : {OutcomeCode::kDone, OutcomeCode::kAlreadyGone, OutcomeCode::kRefused,
                                 OutcomeCode::kUnreachable, OutcomeCode::kTimedOut, OutcomeCode::kFailed}) {
    add(TargetStage::kFinished, code);
  }
  return batch;
}

struct Scene {
  const char* name;
  std::vector<const char*> says;  // texts that must be read there
  std::function<void(UiDriver&)> open;
};

const std::vector<Scene>& Scenes() {
  static const std::vector<Scene> scenes = {
      {"wall", {"Home", "Activity", "Filtered", "All", "Locked", "Station does not answer"}, [](UiDriver&) {}},
      {"large tiles",
       {"This session has no X display"},
       [](UiDriver& w) {
         w.ChooseInMenu({"tiles", "Large Tiles"});
       }},
      {"everything",
       {"suspended"},
       [](UiDriver& w) {
         w.ChooseInMenu({"show", "Show All"});
       }},
      {"selection", {"Esc clears"}, [](UiDriver& w) { w.Press(ImGuiMod_Ctrl | ImGuiKey_A); }},
      {"main menu", {"Log Off Users", "Settings…", "Quit"}, [](UiDriver& w) { w.Press(ImGuiKey_F10); }},
      {"log off menu",
       {"Log Off Selected Users…", "Log Off All Users…"},
       [](UiDriver& w) {
         w.Press(ImGuiKey_F10);
         w.Press(ImGuiKey_RightArrow);
       }},
      {"context menu",
       {"Open Session", "Select This Room"},
       [](UiDriver& w) {
         w.Press(ImGuiKey_Home);
         w.Press(ImGuiKey_Menu);
       }},
      {"confirmation",
       {"Cancel"},
       [](UiDriver& w) {
         w.Press(ImGuiMod_Ctrl | ImGuiKey_A);
         w.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_L);
       }},
      {"keyboard", {"Keyboard Shortcuts", "Arrow keys", "Close"}, [](UiDriver& w) { w.Press(ImGuiKey_F1); }},
      {"outcomes",
       {"Logged off"},
       [](UiDriver& w) {
         w.input.batches = {EveryOutcome(w)};
         w.Publish();
       }},
      {"activity page",
       {"Refused"},
       [](UiDriver& w) {
         w.input.batches = {EveryOutcome(w)};
         w.Press(ImGuiMod_Ctrl | ImGuiKey_2);
       }},
      {"command palette", {"Log Off All Users…"}, [](UiDriver& w) { w.Press(ImGuiMod_Ctrl | ImGuiKey_K); }},
      {"settings",
       {"Settings", "Texture memory", "Close"},
       [](UiDriver& w) { w.Press(ImGuiMod_Ctrl | ImGuiKey_Comma); }},
      {"figures",
       {"Leases", "Hovered or focused", "Since the start"},
       [](UiDriver& w) {
         w.input.figures.gpu_ms = 1;
         w.input.figures.renderer_cores = 0.5;
         w.input.figures.direct_us = w.input.figures.mapped_us = 30;
         w.Press(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_D);
       }},
      {"room's name",
       {"Cancel"},
       [](UiDriver& w) {
         w.ChooseInMenu({"room", "Rename This Room…"});
       }},
      {"quitting",
       {"Keep Labwall open", "Quit anyway"},
       [](UiDriver& w) {
         auto under_way = std::make_shared<Batch>(*EveryOutcome(w));
         under_way->targets[0].stage = TargetStage::kAccepted;
         w.input.batches = {under_way};
         w.Frames(3);
         w.Press(ImGuiMod_Ctrl | ImGuiKey_Q);
       }},
      {"everybody",
       {"Cancel"},
       [](UiDriver& w) {
         w.ChooseInMenu({"log off users", "Log Off All Users…"});
       }},
      {"session view", {"Station", "Room", "Back to the wall"}, [](UiDriver& w) { w.Press(ImGuiKey_Enter); }},
      {"arranging",
       {"Done"},
       [](UiDriver& w) {
         w.ChooseInMenu({"room", "Arrange This Room's Desks"});
       }},
      {"nobody found",
       {"Clear the search"},
       [](UiDriver& w) {
         w.Press(ImGuiMod_Ctrl | ImGuiKey_F);
         w.Type("nobody");
       }},
      {"all filtered out",
       {"Suspended sessions and other states can be shown too."},
       [](UiDriver& w) {
         for (int i = 0; i < 14; ++i) w.lab.session(i).state = SessionState::kOnline;
         w.Publish();
       }},
      {"empty",
       {"Nobody is logged on", "Ask again"},
       [](UiDriver& w) {
         for (int i = 0; i < 14; ++i) w.lab.End(i);
         w.Publish();
       }},
      {"lost",
       {"The connection to the lab is lost. The pictures are old, and commands will not arrive."},
       [](UiDriver& w) {
         w.lab.broker = BrokerState::kLost;
         w.Publish();
       }},
  };
  return scenes;
}

class ReadableTest : public testing::TestWithParam<const char*> {
 protected:
  ~ReadableTest() override { SetLanguage("en"); }
};

TEST_P(ReadableTest, EveryScreenSaysItWholeAndInItsLanguage) {
  const Phrases phrases = PhrasesOf(GetParam());
  for (const Scene& scene : Scenes()) {
    SCOPED_TRACE(scene.name);
    UiDriver wall(EveryState(), {}, {1600, 1000});
    SetLanguage(GetParam());
    scene.open(wall);
    Reader reader;
    ImGui::GetIO().UserData = &reader;
    wall.Frames(4);
    ImGui::GetIO().UserData = nullptr;
    for (const std::string& text : reader.cut) EXPECT_FALSE(IsOurs(phrases, text)) << "cut: " << text;
    for (const std::string& text : reader.drawn) EXPECT_FALSE(phrases.english.contains(text)) << "English: " << text;
    for (const char* text : scene.says) EXPECT_NE(reader.all.find(Tr(text)), std::string::npos) << "missing: " << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, ReadableTest, testing::ValuesIn(kLanguages),
                         [](const auto& language) { return std::string(language.param); });

}  // namespace
}  // namespace labwall
