// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ui/figures_panel.h"
#include "ui_driver.h"

namespace labwall {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr ImGuiKeyChord kToggle = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_D;

class FiguresPanelTest : public testing::Test {
 protected:
  UiDriver wall{TestLab({{"B12", 12}})};
};

TEST_F(FiguresPanelTest, OpensAndClosesByItsKeyAlsoWhileASearchIsTyped) {
  EXPECT_FALSE(wall.Shows("##figures"));
  EXPECT_FALSE(wall.ui().shows_figures());
  wall.Press(kToggle);
  EXPECT_TRUE(wall.Shows("##figures"));
  EXPECT_TRUE(wall.ui().shows_figures());
  wall.Press(ImGuiMod_Ctrl | ImGuiKey_F);
  wall.Press(kToggle);
  EXPECT_FALSE(wall.Shows("##figures"));
}

TEST_F(FiguresPanelTest, SaysWhatTheConsoleDoesAndCosts) {
  ConsoleFigures& figures = wall.input.figures;
  figures.updates_per_second = 1234.4;
  figures.bytes_per_second = 12.3e6;
  figures.leases = {.on_screen = 60, .attended = 1, .large = 0, .away = 39};
  figures.decode_ms = 0.184;
  figures.upload_mode = "mapped";
  figures.texture_bytes = size_t{43} << 20;
  figures.held_bytes = size_t{430} * 86'400;
  figures.texture_limit = size_t{256} << 20;
  figures.pictures = 430;
  figures.cpu_cores = 0.34;
  figures.replaced = 17;
  wall.Press(kToggle);
  EXPECT_THAT(wall.Read(),
              AllOf(HasSubstr("1234/s Updates"), HasSubstr("12.3 MB/s Received"), HasSubstr("123 kB/s Each session"),
                    HasSubstr("0.18 ms Decoding one"), HasSubstr("mapped Upload"), HasSubstr("60 On screen"),
                    HasSubstr("39 Scrolled away"), HasSubstr("43 of 256 MB Textures"), HasSubstr("84 kB Each of them"),
                    HasSubstr("34 % This program"), HasSubstr("17 Replaced by newer")));
  EXPECT_THAT(wall.Read(), AllOf(Not(HasSubstr("Graphics card")), Not(HasSubstr("Software renderer")),
                                 Not(HasSubstr("Direct, mapped"))))
      << "what is not known is not said";
  figures.gpu_ms = 0.4;
  figures.renderer_cores = 0.5;
  figures.direct_us = 31;
  figures.mapped_us = 29;
  EXPECT_THAT(wall.Read(), AllOf(HasSubstr("0.40 ms Graphics card"), HasSubstr("50 % Software renderer"),
                                 HasSubstr("31, 29 µs Direct, mapped")));
}

TEST_F(FiguresPanelTest, LeavesTheMouseToTheWall) {
  wall.Press(kToggle);
  const ImVec2 tile = wall.Tile(0);
  wall.Click({40, 820});
  wall.Click(tile);
  EXPECT_EQ(wall.Selected(), std::set<int>{0});
  EXPECT_TRUE(wall.Shows("##figures"));
}

TEST_F(FiguresPanelTest, IsDrawnTwiceASecondAndNotMoreOften) {
  wall.Press(kToggle);
  wall.Frames(20);
  const auto change = wall.ui().next_change();
  ASSERT_TRUE(change);
  EXPECT_GT(*change, wall.input.now + std::chrono::milliseconds(400));
  EXPECT_LE(*change, wall.input.now + std::chrono::milliseconds(500));
}

TEST_F(FiguresPanelTest, FitsIntoALowWindow) {
  wall.Press(kToggle);
  ImGui::GetIO().DisplaySize = {1000, 420};
  wall.Frames(3);
  const std::string all = wall.Read();
  EXPECT_THAT(all, AllOf(HasSubstr("Updates"), HasSubstr("Refused")));
}

}  // namespace
}  // namespace labwall
