// SPDX-License-Identifier: Apache-2.0
// Pictures and their parts on their way to the GPU, from plain and from mapped memory.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "support/eventually.h"
#include "wall_painting.h"

namespace labwall {
namespace {

constexpr PixelSize kSize{320, 180};
constexpr size_t kBytes = size_t{320} * 180 * 3 / 2;

// Every texel differs from its neighbours, and every seed's picture from the others'.
Planes Pattern(PixelSize size, int seed) {
  Planes planes(size);
  const MutablePlanesView view = planes.view();
  const auto fill = [seed](uint8_t* plane, PixelSize area, int stride_bytes, int salt) {
    for (int y = 0; y < area.height; ++y) {
      for (int x = 0; x < area.width; ++x) {
        plane[y * stride_bytes + x] = static_cast<uint8_t>(seed * 89 + salt + x * 7 + y * 13 + (x * y) % 31);
      }
    }
  };
  fill(view.y, size, view.y_stride_bytes, 0);
  fill(view.u, ChromaSize(size), view.uv_stride_bytes, 50);
  fill(view.v, ChromaSize(size), view.uv_stride_bytes, 100);
  return planes;
}

class PictureUploadTest : public WallPainting {
 protected:
  // Copies planes into the upload memory at this byte, as a decoder would leave them there.
  PlanesView Place(const PlanesView& planes, size_t at) {
    const std::span<uint8_t> memory = renderer_->upload_memory();
    const PixelSize chroma = ChromaSize(planes.size);
    uint8_t* const y = memory.data() + at;
    uint8_t* const u = y + static_cast<ptrdiff_t>(planes.size.width) * planes.size.height;
    uint8_t* const v = u + static_cast<ptrdiff_t>(chroma.width) * chroma.height;
    const auto copy = [](const uint8_t* from, int stride_bytes, PixelSize size, uint8_t* to) {
      for (int row = 0; row < size.height; ++row) {
        std::memcpy(to + static_cast<ptrdiff_t>(row) * size.width, from + static_cast<ptrdiff_t>(row) * stride_bytes,
                    static_cast<size_t>(size.width));
      }
    };
    copy(planes.y, planes.y_stride_bytes, planes.size, y);
    copy(planes.u, planes.uv_stride_bytes, chroma, u);
    copy(planes.v, planes.uv_stride_bytes, chroma, v);
    return {planes.size, y, u, v, planes.size.width, chroma.width};
  }

