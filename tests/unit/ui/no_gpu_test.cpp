// SPDX-License-Identifier: Apache-2.0
// What people see where there is no graphics card for the wall, or none that is enough.
#include <gtest/gtest.h>

#include "imgui_internal.h"
#include "ui/new_frame.h"
#include "ui/no_gpu_screen.h"
#include "ui/text.h"
#include "ui_driver.h"

namespace labwall {
namespace {

class NoGpuScreenTest : public testing::Test {
 protected:
  NoGpuScreenTest() : context_(ImGui::CreateContext()) {
    gl_thread.Claim();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = {1280, 800};
    io.DeltaTime = 1.0F / 60;
  }
  ~NoGpuScreenTest() override {
    SetLanguage("en");
    ImGui::DestroyContext(context_);
  }

  static NoGpuScreen Screen(const UiSettings& settings = {}) {
    gl_thread.Check();
    return NoGpuScreen({"llvmpipe (LLVM 15.0.6, 256 bits)", 3, 3, 4, 5}, settings);
  }
  // Whether it has been read in one of these frames.
  static bool Frames(NoGpuScreen& screen, int count = 3, float scale = 1) {
    gl_thread.Check();
    bool read = false;
    for (int i = 0; i < count; ++i) {
      NewUiFrame();
      read = screen.Draw(scale) || read;
      ImGui::Render();
      for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
        if (texture->Status != ImTextureStatus_Destroyed) texture->SetStatus(ImTextureStatus_OK);
      }
    }
    return read;
  }

 private:
  ImGuiContext* context_;
};

TEST_F(NoGpuScreenTest, IsReadWithEscOrEnterFromItsFirstFrameOn) {
  for (const ImGuiKey key : {ImGuiKey_Escape, ImGuiKey_Enter}) {
    NoGpuScreen screen = Screen();
    EXPECT_FALSE(Frames(screen, 1));
    ImGui::GetIO().AddKeyEvent(key, true);
    EXPECT_TRUE(Frames(screen, 1));
    ImGui::GetIO().AddKeyEvent(key, false);
    EXPECT_FALSE(Frames(screen));
  }
}

TEST_F(NoGpuScreenTest, IsReadWithItsButton) {
  NoGpuScreen screen = Screen();
  EXPECT_FALSE(Frames(screen, 5));
  const ImGuiWindow* const window = ImGui::FindWindowByName("##nogpu");
  ASSERT_NE(window, nullptr);
  // Last on the screen, at the right.
  const ImVec2 pos(window->ContentRegionRect.Max.x - 20, window->DC.CursorMaxPos.y - 12);
  ImGui::GetIO().AddMousePosEvent(pos.x, pos.y);
  EXPECT_FALSE(Frames(screen));
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  EXPECT_FALSE(Frames(screen));
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  EXPECT_TRUE(Frames(screen));
}

TEST_F(NoGpuScreenTest, FitsItsWindowInEveryLanguage) {
  for (const Language& language : Languages()) {
    UiSettings settings;
    settings.language = language.code;
    NoGpuScreen screen = Screen(settings);
    EXPECT_EQ(CurrentLanguage(), language.code);
    Frames(screen);
    const ImGuiWindow* const window = ImGui::FindWindowByName("##nogpu");
    ASSERT_NE(window, nullptr);
    EXPECT_EQ(window->ScrollMax.y, 0) << language.code;
    EXPECT_LE(window->Size.y, 640) << language.code;
  }
}

TEST_F(NoGpuScreenTest, FollowsScaleZoomAndTheme) {
  NoGpuScreen plain = Screen();
  Frames(plain);
  const float height = ImGui::FindWindowByName("##nogpu")->Size.y;
  EXPECT_LT(ImGui::GetStyle().Colors[ImGuiCol_WindowBg].x, 0.2F);
  UiSettings settings;
  settings.theme = ThemeChoice::kLight;
  settings.zoom = 1.25F;
  NoGpuScreen large = Screen(settings);
  Frames(large, 4, 1.2F);
  EXPECT_GT(ImGui::FindWindowByName("##nogpu")->Size.y, height * 1.3F);
  EXPECT_GT(ImGui::GetStyle().Colors[ImGuiCol_WindowBg].x, 0.9F);
}

TEST(NoGpuNoteTest, TheStatusBarSaysThatTheProcessorDrawsAndWhatToDo) {
  UiDriver wall(TestLab({{"B12", 4}}));
  const auto tooltip = [] {
    const ImGuiWindow* const window = ImGui::FindWindowByName("##Tooltip_00");
    return window != nullptr && window->WasActive;
  };
  // Somewhere along the bar's right half.
  const auto find = [&] {
    for (float x = 1390; x > 700; x -= 20) {
      wall.MoveMouse({x, 886});
      wall.Frames(40);
      if (tooltip()) return true;
    }
    return false;
  };
  EXPECT_FALSE(find());
  wall.input.software_renderer = "llvmpipe (LLVM 15.0.6, 256 bits)";
  EXPECT_TRUE(find());
  // A click there does not take the keyboard from the wall.
  wall.Click(ImGui::GetIO().MousePos);
  wall.Press(ImGuiKey_Home);
  wall.Press(ImGuiKey_RightArrow);
  EXPECT_EQ(wall.Focused(), 1);
}

}  // namespace
}  // namespace labwall
