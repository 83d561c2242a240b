// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "wall_painting.h"

namespace labwall {
namespace {

class WallRendererTest : public WallPainting {};

TEST_F(WallRendererTest, ShowsTheColoursOfFullRangeBt601) {
  gl_thread.Check();
  for (const Rgb colour : {Rgb{255, 0, 0}, Rgb{0, 255, 0}, Rgb{0, 0, 255}, Rgb{0, 0, 0}, Rgb{255, 255, 255},
                           Rgb{128, 128, 128}, Rgb{200, 120, 40}, Rgb{10, 200, 220}}) {
    ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, colour)));
    Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
    ExpectColour(200, 130, colour);
    ExpectColour(60, 60, colour);
    ExpectColour(340, 200, colour);
  }
}

TEST_F(WallRendererTest, ShowsEachPixelInItsPlace) {
  gl_thread.Check();
  Planes planes = Plain({320, 180}, {0, 0, 0});
  const MutablePlanesView view = planes.view();
  Fill({.size = {160, 90},
        .y = view.y + 90 * view.y_stride_bytes,
        .u = view.u + 45 * view.uv_stride_bytes,
        .v = view.v + 45 * view.uv_stride_bytes,
        .y_stride_bytes = view.y_stride_bytes,
        .uv_stride_bytes = view.uv_stride_bytes},
       {160, 90}, kGreen);
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, planes));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(100, 80, {0, 0, 0});   // top left
  ExpectColour(300, 200, {0, 0, 0});  // bottom right
  ExpectColour(100, 180, kGreen);     // bottom left
  ExpectColour(196, 134, kGreen);     // just inside the corner
  ExpectColour(196, 125, {0, 0, 0});
  ExpectColour(205, 134, {0, 0, 0});
}

TEST_F(WallRendererTest, ReadsPlanesWithPaddedRows) {
  gl_thread.Check();
  Planes padded = Plain({300, 170}, kMagenta);
  Fill(padded.view(), {200, 100}, kGreen);
  PlanesView view = std::as_const(padded).view();
  view.size = {200, 100};
  ASSERT_TRUE(renderer_->Upload(Key(1), {Rung::k320x180, {200, 100}, view.size, {}, view}));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(60, 60, kGreen);
  ExpectColour(340, 195, kGreen);
}

TEST_F(WallRendererTest, LetterboxesAPictureOfAnotherShape) {
  gl_thread.Check();
  // 4:3 in 320x180 is 240 wide: bars of 40 at the left and right.
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({240, 180}, kGreen), {1024, 768}));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(40 + 38, 130, kBars);
  ExpectColour(40 + 41, 130, kGreen);
  ExpectColour(40 + 278, 130, kGreen);
  ExpectColour(40 + 281, 130, kBars);
  ExpectColour(200, 42, kGreen);

  // 21:9 in 320x180 is 134 high (of 2560x1080, 135): bars of 22 and 23 above and below.
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 134}, kGreen), {2560, 1080}));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 40 + 20, kBars);
  ExpectColour(200, 40 + 24, kGreen);
  ExpectColour(200, 40 + 155, kGreen);
  ExpectColour(200, 40 + 159, kBars);
  ExpectColour(44, 130, kGreen);
}

TEST_F(WallRendererTest, RoundsTheCornersOfTilesAndPictures) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kGreen)));
  WallScene scene = SceneOf({.key = Key(1), .tile = {40, 40, 320, 220}, .picture = {60, 60, 280, 157}});
  scene.tile_rounding = 20;
  scene.picture_rounding = 16;
  Paint(scene);
  for (const auto& [x, y] : {std::pair{41, 41}, {358, 41}, {41, 258}, {358, 258}}) ExpectColour(x, y, kWall);
  ExpectColour(200, 43, kCard);
  ExpectColour(50, 50, kCard);
  for (const auto& [x, y] : {std::pair{61, 61}, {338, 61}, {61, 215}, {338, 215}}) ExpectColour(x, y, kCard);
  ExpectColour(80, 80, kGreen);
  ExpectColour(200, 62, kGreen);
}

TEST_F(WallRendererTest, ShowsTheCardWhereThereIsNoPicture) {
  gl_thread.Check();
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kCard);
  ExpectColour(200, 250, kCard);
  ExpectColour(20, 20, kWall);
  EXPECT_EQ(renderer_->stats().draw_calls, 1);
}

TEST_F(WallRendererTest, VeilsThePictureWithTheBackgroundAndBrightensIt) {
  gl_thread.Check();
  constexpr Rgb kPlain{200, 100, 40};
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kPlain)));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture, .veil = 0.5F}));
  ExpectColour(200, 130, {(200 + kWall.r) / 2, (100 + kWall.g) / 2, (40 + kWall.b) / 2});
  ExpectColour(200, 250, kCard);
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture, .veil = 1}));
  ExpectColour(200, 130, kWall, 0);
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture, .brighten = 0.1F}));
  ExpectColour(200, 130, {226, 126, 66});
}