  Result<> UploadWhole(const SessionKey& key, const PlanesView& planes) {
    gl_thread.Check();
    return renderer_->Upload(key, {Rung::k320x180, {}, planes.size, {}, planes});
  }
  Result<> UploadPart(const SessionKey& key, const PlanesView& whole, const PixelRect& rect) {
    gl_thread.Check();
    return renderer_->Upload(key, {Rung::k320x180, {}, whole.size, rect.origin(), PartOf(whole, rect)});
  }
  // Sharp, or as the blurred copy has it.
  RgbImage ImageOf(const SessionKey& key, bool blurred = false) {
    WallScene scene = SceneOf({.key = key, .tile = {0, 0, 400, 300}, .picture = {40, 40, 320, 180}});
    scene.picture_rounding = 0;
    scene.blurred = blurred;
    Paint(scene);
    return image_;
  }
  [[nodiscard]] ErrorCode CodeOf(const Result<>& result) const {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kUnknown : result.error().code;
  }
  void WaitFor(uint64_t ticket) {
    ASSERT_TRUE(Eventually(
        [this, ticket] {
          gl_thread.Check();
          return renderer_->FinishedUploads() >= ticket;
        },
        Milliseconds(20'000)));
  }
};

TEST_F(PictureUploadTest, UsesTheMemoryThatIsAskedFor) {
  gl_thread.Check();
  for (const UploadMode mode : {UploadMode::kDirect, UploadMode::kMapped}) {
    MakeRenderer({.upload = mode, .upload_memory_bytes = 1'000'000});
    EXPECT_EQ(renderer_->stats().upload_mode, mode);
    EXPECT_FALSE(renderer_->stats().upload_times);
    EXPECT_EQ(renderer_->upload_memory().size(), 1'000'000U);
    EXPECT_EQ(UploadModeFromString(ToString(mode)), mode);
  }
  EXPECT_EQ(UploadModeFromString("auto"), UploadMode::kAuto);
  EXPECT_FALSE(UploadModeFromString("Auto"));
}

TEST_F(PictureUploadTest, ChoosesTheFasterMemoryAndSaysWhatItMeasured) {
  gl_thread.Check();
  MakeRenderer({});
  const RendererStats stats = renderer_->stats();
  ASSERT_TRUE(stats.upload_times);
  EXPECT_GT(stats.upload_times->direct_us, 0);
  EXPECT_GT(stats.upload_times->mapped_us, 0);
  EXPECT_NE(stats.upload_mode, UploadMode::kAuto);
  if (stats.upload_mode == UploadMode::kMapped) {
    EXPECT_LT(stats.upload_times->mapped_us, stats.upload_times->direct_us);
  } else {
    EXPECT_GT(stats.upload_times->mapped_us, 0.8 * stats.upload_times->direct_us);
  }
  EXPECT_EQ(renderer_->upload_memory().size(), UploadMemory::kBytes);
  EXPECT_EQ(stats.texture_bytes, 0U);
}

TEST_F(PictureUploadTest, IsDirectWhereNoBufferCanBeMapped) {
  gl_thread.Check();
  MakeRenderer({.upload = UploadMode::kMapped, .upload_memory_bytes = 0});  // which OpenGL refuses
  EXPECT_EQ(renderer_->stats().upload_mode, UploadMode::kDirect);
  const Planes planes = Plain(kSize, kGreen);
  ASSERT_TRUE(UploadWhole(Key(1), planes.view()));
  ImageOf(Key(1));
  ExpectColour(200, 130, kGreen);
}

TEST_F(PictureUploadTest, ShowsTheSamePixelsFromEitherMemoryAndFromAnyOther) {
  gl_thread.Check();
  std::vector<RgbImage> images;
  for (const UploadMode mode : {UploadMode::kDirect, UploadMode::kMapped}) {
    MakeRenderer({.upload = mode});
    const Planes before = Pattern(kSize, 1);
    const Planes after = Pattern(kSize, 2);
    ASSERT_TRUE(UploadWhole(Key(1), before.view()));
    images.push_back(ImageOf(Key(1)));
    // At the memory's start, in it, and at its very end.
    const PlanesView first = Place(before.view(), 0);
    ASSERT_TRUE(UploadWhole(Key(2), first));
    images.push_back(ImageOf(Key(2)));
    const PlanesView second = Place(before.view(), kBytes + 1);
    ASSERT_TRUE(UploadWhole(Key(3), second));
    images.push_back(ImageOf(Key(3)));
    ASSERT_TRUE(UploadWhole(Key(4), after.view()));
    ASSERT_TRUE(UploadWhole(Key(4), Place(before.view(), renderer_->upload_memory().size() - kBytes)));
    images.push_back(ImageOf(Key(4)));
  }
  for (const RgbImage& image : images) EXPECT_EQ(image.bytes, images[0].bytes);
}

TEST_F(PictureUploadTest, PutsPartsTogetherToThePictureThatTheyAreOf) {
  gl_thread.Check();
  const Planes before = Pattern(kSize, 1);
  const Planes after = Pattern(kSize, 2);
  for (const UploadMode mode : {UploadMode::kDirect, UploadMode::kMapped}) {
    MakeRenderer({.upload = mode});
    ASSERT_TRUE(UploadWhole(Key(1), std::as_const(after).view()));
    ASSERT_TRUE(UploadWhole(Key(2), std::as_const(before).view()));
    ASSERT_NE(ImageOf(Key(2)).bytes, ImageOf(Key(1)).bytes);
    // In every corner, over the whole width, and what is left in the middle.
    for (const PixelRect& rect : {PixelRect{0, 0, 64, 48},
                                  {64, 0, 256, 48},
                                  {0, 48, 16, 132},
                                  {304, 48, 16, 132},
                                  {16, 160, 288, 20},
                                  {16, 48, 288, 112}}) {
      ASSERT_NE(ImageOf(Key(2)).bytes, ImageOf(Key(1)).bytes);
      ASSERT_TRUE(UploadPart(Key(2), Place(after.view(), 0), rect));
    }
    EXPECT_EQ(ImageOf(Key(2)).bytes, ImageOf(Key(1)).bytes);
    EXPECT_EQ(ImageOf(Key(2), true).bytes, ImageOf(Key(1), true).bytes);
    EXPECT_EQ(renderer_->Find(Key(2)), renderer_->Find(Key(1)));
  }
}

TEST_F(PictureUploadTest, WritesOnlyThePart) {
  gl_thread.Check();
  const Planes before = Plain(kSize, kGreen);
  const Planes after = Plain(kSize, kMagenta);
  ASSERT_TRUE(UploadWhole(Key(1), before.view()));
  ASSERT_TRUE(UploadPart(Key(1), std::as_const(after).view(), {64, 32, 128, 96}));
  ImageOf(Key(1));
  ExpectColour(40 + 62, 40 + 80, kGreen);
  ExpectColour(40 + 66, 40 + 34, kMagenta);
  ExpectColour(40 + 190, 40 + 126, kMagenta);
  ExpectColour(40 + 194, 40 + 80, kGreen);
  ExpectColour(40 + 100, 40 + 30, kGreen);
  ExpectColour(40 + 100, 40 + 130, kGreen);
  EXPECT_EQ(renderer_->stats().uploads, 2U);
  EXPECT_EQ(renderer_->stats().upload_bytes, kBytes + size_t{128} * 96 * 3 / 2);
}

TEST_F(PictureUploadTest, TakesPartsUpToTheEdgesOfPicturesOfOddSizes) {
  gl_thread.Check();
  constexpr PixelSize kOdd{201, 99};
  const Planes before = Pattern(kOdd, 1);
  const Planes after = Pattern(kOdd, 2);
  ASSERT_TRUE(UploadWhole(Key(1), std::as_const(after).view()));
  ASSERT_TRUE(UploadWhole(Key(2), std::as_const(before).view()));
  ASSERT_TRUE(UploadPart(Key(2), std::as_const(after).view(), {0, 0, 192, 99}));
  ASSERT_TRUE(UploadPart(Key(2), std::as_const(after).view(), {192, 0, 9, 96}));
  ASSERT_TRUE(UploadPart(Key(2), std::as_const(after).view(), {192, 96, 9, 3}));
  EXPECT_EQ(ImageOf(Key(2)).bytes, ImageOf(Key(1)).bytes);
}

TEST_F(PictureUploadTest, MakesTheBlurredCopyAnewAfterAPart) {
  gl_thread.Check();
  const Planes before = Plain(kSize, kGreen);
  const Planes after = Plain(kSize, kMagenta);
  ASSERT_TRUE(UploadWhole(Key(1), before.view()));
  ImageOf(Key(1), true);
  ExpectColour(200, 130, kGreen, 4);
  ASSERT_TRUE(UploadPart(Key(1), std::as_const(after).view(), {0, 0, 320, 176}));
  ImageOf(Key(1), true);
  ExpectColour(200, 100, kMagenta, 4);
}

TEST_F(PictureUploadTest, RefusesAPartOfAPictureThatIsNotThere) {
  gl_thread.Check();
  const Planes planes = Pattern(kSize, 1);
  const PlanesView part = PartOf(std::as_const(planes).view(), {0, 0, 64, 64});
  const PictureUpload upload{Rung::k320x180, {1920, 1080}, kSize, {16, 16}, part};
  EXPECT_EQ(CodeOf(renderer_->Upload(Key(1), upload)), ErrorCode::kFailedPrecondition);
  EXPECT_FALSE(renderer_->Find(Key(1)));

  ASSERT_TRUE(renderer_->Upload(Key(1), {Rung::k320x180, {1920, 1080}, kSize, {}, std::as_const(planes).view()}));
  const RgbImage stored = ImageOf(Key(1));
  const auto refused = [this](const PictureUpload& changed) {
    gl_thread.Check();
    return CodeOf(renderer_->Upload(Key(1), changed)) == ErrorCode::kFailedPrecondition;
  };
  PictureUpload changed = upload;
  changed.rung = Rung::k640x360;
  EXPECT_TRUE(refused(changed));
  changed = upload;
  changed.picture = {320, 178};
  EXPECT_TRUE(refused(changed));
  changed = upload;
  changed.source = {1280, 720};
  EXPECT_TRUE(refused(changed));
  EXPECT_EQ(ImageOf(Key(1)).bytes, stored.bytes);
  EXPECT_TRUE(renderer_->Upload(Key(1), upload));

  renderer_->Forget(Key(1));
  EXPECT_TRUE(refused(upload));
}

TEST_F(PictureUploadTest, RefusesAPartThatIsNotInsideItsPicture) {
  gl_thread.Check();
  const Planes planes = Pattern({640, 360}, 1);
  ASSERT_TRUE(UploadWhole(Key(1), PartOf(std::as_const(planes).view(), WholeOf(kSize))));
  const RgbImage stored = ImageOf(Key(1));
  const auto upload = [&](PixelPoint origin, PixelSize size) {
    gl_thread.Check();
    PlanesView part = std::as_const(planes).view();
    part.size = size;
    return renderer_->Upload(Key(1), {Rung::k320x180, {}, kSize, origin, part});
  };
  constexpr int kMost = std::numeric_limits<int>::max();
  for (const PixelRect& rect : {PixelRect{-16, 0, 32, 32},
                                {0, -2, 32, 32},
                                {304, 0, 32, 32},
                                {0, 176, 32, 16},
                                {0, 0, 0, 16},
                                {0, 0, 16, -16},
                                {2, 0, 320, 180},
                                {0, 0, 322, 180},
                                {kMost - 1, 0, 16, 16},
                                {16, 16, kMost - 1, kMost - 1},
                                // Not on whole texels of chroma.
                                {15, 16, 32, 32},
                                {16, 15, 32, 32},
                                {16, 16, 31, 32},
                                {16, 16, 32, 31},
                                {15, 16, 33, 32},
                                {16, 15, 32, 33}}) {
    EXPECT_EQ(CodeOf(upload(rect.origin(), rect.size())), ErrorCode::kInvalidArgument)
        << rect.x << "," << rect.y << " " << rect.width << "x" << rect.height;
  }
  EXPECT_EQ(ImageOf(Key(1)).bytes, stored.bytes);
  EXPECT_EQ(renderer_->stats().uploads, 1U);
}

TEST_F(PictureUploadTest, FencesOnlyWhatTheGpuHasStillToRead) {
  gl_thread.Check();
  const Planes planes = Pattern(kSize, 1);
  MakeRenderer({.upload = UploadMode::kDirect});
  ASSERT_TRUE(UploadWhole(Key(1), Place(planes.view(), 0)));
  EXPECT_EQ(renderer_->EndUploads(), renderer_->FinishedUploads());

  MakeRenderer({.upload = UploadMode::kMapped});
  const uint64_t none = renderer_->EndUploads();
  EXPECT_EQ(none, renderer_->FinishedUploads());
  ASSERT_TRUE(UploadWhole(Key(1), planes.view()));  // the driver has copied it
  EXPECT_EQ(renderer_->EndUploads(), none);
  ASSERT_TRUE(UploadWhole(Key(1), Place(planes.view(), 0)));
  const uint64_t first = renderer_->EndUploads();
  EXPECT_GT(first, none);
  EXPECT_EQ(renderer_->EndUploads(), first);
  ASSERT_TRUE(UploadPart(Key(1), Place(planes.view(), kBytes), {0, 0, 64, 64}));
  const uint64_t second = renderer_->EndUploads();
  EXPECT_GT(second, first);
  EXPECT_LE(renderer_->FinishedUploads(), second);
  WaitFor(second);
}

TEST_F(PictureUploadTest, FinishesAllTicketsOfAGpuThatFallsBehind) {
  gl_thread.Check();
  const Planes planes = Pattern(kSize, 1);
  MakeRenderer({.upload = UploadMode::kMapped});
  uint64_t last = renderer_->EndUploads();
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(UploadWhole(Key(i), Place(planes.view(), static_cast<size_t>(i) * kBytes)));
    const uint64_t ticket = renderer_->EndUploads();
    EXPECT_GT(ticket, last);
    last = ticket;
  }
  uint64_t finished = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (finished < last && std::chrono::steady_clock::now() < deadline) {
    const uint64_t now = renderer_->FinishedUploads();
    ASSERT_GE(now, finished);
    finished = now;
  }
  EXPECT_EQ(finished, last);
  EXPECT_EQ(renderer_->FinishedUploads(), last);
}

TEST_F(PictureUploadTest, FinishesATicketNoSoonerThanTheGpuHasComeToIt) {
  gl_thread.Check();
  const Planes planes = Pattern(kSize, 1);
  MakeRenderer({.upload = UploadMode::kMapped});
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(UploadWhole(Key(1), Place(planes.view(), 0)));
    const uint64_t first = renderer_->EndUploads();
    KeepGpuBusy(200);
    const GLsync busy = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    ASSERT_TRUE(UploadWhole(Key(2), Place(planes.view(), kBytes)));
    const uint64_t second = renderer_->EndUploads();
    WaitFor(first);
    WaitFor(second);
    EXPECT_NE(glClientWaitSync(busy, 0, 0), static_cast<GLenum>(GL_TIMEOUT_EXPIRED));
    glDeleteSync(busy);
  }
}

// Memory that is written again as soon as its ticket is finished, for a long time: no picture shows another's bytes.
TEST_F(PictureUploadTest, ReadsAllOfAPictureBeforeItsTicketIsFinished) {
  gl_thread.Check();
  for (const UploadMode mode : {UploadMode::kDirect, UploadMode::kMapped}) {
    MakeRenderer({.upload = mode});
    for (int i = 0; i < 30; ++i) {
      const Planes planes = Pattern(kSize, i);
      ASSERT_TRUE(UploadWhole(Key(i), Place(planes.view(), 0)));
      WaitFor(renderer_->EndUploads());
    }
    for (int i = 0; i < 30; ++i) {
      const RgbImage shown = ImageOf(Key(i));
      const Planes planes = Pattern(kSize, i);
      ASSERT_TRUE(UploadWhole(Key(100), planes.view()));
      ASSERT_EQ(shown.bytes, ImageOf(Key(100)).bytes) << i;
    }
  }
}

TEST_F(PictureUploadTest, KeepsWhatItHasWhenTheLimitIsLoweredAndAddsNothing) {
  gl_thread.Check();
  const Planes planes = Plain({1280, 720}, kGreen);
  const auto upload = [&](int key) {
    gl_thread.Check();
    return renderer_->Upload(Key(key), {Rung::k1280x720, {}, {1280, 720}, {}, std::as_const(planes).view()});
  };
  constexpr int kMany = 30;
  for (int i = 0; i < kMany; ++i) ASSERT_TRUE(upload(i));
  constexpr size_t kLess = size_t{20} << 20;
  renderer_->set_max_texture_bytes(kLess);
  EXPECT_GT(renderer_->stats().texture_bytes, kLess);
  EXPECT_TRUE(upload(0)) << "in its own place";
  Result<> more;
  int added = 0;
  while ((more = upload(kMany + added)) && added < 100) ++added;
  EXPECT_EQ(CodeOf(more), ErrorCode::kResourceExhausted);

  for (int i = 0; i < kMany + added; ++i) renderer_->Forget(Key(i));
  renderer_->set_max_texture_bytes(kLess);
  EXPECT_LE(renderer_->stats().texture_bytes, kLess);
  for (int i = 0; i < 100; ++i) (void)upload(i);
  EXPECT_LE(renderer_->stats().texture_bytes, kLess);
  EXPECT_GT(renderer_->stats().texture_bytes, kLess / 2);

  renderer_->set_max_texture_bytes(kLess * 10);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(upload(i));
}

}  // namespace
}  // namespace labwall
