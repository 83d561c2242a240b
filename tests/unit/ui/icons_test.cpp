// SPDX-License-Identifier: Apache-2.0
// Icons as they are drawn: their triangles, looked at pixel by pixel.
#include "ui/icons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "imgui.h"
#include "imgui_internal.h"
#include "support/program.h"
#include "ui/icon_shapes.h"
#include "ui/stroke.h"

namespace labwall {
namespace {

constexpr uint32_t kColour = IM_COL32(255, 255, 255, 255);
constexpr StateGlyph kGlyphs[] = {StateGlyph::kActive, StateGlyph::kIdle, StateGlyph::kHeld, StateGlyph::kProblem,
                                  StateGlyph::kSuspended};

class IconsTest : public testing::Test {
 protected:
  IconsTest() : context_(ImGui::CreateContext()) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = {100, 100};
    ImGui::NewFrame();
  }
  ~IconsTest() override {
    ImGui::EndFrame();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext(context_);
  }

  using Draw = std::function<void(ImDrawList*)>;

  // The corners of the triangles, three by three.
  static std::vector<ImDrawVert> Triangles(const Draw& draw) {
    ImDrawList list(ImGui::GetDrawListSharedData());
    list._ResetForNewFrame();
    list.PushClipRect({0, 0}, {100, 100});
    list.PushTexture(ImGui::GetIO().Fonts->TexRef);
    draw(&list);
    std::vector<ImDrawVert> corners;
    for (const ImDrawIdx index : list.IdxBuffer) corners.push_back(list.VtxBuffer[index]);
    return corners;
  }

  // How many triangles are painted over a point.
  static int LayersAt(const std::vector<ImDrawVert>& triangles, ImVec2 point) {
    int layers = 0;
    for (size_t i = 0; i + 2 < triangles.size(); i += 3) {
      const ImVec2 a = triangles[i].pos;
      const ImVec2 b = triangles[i + 1].pos;
      const ImVec2 c = triangles[i + 2].pos;
      const float area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
      if (std::abs(area) > 1e-3f && ImTriangleContainsPoint(a, b, c, point)) ++layers;
    }
    return layers;
  }

  static constexpr int kSide = 24;
  // Which pixels of a square of kSide are painted, row after row.
  static std::vector<bool> Pixels(const Draw& draw) {
    const std::vector<ImDrawVert> triangles = Triangles(draw);
    std::vector<bool> painted;
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        painted.push_back(LayersAt(triangles, {static_cast<float>(x) + 0.51f, static_cast<float>(y) + 0.47f}) > 0);
      }
    }
    return painted;
  }

 private:
  ImGuiContext* context_;
};

ImVec2 Centre(float side) { return {side / 2, side / 2}; }

TEST_F(IconsTest, EveryIconStaysInItsSquare) {
  for (int i = 0; i < kIconCount; ++i) {
    SCOPED_TRACE(kIconShapes[i].name);
    for (const float size : {10.0f, 16.0f, 20.0f, 48.0f}) {
      for (const float centre : {30.0f, 30.3f, 30.5f, 30.9f}) {
        const std::vector<ImDrawVert> corners = Triangles([&](ImDrawList* list) {
          DrawIcon(list, static_cast<Icon>(i), {centre, centre}, size, kColour);
        });
        ASSERT_FALSE(corners.empty());
        for (const ImDrawVert& corner : corners) {
          // Half a pixel for being moved, half a pixel for the soft edge, and what one pixel is wider than the pen.
          EXPECT_NEAR(corner.pos.x, centre, size / 2 + 1.1f);
          EXPECT_NEAR(corner.pos.y, centre, size / 2 + 1.1f);
        }
      }
    }
  }
}

TEST_F(IconsTest, EveryIconIsToBeSeenAndNoTwoAreAlike) {
  std::vector<std::vector<bool>> pictures;
  for (int i = 0; i < kIconCount; ++i) {
    pictures.push_back(
        Pixels([&](ImDrawList* list) { DrawIcon(list, static_cast<Icon>(i), Centre(kSide), kSide, kColour); }));
    EXPECT_GT(std::count(pictures[i].begin(), pictures[i].end(), true), kSide) << kIconShapes[i].name;
    for (int other = 0; other < i; ++other) {
      int different = 0;
      for (size_t p = 0; p < pictures[i].size(); ++p) different += pictures[i][p] != pictures[other][p] ? 1 : 0;
      EXPECT_GT(different, kSide) << kIconShapes[i].name << " looks like " << kIconShapes[other].name;
    }
  }
}

TEST_F(IconsTest, AStateIsToldByItsShapeAlone) {
  std::vector<std::vector<bool>> pictures;
  for (const StateGlyph glyph : kGlyphs) {
    pictures.push_back(Pixels([&](ImDrawList* list) { DrawStateGlyph(list, glyph, Centre(kSide), kSide, kColour); }));
    for (size_t other = 0; other + 1 < pictures.size(); ++other) {
      int different = 0;
      for (size_t p = 0; p < pictures[other].size(); ++p) {
        different += pictures.back()[p] != pictures[other][p] ? 1 : 0;
      }
      EXPECT_GT(different, kSide) << pictures.size() << " looks like " << other + 1;
    }
  }
}

