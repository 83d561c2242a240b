// SPDX-License-Identifier: Apache-2.0
// The wall's pixels against a reference in double precision (wall_reference.h): colours, letterbox, parts, rings,
// rounding, blur.
//
// Tolerance. No channel of a pixel is more than kMostLevels of 255 off, and the mean over all is at most kMeanLevels. A
// software renderer samples 8-bit textures with weights of 8 bits: each of Y, Cb and Cr can then be a level off, which
// is up to 1 + 1.772 levels of blue, and rounding adds another half. The blurred copies are kept with 10 bits, and the
// noise over them is half a level. A wrong matrix, range, offset, weight or edge is off by far more.
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "codec/jpeg.h"
#include "codec/scale.h"
#include "console/png_file.h"
#include "model/pixel_rect.h"
#include "wall_painting.h"
#include "wall_reference.h"

namespace labwall {
namespace {

constexpr int kMostLevels = 4;
constexpr double kMeanLevels = 0.5;

constexpr PixelSize kUsual{640, 360};
constexpr PixelSize kTall{360, 640};
constexpr PixelSize kOld{640, 480};
constexpr PixelSize kWide{840, 360};

using Screen = std::function<Rgb(int x, int y)>;

constexpr std::array kPatches = {Rgb{255, 0, 0},     Rgb{0, 255, 0},    Rgb{0, 0, 255},   Rgb{255, 255, 0},
                                 Rgb{0, 255, 255},   Rgb{255, 0, 255},  Rgb{0, 0, 0},     Rgb{255, 255, 255},
                                 Rgb{128, 128, 128}, Rgb{200, 120, 40}, Rgb{10, 60, 110}, Rgb{240, 200, 190}};
constexpr int kPatchSide = 160;

// Four columns and three rows of plain colours.
Rgb Patches(int x, int y) {
  return kPatches.at(static_cast<size_t>(std::min(y / kPatchSide, 2) * 4 + std::min(x / kPatchSide, 3)));
}

// A desktop: a gradient, windows, and lines of letters in them.
Rgb Desktop(int x, int y, int seed) {
  const int window_x = (x + 37 * seed) % 300;
  const int window_y = (y + 53 * seed) % 220;
  if (window_x > 40 && window_x < 250 && window_y > 30 && window_y < 180) {
    if (window_y < 44) return {60 + 40 * seed % 150, 90, 200 - 30 * seed % 150};
    const bool letter = window_y % 11 < 6 && (window_x * 7 + window_y / 11 * 13) % 17 < 8;
    return letter ? Rgb{30, 30, 40} : Rgb{250, 248, 240};
  }
  return {(x / 4 + 60 * seed) % 256, (y / 3 + 90) % 256, (120 + 35 * seed) % 256};
}

// What a station makes of a screen for a rung, before it is encoded.
Planes Captured(PixelSize size, const Screen& screen, Rung rung) {
  std::vector<uint8_t> bgrx;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const Rgb colour = screen(x, y);
      for (const int channel : {colour.b, colour.g, colour.r, 255}) bgrx.push_back(static_cast<uint8_t>(channel));
    }
  }
  Planes planes(size);
  ConvertBgrx(bgrx.data(), size.width * 4, planes.view());
  Planes scaled(FitInto(size, BoxOf(rung)));
  ScalePlanes(std::as_const(planes).view(), scaled.view());
  return scaled;
}

Planes ThroughJpeg(const PlanesView& planes) {
  JpegEncoder encoder;
  const Result<std::span<const uint8_t>> jpeg = encoder.Encode(planes);
  EXPECT_TRUE(jpeg);
  Planes decoded(planes.size);
  JpegDecoder decoder;
  const std::string_view bytes(reinterpret_cast<const char*>(jpeg->data()), jpeg->size());
  EXPECT_TRUE(decoder.Decode(bytes, decoded.view()));
  return decoded;
}

