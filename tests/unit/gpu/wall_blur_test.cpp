// SPDX-License-Identifier: Apache-2.0
// What is left of pictures in a blurred scene. Differences are in levels of 255.
#include "codec/scale.h"
#include "wall_painting.h"

namespace labwall {
namespace {

constexpr PixelSize kScreen{1920, 1080};
constexpr Rect kWindow{0, 0, kFramebuffer.width, kFramebuffer.height};

// A screen full of letters, black on white or white on black, in lines of 27 pixels.
Planes Text(bool white_on_black, int scrolled_pixels = 0) {
  Planes planes = Plain(kScreen, {255, 255, 255});
  const MutablePlanesView view = planes.view();
  for (int y = 0; y < kScreen.height; ++y) {
    const int line = (y + scrolled_pixels) / 27;
    const bool letters_here = (y + scrolled_pixels) % 27 < 15;
    for (int x = 0; x < kScreen.width; ++x) {
      // Of varying width: no grid that the cells could be in step with.
      const double letter = x / 16.0 + std::sin(x / 80.0 + 5.0 * line);
      const bool ink = letters_here && letter - std::floor(letter) < 0.6;
      view.y[y * view.y_stride_bytes + x] = ink == white_on_black ? 255 : 0;
    }
  }
  return planes;
}

// Red, green, blue and white quarters.
Planes Quarters() {
  constexpr std::array kColours = {Rgb{255, 0, 0}, Rgb{0, 255, 0}, Rgb{0, 0, 255}, Rgb{255, 255, 255}};
  constexpr PixelSize kQuarter{kScreen.width / 2, kScreen.height / 2};
  Planes planes(kScreen);
  for (int i = 0; i < 4; ++i) {
    const int x = i % 2 * kQuarter.width;
    const int y = i / 2 * kQuarter.height;
    MutablePlanesView view = planes.view();
    view.y += y * view.y_stride_bytes + x;
    view.u += y / 2 * view.uv_stride_bytes + x / 2;
    view.v += y / 2 * view.uv_stride_bytes + x / 2;
    Fill(view, kQuarter, kColours.at(static_cast<size_t>(i)));
  }
  return planes;
}

// What a station sends of a screen.
Planes AtRung(const Planes& screen, Rung rung) {
  Planes planes(FitInto(screen.size(), BoxOf(rung)));
  ScalePlanes(screen.view(), planes.view());
  return planes;
}

class WallBlurTest : public WallPainting {
 protected:
  static WallScene Blurred(WallScene scene) {
    scene.blurred = true;
    return scene;
  }
  static WallScene Sharp(WallScene scene) {
    scene.blurred = false;
    return scene;
  }
  // The picture over the whole window, blurred, without the card's hairline and rounding.
  static WallScene Large(int key) {
    WallScene scene = SceneOf({.key = Key(key), .tile = {-20, -20, 440, 340}, .picture = kWindow});
    scene.tile_rounding = 0;
    scene.picture_rounding = 0;
    return Blurred(scene);
  }