TEST_F(IconsTest, ALineLiesOnWholePixelsWhereverTheIconIs) {
  for (const float centre : {30.0f, 30.2f, 30.5f, 30.7f}) {
    // Rounded, the pen is one pixel wide at 14 and two at 24.
    for (const auto& [size, phase] : {std::pair(14.0f, 0.5f), std::pair(24.0f, 0.0f)}) {
      const std::vector<ImDrawVert> corners = Triangles([&, size = size](ImDrawList* list) {
        DrawIcon(list, Icon::kMinus, {centre, centre}, size, kColour);
      });
      float top = 100;
      float bottom = 0;
      for (const ImDrawVert& corner : corners) {
        top = std::min(top, corner.pos.y);
        bottom = std::max(bottom, corner.pos.y);
      }
      const float middle = (top + bottom) / 2;
      EXPECT_NEAR(middle - std::floor(middle), phase, 1e-3f) << "at " << centre << ", size " << size;
    }
  }
}

TEST_F(IconsTest, AStrokePaintsNoPixelTwice) {
  const std::vector<ImVec2> zigzag = {{10, 10}, {40, 12}, {24, 30}, {45, 34}, {46, 60}, {20, 61}};
  for (const bool closed : {false, true}) {
    for (const float width : {1.0f, 2.0f, 5.0f}) {
      const std::vector<ImDrawVert> triangles =
          Triangles([&](ImDrawList* list) { DrawRoundStroke(list, zigzag, closed, width, kColour); });
      int painted = 0;
      for (float y = 5.013f; y < 70; y += 0.37f) {
        for (float x = 5.017f; x < 55; x += 0.37f) {
          const int layers = LayersAt(triangles, {x, y});
          ASSERT_LE(layers, 1) << x << "," << y << " width " << width;
          painted += layers;
        }
      }
      EXPECT_GT(painted, 100);
    }
  }
}

TEST_F(IconsTest, EndsAndCornersAreRound) {
  constexpr float kHalf = 4;
  const std::vector<ImVec2> corner = {{20, 20}, {50, 20}, {50, 50}};
  const std::vector<ImDrawVert> triangles =
      Triangles([&](ImDrawList* list) { DrawRoundStroke(list, corner, false, 2 * kHalf, kColour); });
  // Around each of the three points, on the side that no piece of the line covers.
  struct Side {
    ImVec2 point;
    float from_degrees;
    float to_degrees;
  };
  for (const Side& side : {Side{{20, 20}, 97, 263}, Side{{50, 20}, 277, 353}, Side{{50, 50}, 7, 173}}) {
    for (float degrees = side.from_degrees; degrees <= side.to_degrees; degrees += 11) {
      const float angle = degrees * 3.14159265f / 180;
      const auto at = [&](float distance) {
        return ImVec2(side.point.x + distance * std::cos(angle), side.point.y + distance * std::sin(angle));
      };
      EXPECT_EQ(LayersAt(triangles, at(kHalf - 0.2f)), 1) << degrees;
      EXPECT_EQ(LayersAt(triangles, at(kHalf + 0.6f)), 0) << degrees;
    }
  }
}

TEST_F(IconsTest, AStrokeOfOnePointIsADot) {
  const ImVec2 point = {30, 30};
  const std::vector<ImDrawVert> triangles = Triangles([&](ImDrawList* list) {
    DrawRoundStroke(list, {&point, 1}, false, 6, kColour);
  });
  for (const ImVec2 inside : {ImVec2(30.1f, 30.2f), ImVec2(27.3f, 30.1f), ImVec2(32.7f, 30.1f), ImVec2(30.1f, 32.7f)}) {
    EXPECT_EQ(LayersAt(triangles, inside), 1) << inside.x << "," << inside.y;
  }
  EXPECT_EQ(LayersAt(triangles, {33.7f, 30}), 0);
}

// What the build does with the files of assets/icons.
class IconCompilerTest : public testing::Test {
 protected:
  ProgramResult Compile(const std::string& svg) {
    std::ofstream(scratch_ / "odd-one.svg") << svg;
    return RunProgram({SourceFile("cmake/compile_icons.py"), "--names", scratch_ / "names", "--shapes",
                       scratch_ / "shapes", scratch_ / "odd-one.svg"});
  }
  // An icon with everything right but its content.
  static std::string Icon(const std::string& content) {
    return R"(<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" )"
           R"(stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">)" +
           content + "</svg>";
  }

  ScratchDirectory scratch_;
};

TEST_F(IconCompilerTest, NamesAnIconAfterItsFile) {
  const ProgramResult result = Compile(Icon(R"(<path d="M4 4H20"/>)"));
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_EQ(ReadFile(scratch_ / "names"), "kOddOne,\n");
}

TEST_F(IconCompilerTest, RefusesWhatWouldNotBeDrawnAsItIsMeant) {
  const std::string good = Icon(R"(<path d="M4 4H20"/>)");
  for (const std::string& bad :
       {std::string(), good.substr(0, good.size() - 4), Icon(""), Icon("<path d=\"\"/>"), Icon(R"(<path d="M4 4"/>)"),
        Icon(R"(<path d="M4 4H"/>)"), Icon(R"(<path d="M4 4L20 20 8"/>)"), Icon(R"(<path d="M4 4W8H20"/>)"),
        Icon(R"(<path d="M4 4Q8 8 20 4"/>)"), Icon(R"(<path d="M4 4H24"/>)"), Icon(R"(<path d="M4 4H20" fill="red"/>)"),
        Icon(R"(<ellipse cx="12" cy="12" rx="6" ry="4"/>)"), Icon(R"(<circle cx="12" cy="12"/>)"),
        std::string(good).replace(good.find("stroke-width=\"2\""), 16, "stroke-width=\"9\"")}) {
    const ProgramResult result = Compile(bad);
    EXPECT_EQ(result.exit_status, 1) << bad;
    EXPECT_THAT(result.errors, testing::HasSubstr("odd-one.svg: ")) << bad;
    EXPECT_THAT(result.errors, testing::Not(testing::HasSubstr("Traceback"))) << bad;
  }
}

}  // namespace
}  // namespace labwall