void Copy(const PlanesView& part, PixelPoint at, const MutablePlanesView& into) {
  const auto copy = [](const uint8_t* from, int from_stride, PixelSize size, uint8_t* to, int to_stride) {
    for (int row = 0; row < size.height; ++row) {
      std::memcpy(to + static_cast<ptrdiff_t>(row) * to_stride, from + static_cast<ptrdiff_t>(row) * from_stride,
                  static_cast<size_t>(size.width));
    }
  };
  const PixelSize chroma = ChromaSize(part.size);
  const ptrdiff_t offset = static_cast<ptrdiff_t>(at.y) / 2 * into.uv_stride_bytes + at.x / 2;
  copy(part.y, part.y_stride_bytes, part.size, into.y + static_cast<ptrdiff_t>(at.y) * into.y_stride_bytes + at.x,
       into.y_stride_bytes);
  copy(part.u, part.uv_stride_bytes, chroma, into.u + offset, into.uv_stride_bytes);
  copy(part.v, part.uv_stride_bytes, chroma, into.v + offset, into.uv_stride_bytes);
}

class WallGoldenTest : public WallPainting, public testing::WithParamInterface<UploadMode> {
 protected:
  void SetUp() override {
    WallPainting::SetUp();
    MakeRenderer({.upload = GetParam()});
  }

  // The wall gets what a station encodes of the screen, and the reference the same planes.
  void Show(int key, PixelSize source, const Screen& screen, Rung rung) {
    gl_thread.Check();
    const Planes captured = Captured(source, screen, rung);
    ShowPlanes(key, ThroughJpeg(captured.view()), rung, source);
  }
  void ShowPlanes(int key, Planes planes, Rung rung, PixelSize source) {
    gl_thread.Check();
    ReferencePicture& picture = pictures_[Key(key)];
    picture = {std::move(planes), source};
    Give(key, rung, {}, std::as_const(picture.planes).view());
  }
  // A part of what the screen has become.
  void Change(int key, const Screen& screen, Rung rung, const PixelRect& rect) {
    gl_thread.Check();
    ReferencePicture& picture = pictures_[Key(key)];
    const Planes captured = Captured(picture.source, screen, rung);
    const Planes part = ThroughJpeg(PartOf(captured.view(), rect));
    Copy(part.view(), rect.origin(), picture.planes.view());
    Give(key, rung, rect.origin(), part.view());
  }

  // One tile of a grid, of three columns and three rows.
  static TileDraw TileAt(int column, int row, TileDraw tile) {
    tile.tile = {12 + 132.0F * static_cast<float>(column), 10 + 97.0F * static_cast<float>(row), 112, 82};
    tile.picture = {tile.tile.x + 3, tile.tile.y + 3, 106, 60};
    return tile;
  }
  void ShowDesktops() {
    const auto desktop = [](int seed) { return [seed](int x, int y) { return Desktop(x, y, seed); }; };
    Show(1, kUsual, desktop(1), Rung::k320x180);
    Show(2, kOld, desktop(2), Rung::k160x90);
    Show(3, kWide, desktop(3), Rung::k320x180);
    Show(4, kTall, desktop(4), Rung::k640x360);
    Show(5, kUsual, desktop(5), Rung::k320x180);
    // A window, a caret, and a column up to both edges: in the end the whole is of no single moment.
    Change(5, desktop(6), Rung::k320x180, {64, 32, 160, 96});
    Change(5, desktop(7), Rung::k320x180, {272, 112, 16, 16});
    Change(5, desktop(8), Rung::k320x180, {288, 0, 32, 180});
    Show(6, kUsual, desktop(9), Rung::kNative);
    Show(7, kOld, Patches, Rung::k320x180);
  }
  static WallScene Wall() {
    WallScene scene = Scene();
    scene.tiles = {TileAt(0, 0, {.key = Key(1)}),
                   TileAt(1, 0, {.key = Key(2), .selected = true}),
                   TileAt(2, 0, {.key = Key(3), .focused = true}),
                   TileAt(0, 1, {.key = Key(4), .selected = true, .focused = true}),
                   TileAt(1, 1, {.key = Key(5)}),
                   TileAt(2, 1, {.key = Key(100)}),
                   TileAt(0, 2, {.key = Key(6), .veil = 0.4F, .brighten = 0.08F}),
                   TileAt(1, 2, {.key = Key(7)}),
                   TileAt(2, 2, {.key = Key(3), .opacity = 0.5F, .selected = true})};
    return scene;
  }

