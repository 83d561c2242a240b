// SPDX-License-Identifier: Apache-2.0
// The whole job with the keyboard alone, in the real window, in each of the six languages: find the people of one room,
// select all but two, log them off, see two refusals, try those again, and read the result. What the wall says is read
// as a person would take it along: copied as text.
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "bus/broker_process.h"
#include "support/eventually.h"
#include "ui/desk.h"
#include "ui/text.h"

namespace labwall {
namespace {

// From the dark theme.
constexpr Rgb kAccent{90, 169, 255};
constexpr Rgb kActive{86, 201, 141};
constexpr Rgb kDestructive{255, 122, 122};
constexpr int kDotPixels = 45;     // of a tile's state glyph, at least
constexpr int kRingPixels = 2000;  // of a selected tile's ring, at least

size_t CountOf(const std::string& text, const std::string& words) {
  size_t count = 0;
  for (size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + words.size())) ++count;
  return count;
}

// A translated phrase up to its first placeholder.
std::string Beginning(const char* phrase) {
  const std::string whole = Tr(phrase);
  return whole.substr(0, whole.find('{'));
}

class LanguagesJobTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = scratch_ / "nats"});
    ASSERT_TRUE(broker) << broker.error().message;
    broker_ = std::move(*broker);
    StartRoom("B12", "b12", 6, {"--refuse", "2"});
    StartRoom("B14", "b14", 3, {});
    const auto shown = [&] {
      const ProgramResult list = RunProgram({OurProgram("labwallctl"), "sessions", "--json"}, Environment());
      return CountOf(list.output, "\"user\"") == 9;
    };
    ASSERT_TRUE(Eventually(shown, std::chrono::seconds(30)));
    ASSERT_TRUE(desk_.Start(Environment()));
    ASSERT_TRUE(TilesShown(9)) << "the wall does not show the nine sessions";
    StartTranslations();
    SetLanguage(GetParam());
  }
  void TearDown() override {
    if (HasFailure()) desk_.SaveLook(testing::TempDir() + "/languages_" + GetParam() + "_failed.png");
    for (Subprocess& room : rooms_) room.Stop(std::chrono::seconds(10));
  }

  std::map<std::string, std::string> Environment() const {
    return {{"LABWALL_CONNECT", broker_->url()}, {"LANGUAGE", GetParam()}, {"LC_ALL", "C.UTF-8"}};
  }
  void StartRoom(const std::string& room, const std::string& prefix, int stations, std::vector<std::string> more) {
    SubprocessOptions options;
    options.argv = {OurProgram("labwall-sim"), "--room", room, "--prefix", prefix, "--stations",
                    std::to_string(stations)};
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    options.environment = EnvironmentWith(Environment());
    Result<Subprocess> started = Subprocess::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    rooms_.push_back(std::move(*started));
  }
  // Most people of a practice room are active and have a green dot, and nothing else is of that colour before a
  // command.
  bool TilesShown(int count) {
    return desk_.WaitUntil(
        [&](const Picture& look) { return FindColour(look, kActive, 4).pixels >= kDotPixels * (count * 2 / 3); });
  }
  int Pixels(Rgb colour) const { return FindColour(desk_.Look(), colour, 6).pixels; }
  // How much is drawn in the colour of the selection, once that rests and satisfies a condition; -1 if it never does.
  int SelectionPixels(const std::function<bool(int)>& wanted) {
    int last = -1;
    const bool rests = desk_.WaitUntil([&](const Picture& look) {
      const int now = FindColour(look, kAccent, 6).pixels;
      return std::exchange(last, now) == now && wanted(now);
    });
    return rests ? last : -1;
  }
  void Type(const std::string& text) {
    for (const char c : text) desk_.Press(std::string(1, c));
  }
  // Confirms what the open dialog asks: its safe button has the focus, the other is one key to the right.
  void Confirm() {
    ASSERT_TRUE(desk_.WaitForColour(kDestructive, 800)) << "no confirmation";
    desk_.Press("Right");
    desk_.Press("Return");
  }
  // What Activity says, as text, once it says these words so many times.
  std::string CopiedOnceItSays(const std::string& words, size_t times) {
    std::string text;
    const auto says = [&] {
      desk_.Press("c", {"Control_L", "Shift_L"});
      text = RunProgram({"xclip", "-selection", "clipboard", "-o"}, {{"DISPLAY", desk_.display()}}).output;
      return CountOf(text, words) >= times;
    };
    EXPECT_TRUE(Eventually(says, std::chrono::seconds(30))) << "not " << times << " times “" << words << "”:\n" << text;
    return text;
  }

  ScratchDirectory scratch_;
  std::unique_ptr<BrokerProcess> broker_;
  std::vector<Subprocess> rooms_;
  Desk desk_;
};

TEST_P(LanguagesJobTest, ARoomIsLoggedOffButForTwoAndTheRefusalsAreTriedAgain) {
  const std::string refused = Beginning("Refused: {0}");
  const std::string logged_off = Tr("Logged off");

  desk_.Press("f", {"Control_L"});
  Type("b12");
  desk_.Press("Return");
  const int nobody = Pixels(kAccent);
  desk_.Press("a", {"Control_L"});
  const int all = SelectionPixels([&](int pixels) { return pixels > nobody + 6 * kRingPixels; });
  ASSERT_GT(all, 0) << "the room is not selected";
  // All but the last two.
  desk_.Press("End", {"Control_L"});
  desk_.Press("space");
  const int five = SelectionPixels([&](int pixels) { return pixels < all - kRingPixels; });
  ASSERT_GT(five, 0) << "the last one is not left out";
  desk_.Press("Left", {"Control_L"});
  desk_.Press("space");
  ASSERT_GT(SelectionPixels([&](int pixels) { return pixels < five - kRingPixels; }), 0) << "nor the one before it";

  desk_.Press("l", {"Control_L", "Shift_L"});
  Confirm();
  const std::string first = CopiedOnceItSays(logged_off, 2);
  EXPECT_EQ(CountOf(first, refused), 2U) << first;
  EXPECT_EQ(CountOf(first, logged_off), 2U) << first;

  desk_.Press("r", {"Control_L", "Shift_L"});
  Confirm();
  const std::string second = CopiedOnceItSays(refused, 4);
  EXPECT_EQ(CountOf(second, logged_off), 2U) << second;

  // The result can also be read on the page that keeps it.
  desk_.Press("2", {"Control_L"});
  EXPECT_TRUE(desk_.WaitForColour(kDestructive, 400)) << "Activity shows no refusal";
  EXPECT_TRUE(desk_.wall().Running());
  desk_.SaveLook(testing::TempDir() + "/languages_" + GetParam() + ".png");
}

INSTANTIATE_TEST_SUITE_P(Six, LanguagesJobTest, testing::Values("en", "it", "fr", "pt_BR", "de", "ru"),
                         [](const auto& language) { return std::string(language.param); });

}  // namespace
}  // namespace labwall