  struct Spread {
    double mean = 0;
    int contrast = 0;
  };
  [[nodiscard]] Spread SpreadIn(const Rect& place) const {
    double sum = 0;
    int least = 255;
    int most = 0;
    for (int y = static_cast<int>(place.y); y < static_cast<int>(place.y + place.height); ++y) {
      for (int x = static_cast<int>(place.x); x < static_cast<int>(place.x + place.width); ++x) {
        const int level = At(x, y).g;
        sum += level;
        least = std::min(least, level);
        most = std::max(most, level);
      }
    }
    return {sum / (place.width * place.height), most - least};
  }
  [[nodiscard]] int LargestDifference(const RgbImage& other) const {
    int largest = 0;
    for (size_t i = 0; i < other.bytes.size(); ++i) {
      largest = std::max(largest, std::abs(image_.bytes[i] - other.bytes[i]));
    }
    return largest;
  }
};

TEST_F(WallBlurTest, LeavesNothingOfTextButItsMeanColour) {
  gl_thread.Check();
  for (const bool white_on_black : {false, true}) {
    const Planes screen = Text(white_on_black);
    for (const Rung rung : kRungs) {
      ASSERT_TRUE(Upload(Key(1), rung, AtRung(screen, rung), kScreen));
      for (const Rect& picture : {Rect{40, 40, 160, 90}, Rect{0, 37, 400, 225}}) {
        SCOPED_TRACE(testing::Message() << (white_on_black ? "white, " : "black, ") << ToString(rung) << " at "
                                        << picture.width);
        WallScene scene = Large(1);
        scene.tiles[0].picture = picture;
        Paint(Sharp(scene));
        const Spread sharp = SpreadIn(picture);
        Paint(scene);
        const Spread blurred = SpreadIn(picture);
        EXPECT_GE(sharp.contrast, 50);
        EXPECT_LE(blurred.contrast, 8);
        EXPECT_NEAR(blurred.mean, sharp.mean, 2);
      }
    }
  }
}

TEST_F(WallBlurTest, LooksTheSameAtEveryRung) {
  gl_thread.Check();
  const Planes screen = Quarters();
  RgbImage first;
  for (const Rung rung : kRungs) {
    ASSERT_TRUE(Upload(Key(1), rung, AtRung(screen, rung), kScreen));
    Paint(Large(1));
    if (first.bytes.empty()) first = image_;
    EXPECT_LE(LargestDifference(first), 5) << ToString(rung);  // scaling itself rounds
  }
  ExpectColour(10, 45, {255, 0, 0}, 8);
  ExpectColour(390, 45, {0, 255, 0}, 8);
  ExpectColour(10, 250, {0, 0, 255}, 8);
  ExpectColour(390, 250, {255, 255, 255}, 8);
}

// Between black and white over the whole window neither the cells nor the lines between them are to be seen.
TEST_F(WallBlurTest, ShowsSmoothGradientsWithoutCellsOrBands) {
  gl_thread.Check();
  Planes halves = Plain(kScreen, {255, 255, 255});
  const MutablePlanesView view = halves.view();
  for (int y = 0; y < kScreen.height; ++y) std::fill_n(view.y + y * view.y_stride_bytes, kScreen.width / 2, 0);
  ASSERT_TRUE(Upload(Key(1), Rung::kNative, halves, kScreen));
  Paint(Large(1));

  std::array<double, kFramebuffer.width> columns{};  // means: without the noise
  for (int x = 0; x < kFramebuffer.width; ++x) {
    for (int y = 50; y < 250; ++y) columns.at(static_cast<size_t>(x)) += At(x, y).g / 200.0;
  }
  double steepest = 0;
  double sharpest_bend = 0;
  for (size_t x = 2; x < columns.size(); ++x) {
    const double step = columns.at(x) - columns.at(x - 1);
    EXPECT_GE(step, -0.1) << x;
    steepest = std::max(steepest, step);
    sharpest_bend = std::max(sharpest_bend, std::abs(step - (columns.at(x - 1) - columns.at(x - 2))));
  }
  EXPECT_LE(steepest, 6);
  EXPECT_LE(sharpest_bend, 0.4);
  EXPECT_LE(columns.front(), 2);
  EXPECT_GE(columns.back(), 253);
}

TEST_F(WallBlurTest, KeepsStillWhileTextScrolls) {
  gl_thread.Check();
  RgbImage before;
  int largest = 0;
  for (int frame = 0; frame < 10; ++frame) {
    ASSERT_TRUE(Upload(Key(1), Rung::k640x360, AtRung(Text(false, 8 * frame), Rung::k640x360), kScreen));
    Paint(Large(1));
    if (frame > 0) largest = std::max(largest, LargestDifference(before));
    before = image_;
  }
  EXPECT_LE(largest, 4);
}

TEST_F(WallBlurTest, TurnsOnAndOffWithoutNewPicturesAndExactly) {
  gl_thread.Check();
  const Planes screen = Text(false);
  WallScene scene = Scene();
  for (const Rung rung : kRungs) {
    const int i = static_cast<int>(scene.tiles.size());
    ASSERT_TRUE(Upload(Key(i), rung, AtRung(screen, rung), kScreen));
    const Rect place{static_cast<float>(75 * i), 20, 70, 40};
    scene.tiles.push_back({.key = Key(i), .tile = place, .picture = place});
  }
  Paint(scene);
  const RgbImage sharp = image_;
  Paint(Blurred(scene));
  const RgbImage blurred = image_;
  EXPECT_GE(LargestDifference(sharp), 50);
  Paint(scene);
  EXPECT_EQ(image_.bytes, sharp.bytes);
  Paint(Blurred(scene));
  EXPECT_EQ(image_.bytes, blurred.bytes);
}

TEST_F(WallBlurTest, BlursOneSceneOfAFrameAndNotTheOther) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::kNative, Text(false), kScreen));
  WallScene above = Large(1);
  above.clip = {0, 150, 400, 150};
  const Rect upper{10, 60, 380, 80};
  const Rect lower{10, 160, 380, 80};
  Paint({Large(1), Sharp(above)});
  EXPECT_LE(SpreadIn(upper).contrast, 8);
  EXPECT_GE(SpreadIn(lower).contrast, 50);
  EXPECT_EQ(renderer_->stats().draw_calls, 2);
  Paint({Sharp(Large(1)), above});
  EXPECT_GE(SpreadIn(upper).contrast, 50);
  EXPECT_LE(SpreadIn(lower).contrast, 8);
}