TEST_F(WallRendererTest, FadesAPictureInFromItsCard) {
  gl_thread.Check();
  const TileDraw tile{.key = Key(1), .tile = kTile, .picture = kPicture, .veil = 0.5F};
  Paint(SceneOf(tile));
  const RgbImage without = image_;
  // Of another shape, so that the bars fade in too.
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({240, 180}, kGreen)));
  TileDraw fading = tile;
  fading.opacity = 0;
  Paint(SceneOf(fading));
  EXPECT_EQ(image_.bytes, without.bytes);

  fading.veil = 0;
  fading.opacity = 0.25F;
  Paint(SceneOf(fading));
  const auto quarter = [](Rgb shown) {
    return Rgb{(3 * kCard.r + shown.r) / 4, (3 * kCard.g + shown.g) / 4, (3 * kCard.b + shown.b) / 4};
  };
  ExpectColour(200, 130, quarter(kGreen));
  ExpectColour(44, 130, quarter(kBars));
  ExpectColour(200, 250, kCard);

  fading.opacity = 1;
  Paint(SceneOf(fading));
  ExpectColour(200, 130, kGreen);
}

TEST_F(WallRendererTest, DrawsScenesAboveEachOtherInOneFrame) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain({160, 90}, kGreen)));
  ASSERT_TRUE(Upload(Key(2), Rung::k320x180, Plain({320, 180}, kMagenta)));
  ASSERT_TRUE(Upload(Key(3), Rung::kNative, Plain({500, 400}, kSelected)));
  const auto tile_at = [](int key, float x) {
    const Rect place{x, 20, 80, 260};
    return TileDraw{.key = Key(key), .tile = place, .picture = place};
  };
  WallScene wall = Scene();
  wall.tiles = {tile_at(1, 20), tile_at(2, 110), tile_at(3, 200), tile_at(4, 300)};
  // In other units, other colours and another place, and with a picture that the wall shows too.
  WallScene large = Scene();
  large.pixel_scale = 2;
  large.clip = {25, 50, 125, 60};
  large.letterbox = ToColour(kFocused);
  large.tile_rounding = 0;
  large.picture_rounding = 0;
  large.tiles.push_back({.key = Key(2), .tile = {20, 50, 130, 60}, .picture = {20, 50, 130, 60}});

  Paint({wall, large});
  EXPECT_EQ(renderer_->stats().draw_calls, 4 + 1);
  // 214x120 pixels in the middle of 260x120, of which the clip cuts ten off.
  ExpectColour(45, 150, kGreen);
  ExpectColour(55, 150, kFocused);
  ExpectColour(70, 150, kMagenta);
  ExpectColour(270, 150, kMagenta);
  ExpectColour(285, 150, kFocused);
  ExpectColour(340, 150, kCard);
  ExpectColour(60, 90, kBars);  // the wall's own
  ExpectColour(240, 270, kBars);

  Paint({large, wall});
  ExpectColour(60, 150, kGreen);
  Paint({wall});
  EXPECT_EQ(renderer_->stats().draw_calls, 4);
  ExpectColour(60, 150, kGreen);
}

TEST_F(WallRendererTest, PutsTheSelectedRingOutsideTheTileAndTheFocusedRingOutsideThat) {
  gl_thread.Check();
  WallScene scene = SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture, .selected = true, .focused = true});
  scene.selected_ring = 6;
  scene.focused_ring = 4;
  Paint(scene);
  const int middle = 150;
  ExpectColour(45, middle, kCard);
  ExpectColour(38, middle, kSelected);
  ExpectColour(35, middle, kSelected);
  ExpectColour(33, middle, kWall);  // a gap tells the two apart
  ExpectColour(30, middle, kFocused);
  ExpectColour(26, middle, kWall);
  ExpectColour(200, 36, kSelected);
  ExpectColour(200, 263, kSelected);
  ExpectColour(200, 269, kFocused);
  ExpectColour(363, middle, kSelected);

  scene.tiles[0].focused = false;
  Paint(scene);
  ExpectColour(36, middle, kSelected);
  ExpectColour(30, middle, kWall);

  scene.tiles[0] = {.key = Key(1), .tile = kTile, .picture = kPicture, .focused = true};
  Paint(scene);
  ExpectColour(36, middle, kFocused);
  ExpectColour(31, middle, kWall);
}