  [[nodiscard]] RgbImage Reference(const WallScene& scene) const {
    return PaintReference(scene, pictures_, kFramebuffer);
  }
  // Paints the scene, and compares.
  void ExpectAsReference(const WallScene& scene, const char* name) {
    gl_thread.Check();
    context_->Bind();
    renderer_->Clear(scene.background, kFramebuffer);
    renderer_->Draw(scene, kFramebuffer);
    image_ = context_->ReadPixels();
    const RgbImage expected = Reference(scene);

    RgbImage difference{kFramebuffer, {}};
    int most = 0;
    size_t most_at = 0;
    double sum = 0;
    for (size_t i = 0; i < expected.bytes.size(); ++i) {
      const int levels = std::abs(image_.bytes[i] - expected.bytes[i]);
      if (levels > most) most_at = i;
      most = std::max(most, levels);
      sum += levels;
      difference.bytes.push_back(static_cast<uint8_t>(std::min(255, levels * 32)));
    }
    const double mean = sum / static_cast<double>(expected.bytes.size());
    RecordProperty(std::string(name) + "_most", most);
    RecordProperty(std::string(name) + "_mean", std::to_string(mean));
    if (most <= kMostLevels && mean <= kMeanLevels) return;
    const size_t pixel = most_at / 3;
    ADD_FAILURE() << name << ": " << most << " levels off at " << pixel % expected.size.width << ","
                  << pixel / expected.size.width << ", in the mean " << mean
                  << "\nPictures to look at: " << SavePictures(name, expected, difference);
  }