TEST_F(WallBlurTest, ShowsNewPicturesAndNeverAnEarlierOneOfTheSamePlace) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kGreen)));
  Paint(Large(1));
  ExpectColour(200, 150, kGreen, 4);
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({320, 180}, kMagenta)));
  Paint(Large(1));
  ExpectColour(200, 150, kMagenta, 4);
  ASSERT_TRUE(Upload(Key(1), Rung::kNative, Plain({1000, 700}, kSelected)));
  Paint(Large(1));
  ExpectColour(200, 150, kSelected, 4);
  // In the memory of the first.
  ASSERT_TRUE(Upload(Key(2), Rung::k320x180, Plain({320, 180}, kFocused)));
  Paint(Large(2));
  ExpectColour(200, 150, kFocused, 4);
}

TEST_F(WallBlurTest, LeavesBarsVeilsRingsAndCornersAsTheyAre) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::k320x180, Plain({240, 180}, {200, 100, 40}), {1024, 768}));
  ASSERT_TRUE(Upload(Key(2), Rung::k160x90, Plain({160, 68}, {40, 180, 90}), {2560, 1080}));
  WallScene scene = Scene();
  scene.tile_rounding = 12;
  const auto add = [&scene](TileDraw tile, float x, float y) {
    tile.tile = {x, y, 160, 120};
    tile.picture = {x + 6, y + 6, 148, 84};
    scene.tiles.push_back(tile);
  };
  add({.key = Key(1), .veil = 0.55F, .selected = true}, 20, 20);
  add({.key = Key(2), .brighten = 0.1F, .focused = true}, 210, 20);
  add({.key = Key(1), .opacity = 0.5F, .selected = true, .focused = true}, 20, 160);
  add({.key = Key(3)}, 210, 160);  // without a picture
  Paint(scene);
  const RgbImage sharp = image_;
  Paint(Blurred(scene));
  EXPECT_LE(LargestDifference(sharp), 2);
}

TEST_F(WallBlurTest, TakesLittleMemoryOnlyOnceItIsUsedAndStaysWithinTheLimit) {
  gl_thread.Check();
  constexpr size_t kLimit = size_t{8} << 20;
  MakeRenderer({.max_texture_bytes = kLimit});
  WallScene scene = Scene();
  while (Upload(Key(static_cast<int>(scene.tiles.size())), Rung::k160x90, Plain({160, 90}, kGreen))) {
    const auto i = static_cast<float>(scene.tiles.size());
    const Rect place{std::fmod(i, 40.0F) * 10, std::floor(i / 40) * 10, 10, 10};
    scene.tiles.push_back({.key = Key(static_cast<int>(scene.tiles.size())), .tile = place, .picture = place});
  }
  EXPECT_GT(scene.tiles.size(), 300U);
  Paint(scene);
  const size_t sharp_bytes = renderer_->stats().texture_bytes;
  Paint(Blurred(scene));
  const size_t blurred_bytes = renderer_->stats().texture_bytes;
  EXPECT_GT(blurred_bytes, sharp_bytes);
  EXPECT_LE(blurred_bytes, sharp_bytes + sharp_bytes / 20);
  EXPECT_LE(blurred_bytes, kLimit);
  for (size_t i = 0; i < scene.tiles.size(); ++i) {
    ExpectColour(static_cast<int>(i) % 40 * 10 + 5, static_cast<int>(i) / 40 * 10 + 5, kGreen, 4);
  }
  Paint(scene);
  Paint(Blurred(scene));
  EXPECT_EQ(renderer_->stats().texture_bytes, blurred_bytes);
}

TEST_F(WallBlurTest, GivesTheMemoryOfNativePicturesBack) {
  gl_thread.Check();
  ASSERT_TRUE(Upload(Key(1), Rung::kNative, Plain(kScreen, kGreen)));
  Paint(Large(1));
  renderer_->Forget(Key(1));
  EXPECT_EQ(renderer_->stats().texture_bytes, 0U);
}

TEST_F(WallBlurTest, BlursPicturesOfAnySize) {
  gl_thread.Check();
  for (const PixelSize size : {PixelSize{1, 1}, {2, 2}, {3, 5}, {9, 7}, {160, 2}, {2, 90}, {159, 89}}) {
    ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain({160, 90}, kMagenta)));  // what lies beside it
    ASSERT_TRUE(Upload(Key(1), Rung::k160x90, Plain(size, kGreen)));
    Paint(Large(1));
    SCOPED_TRACE(testing::Message() << size.width << "x" << size.height);
    ExpectColour(200, 150, kGreen, 4);
  }
}

}  // namespace
}  // namespace labwall