TEST_F(WallRendererTest, DrawsNothingOutsideTheClip) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kGreen)));
  WallScene scene = SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture, .selected = true});
  scene.clip = {100, 60, 100, 70};
  Paint(scene);
  ExpectColour(101, 61, kGreen);
  ExpectColour(198, 128, kGreen);
  ExpectColour(98, 90, kWall);
  ExpectColour(202, 90, kWall);
  ExpectColour(150, 58, kWall);
  ExpectColour(150, 132, kWall);
}

TEST_F(WallRendererTest, ScalesCoordinatesToFramebufferPixels) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kGreen)));
  WallScene scene = SceneOf({.key = Key(1), .tile = {20, 20, 160, 110}, .picture = {20, 20, 160, 90}});
  scene.pixel_scale = 2;
  Paint(scene);
  ExpectColour(48, 48, kGreen);
  ExpectColour(350, 210, kGreen);
  ExpectColour(350, 230, kCard);
  ExpectColour(38, 100, kWall);
}

// The layers beside a picture, and the unused part of its own layer, hold another colour: none may be seen at its
// edges, neither its brightness (white beside black) nor its hue (magenta beside green).
TEST_F(WallRendererTest, ShowsNothingOfOtherLayersOrOfUnusedTextureAtAPicturesEdges) {
  gl_thread.Check();
  constexpr std::array kPairs = {std::pair{Rgb{0, 0, 0}, Rgb{255, 255, 255}}, std::pair{kGreen, kMagenta}};
  for (const auto& [shown, beside] : kPairs) {
    for (int i = 1; i <= 3; ++i) ASSERT_TRUE(Upload(Key(i), Rung::k160x90, Plain({160, 90}, beside)));
    ASSERT_TRUE(Upload(Key(2), Rung::k160x90, Plain({120, 68}, shown), {120, 68}));

    WallScene scene = Scene();
    scene.picture_rounding = 0;
    scene.tile_rounding = 0;
    // Enlarged and shrunk, with edges on and between pixels.
    const std::array<Rect, 3> places = {Rect{20, 20, 240, 136}, Rect{280, 20, 60, 34}, Rect{20.4F, 170.6F, 120, 68}};
    for (const Rect& place : places) scene.tiles.push_back({.key = Key(2), .tile = place, .picture = place});
    Paint(scene);
    const bool green = shown.g > 0;
    for (int y = 0; y < kFramebuffer.height; ++y) {
      for (int x = 0; x < kFramebuffer.width; ++x) {
        // The wall's colour, or the picture's, a little lighter along the hairline.
        const Rgb found = At(x, y);
        ASSERT_LE(found.r, 40) << x << "," << y;
        ASSERT_LE(found.b, 40) << x << "," << y;
        ASSERT_TRUE(found.g <= 40 || (green && found.g >= 200)) << x << "," << y;
      }
    }
    ExpectColour(258, 100, shown);
    ExpectColour(338, 40, shown);
  }
}

TEST_F(WallRendererTest, KeepsEarlierPicturesWhenItGrows) {
  gl_thread.Check();
  const auto colour_of = [](int number) { return Rgb{(number * 37) % 256, (number * 91) % 256, (number * 53) % 256}; };
  constexpr int kCount = 200;
  for (int i = 0; i < kCount; ++i) {
    ASSERT_TRUE(Upload(Key(i), Rung::k160x90, Plain({160, 90}, colour_of(i))));
  }
  WallScene scene = Scene();
  for (int i = 0; i < kCount; ++i) {
    const Rect place{static_cast<float>(i % 20 * 20), static_cast<float>(i / 20 * 30), 20, 30};
    scene.tiles.push_back({.key = Key(i), .tile = place, .picture = place});
  }
  Paint(scene);
  for (int i = 0; i < kCount; ++i) ExpectColour(i % 20 * 20 + 10, i / 20 * 30 + 15, colour_of(i), 4);
  EXPECT_EQ(renderer_->stats().uploads, 200U);
}

TEST_F(WallRendererTest, DrawsAnyNumberOfTilesWithTheSameFewCalls) {
  gl_thread.Check();
  for (const Rung rung : {Rung::k160x90, Rung::k320x180}) {
    MakeRenderer({});
    const Planes planes = Plain(BoxOf(rung), kGreen);
    WallScene scene = Scene();
    const auto show = [&](int count) {
      for (int i = static_cast<int>(scene.tiles.size()); i < count; ++i) {
        ASSERT_TRUE(Upload(Key(i), rung, planes));
        const Rect place{static_cast<float>(i % 40 * 10), static_cast<float>(i / 40 * 6), 8, 5};
        scene.tiles.push_back({.key = Key(i), .tile = place, .picture = place});
      }
      Paint(scene);
    };
    show(100);
    const int calls = renderer_->stats().draw_calls;
    show(2'000);
    EXPECT_LE(renderer_->stats().draw_calls, calls + 3);
    EXPECT_LE(calls, 2);
    for (int i = 0; i < 2'000; ++i) ExpectColour(i % 40 * 10 + 4, i / 40 * 6 + 2, kGreen, 60);
  }
}

TEST_F(WallRendererTest, TellsHowLongTheGpuTookForAFrame) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kGreen)));
  const WallScene scene = SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture});
  EXPECT_EQ(renderer_->stats().gpu_ms, 0);
  Paint({scene, scene});  // read back, and so done
  Paint(Scene());
  EXPECT_GT(renderer_->stats().gpu_ms, 0);
  EXPECT_LT(renderer_->stats().gpu_ms, 10'000);
}