 private:
  void Give(int key, Rung rung, PixelPoint origin, const PlanesView& planes) {
    gl_thread.Check();
    const ReferencePicture& picture = pictures_[Key(key)];
    // By way of the upload memory, as the console does.
    const std::span<uint8_t> memory = renderer_->upload_memory();
    const PixelSize chroma = ChromaSize(planes.size);
    uint8_t* const u = memory.data() + static_cast<ptrdiff_t>(planes.size.width) * planes.size.height;
    uint8_t* const v = u + static_cast<ptrdiff_t>(chroma.width) * chroma.height;
    const MutablePlanesView place{planes.size, memory.data(), u, v, planes.size.width, chroma.width};
    Copy(planes, {}, place);
    const PlanesView placed{planes.size, place.y, u, v, planes.size.width, chroma.width};
    const Result<> given = renderer_->Upload(Key(key), {rung, picture.source, picture.planes.size(), origin, placed});
    ASSERT_TRUE(given) << given.error().message;
    const uint64_t ticket = renderer_->EndUploads();
    glFinish();  // the next one overwrites it
    ASSERT_GE(renderer_->FinishedUploads(), ticket);
  }
  std::string SavePictures(const std::string& name, const RgbImage& expected, const RgbImage& difference) const {
    std::string folder = (std::filesystem::temp_directory_path() / "labwall-golden-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return "could not be written";
    for (const auto& [what, image] :
         {std::pair{"painted", &image_}, {"expected", &expected}, {"difference-x32", &difference}}) {
      const Result<> written = WritePng(folder + "/" + name + "-" + what + ".png", *image);
      EXPECT_TRUE(written) << written.error().message;
    }
    return folder;
  }

  ReferencePictures pictures_;
};

TEST_P(WallGoldenTest, PaintsAWallOfTiles) {
  ShowDesktops();
  ExpectAsReference(Wall(), "wall");
}

TEST_P(WallGoldenTest, PaintsABlurredWall) {
  ShowDesktops();
  WallScene scene = Wall();
  scene.blurred = true;
  ExpectAsReference(scene, "blurred");
  // With copies that were made before parts came.
  Change(5, Patches, Rung::k320x180, {0, 0, 160, 96});
  ExpectAsReference(scene, "blurred-part");
  scene.blurred = false;
  ExpectAsReference(scene, "sharp-again");
}

TEST_P(WallGoldenTest, PaintsPicturesAtTheirSizeAndEnlarged) {
  ShowDesktops();
  for (const int key : {1, 2, 4}) {
    for (const Rect& place : {Rect{40, 60, 320, 180}, Rect{10, 20, 380, 260}}) {
      WallScene scene = SceneOf({.key = Key(key), .tile = place, .picture = place});
      ExpectAsReference(scene, "large");
      scene.blurred = true;
      ExpectAsReference(scene, "large-blurred");
    }
  }
}

TEST_P(WallGoldenTest, PaintsInTheUnitsOfADenseScreenAndWithinItsClip) {
  ShowDesktops();
  WallScene scene = Scene();
  scene.pixel_scale = 1.5;
  scene.clip = {20, 15, 220, 150};
  scene.tile_rounding = 14;
  scene.picture_rounding = 9;
  scene.tiles = {{.key = Key(3), .tile = {25, 22, 100, 70}, .picture = {31, 26, 90, 52}, .selected = true},
                 {.key = Key(4), .tile = {140, 22, 101, 71}, .picture = {140, 22, 101, 57}, .focused = true},
                 {.key = Key(1), .tile = {25, 110, 100, 70}, .picture = {25, 110, 100, 56}}};
  ExpectAsReference(scene, "dense");
}

// Where nothing is interpolated, each colour that planes can hold becomes the level that the equations give, or the one
// beside it.
TEST_P(WallGoldenTest, ConvertsPlainColoursToTheLevel) {
  constexpr int kSide = 20;
  Planes planes({320, 180});
  const MutablePlanesView view = planes.view();
  const auto fill = [](uint8_t* plane, PixelSize size, int stride_bytes, int side, int factor) {
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const int block = y / side * (320 / kSide) + x / side;
        plane[y * stride_bytes + x] = static_cast<uint8_t>(block * factor);
      }
    }
  };
  fill(view.y, view.size, view.y_stride_bytes, kSide, 97);
  fill(view.u, ChromaSize(view.size), view.uv_stride_bytes, kSide / 2, 53);
  fill(view.v, ChromaSize(view.size), view.uv_stride_bytes, kSide / 2, 151);
  ShowPlanes(1, std::move(planes), Rung::k320x180, {320, 180});
  WallScene scene = SceneOf({.key = Key(1), .tile = {0, 0, 400, 300}, .picture = {40, 60, 320, 180}});
  scene.picture_rounding = 0;
  Paint(scene);
  const RgbImage expected = Reference(scene);
  for (int y = kSide / 2; y < 180; y += kSide) {
    for (int x = kSide / 2; x < 320; x += kSide) {
      const uint8_t* const pixel = &expected.bytes[static_cast<size_t>((y + 60) * kFramebuffer.width + x + 40) * 3];
      ExpectColour(x + 40, y + 60, {pixel[0], pixel[1], pixel[2]}, 1);
    }
  }
}

// From a screen's pixels to the wall's, through all of the capture's and the wall's own conversions: what JPEG loses of
// plain colours is little.
TEST_P(WallGoldenTest, ShowsAScreensColoursAsTheyAre) {
  Show(1, kOld, Patches, Rung::k320x180);
  WallScene scene = SceneOf({.key = Key(1), .tile = {0, 0, 400, 300}, .picture = {0, 0, 400, 300}});
  scene.picture_rounding = 0;
  scene.tile_rounding = 0;
  Paint(scene);
  for (int i = 0; i < static_cast<int>(kPatches.size()); ++i) {
    ExpectColour(50 + i % 4 * 100, 50 + i / 4 * 100, kPatches.at(static_cast<size_t>(i)), 4);
  }
}

INSTANTIATE_TEST_SUITE_P(Uploads, WallGoldenTest, testing::Values(UploadMode::kDirect, UploadMode::kMapped),
                         [](const auto& mode) { return std::string(ToString(mode.param)); });

}  // namespace
}  // namespace labwall