TEST_F(WallRendererTest, ReplacesAPictureByOneOfAnotherRung) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain({160, 90}, kMagenta), {1920, 1080}));
  ASSERT_TRUE(Upload(Key(1), Rung::k640x360, Plain({640, 360}, kGreen), {1920, 1080}));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kGreen);
  const std::optional<StoredPicture> stored = renderer_->Find(Key(1));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->rung, Rung::k640x360);
  EXPECT_EQ(stored->size, (PixelSize{640, 360}));
  EXPECT_EQ(stored->source, (PixelSize{1920, 1080}));
  ASSERT_TRUE(Upload(Key(1), Rung::kNative, Plain({1000, 600}, kMagenta), {1000, 600}));
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kMagenta);
}

TEST_F(WallRendererTest, ForgetsAndUsesTheMemoryAgain) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain({160, 90}, kGreen)));
  const size_t bytes = renderer_->stats().texture_bytes;
  for (int i = 1; i < 1000; ++i) {
    renderer_->Forget(Key(i));
    ASSERT_FALSE(renderer_->Find(Key(i)));
    ASSERT_TRUE(Upload(Key(i + 1), Rung::k160x90, Plain({160, 90}, kGreen)));
  }
  EXPECT_EQ(renderer_->stats().texture_bytes, bytes);
  renderer_->Forget(Key(1));  // unknown by now: nothing happens
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kCard);
}

TEST_F(WallRendererTest, RefusesWhatDoesNotFitAndKeepsTheEarlierPicture) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain({160, 90}, kGreen)));
  const Result<> too_large = Upload(Key(1), Rung::k160x90, Plain({162, 90}, kMagenta));
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, ErrorCode::kInvalidArgument);
  const Result<> no_rung = Upload(Key(1), Rung::kUnknown, Plain({2, 2}, kMagenta));
  ASSERT_FALSE(no_rung);
  Paint(SceneOf({.key = Key(1), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kGreen);
}

TEST_F(WallRendererTest, StopsAtItsMemoryLimitAndGoesOnWhenRoomIsMade) {
  gl_thread.Check();
  MakeRenderer({.max_texture_bytes = size_t{8} << 20});
  Result<> last;
  int stored = 0;
  while (stored < 100 && (last = Upload(Key(stored), Rung::k1280x720, Plain({1280, 720}, kGreen)))) ++stored;
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, ErrorCode::kResourceExhausted);
  EXPECT_GE(stored, 4);
  EXPECT_LE(renderer_->stats().texture_bytes, size_t{8} << 20);
  Paint(SceneOf({.key = Key(0), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kGreen);

  // Empty arrays of one rung make room for another.
  for (int i = 0; i < stored; ++i) renderer_->Forget(Key(i));
  EXPECT_TRUE(Upload(Key(0), Rung::kNative, Plain({1920, 1080}, kMagenta)));
  Paint(SceneOf({.key = Key(0), .tile = kTile, .picture = kPicture}));
  ExpectColour(200, 130, kMagenta);
}

TEST_F(WallRendererTest, GivesAllTextureMemoryOfNativePicturesBack) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::kNative, Plain({1366, 768}, kGreen)));
  EXPECT_GE(renderer_->stats().texture_bytes, 1366U * 768 * 3 / 2);
  renderer_->Forget(Key(1));
  EXPECT_EQ(renderer_->stats().texture_bytes, 0U);
}

TEST_F(WallRendererTest, DrawsAnEmptySceneAndSenselessRectangles) {
  gl_thread.Check();
  Paint(Scene());
  ExpectColour(200, 130, kWall);
  EXPECT_EQ(renderer_->stats().draw_calls, 0);
  ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain({160, 90}, kGreen)));
  WallScene scene = SceneOf({.key = Key(1), .tile = {10, 10, 0, 0}, .picture = {10, 10, 0, 0}});
  scene.tiles.push_back({.key = Key(1), .tile = {10, 10, -50, NAN}, .picture = {10, 10, NAN, 5}});
  Paint(scene);
  ExpectColour(200, 130, kWall);
}

}  // namespace
}  // namespace labwall
