// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg.h"

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include <cmath>
#include <string>

#include "test_pictures.h"

namespace labwall {
namespace {

constexpr PixelSize kBox{320, 180};
constexpr size_t kMaxBytes = 1 << 20;

std::string EncodePicture(const Planes& planes, int quality = JpegEncoder::kQuality) {
  JpegEncoder encoder;
  const auto jpeg = encoder.Encode(planes.view(), quality);
  EXPECT_TRUE(jpeg) << (jpeg ? "" : jpeg.error().message);
  return jpeg ? std::string(jpeg->begin(), jpeg->end()) : std::string();
}

// What somebody else's encoder would make.
std::string ForeignJpeg(PixelSize size, int sampling, int flags = 0) {
  const BgrxPicture picture = Desktop(size);
  const tjhandle handle = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long length = 0;  // NOLINT: TurboJPEG's type
  EXPECT_EQ(tjCompress2(handle, picture.bytes.data(), size.width, size.width * 4, size.height, TJPF_BGRX, &bytes,
                        &length, sampling, 70, flags),
            0);
  std::string jpeg(reinterpret_cast<char*>(bytes), length);
  tjFree(bytes);
  tjDestroy(handle);
  return jpeg;
}

// Changes the kind of the frame header, which leaves a file that lies about itself.
std::string WithFrameMarker(std::string jpeg, char marker) {
  jpeg[jpeg.find("\xFF\xC0") + 1] = marker;
  return jpeg;
}

TEST(JpegTest, RoundTripLooksLikeTheOriginal) {
  const Planes original = Desktop(kBox).ToPlanes();
  const std::string jpeg = EncodePicture(original);
  JpegDecoder decoder;
  const auto size = decoder.Inspect(jpeg, kBox, kMaxBytes);
  ASSERT_TRUE(size) << size.error().message;
  ASSERT_EQ(*size, kBox);
  Planes decoded(*size);
  const auto done = decoder.Decode(jpeg, decoded.view());
  ASSERT_TRUE(done) << done.error().message;
  const PlanesView a = original.view();
  const PlanesView b = std::as_const(decoded).view();
  EXPECT_GE(Psnr(a.y, a.y_stride_bytes, b.y, b.y_stride_bytes, kBox), 30);
  EXPECT_GE(Psnr(a.u, a.uv_stride_bytes, b.u, b.uv_stride_bytes, ChromaSize(kBox)), 30);
  EXPECT_GE(Psnr(a.v, a.uv_stride_bytes, b.v, b.uv_stride_bytes, ChromaSize(kBox)), 30);
}

TEST(JpegTest, KnownColoursSurviveTheWholeWay) {
  struct Rgb8 {
    int r, g, b;
  };
  for (const Rgb8 c : {Rgb8{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}, {0, 0, 0}, {12, 200, 130}}) {
    const std::string jpeg = EncodePicture(
        OneColour({64, 48}, static_cast<uint8_t>(c.r), static_cast<uint8_t>(c.g), static_cast<uint8_t>(c.b))
            .ToPlanes());
    JpegDecoder decoder;
    Planes planes({64, 48});
    ASSERT_TRUE(decoder.Decode(jpeg, planes.view()));
    // The matrix of the wall's shader.
    const PlanesView view = std::as_const(planes).view();
    const double y = view.y[1000];
    const double u = view.u[300] - 128.0;
    const double v = view.v[300] - 128.0;
    EXPECT_NEAR(y + 1.402 * v, c.r, 4);
    EXPECT_NEAR(y - 0.344136 * u - 0.714136 * v, c.g, 4);
    EXPECT_NEAR(y + 1.772 * u, c.b, 4);
  }
}

TEST(JpegTest, OddSizesKeepEveryRowAndColumnAndNothingElseIsWritten) {
  for (const PixelSize size : {PixelSize{319, 179}, {319, 180}, {320, 179}, {33, 17}, {3, 3}, {1, 1}}) {
    const Planes original = OneColour(size, 200, 90, 40).ToPlanes();
    const std::string jpeg = EncodePicture(original);
    JpegDecoder decoder;
    ASSERT_EQ(decoder.Inspect(jpeg, kBox, kMaxBytes).value_or(PixelSize{}), size);
    const PixelSize chroma = ChromaSize(size);
    // Each plane of its own in memory that must stay as it is beyond the picture.
    const int stride = 336;
    std::vector<uint8_t> y(stride * 200, 1);
    std::vector<uint8_t> u(stride * 200, 1);
    std::vector<uint8_t> v(stride * 200, 1);
    ASSERT_TRUE(decoder.Decode(jpeg, {size, y.data(), u.data(), v.data(), stride, stride}));
    const auto check = [&](const std::vector<uint8_t>& plane, PixelSize part, int expected) {
      for (int row = 0; row < 200; ++row) {
        for (int column = 0; column < stride; ++column) {
          const int value = plane[static_cast<size_t>(row) * stride + column];
          if (row < part.height && column < part.width) {
            ASSERT_NEAR(value, expected, 3) << size.width << "x" << size.height << " at " << column << "," << row;
          } else {
            ASSERT_EQ(value, 1) << size.width << "x" << size.height << " at " << column << "," << row;
          }
        }
      }
    };
    check(y, size, original.view().y[0]);
    check(u, chroma, original.view().u[0]);
    check(v, chroma, original.view().v[0]);
  }
}

TEST(JpegTest, OneEncoderServesPicturesOfAllSizesInAnyOrder) {
  JpegEncoder encoder;
  JpegDecoder decoder;
  for (const PixelSize size : {PixelSize{160, 90}, {1280, 720}, {320, 180}, {161, 91}, {2, 2}, {640, 360}}) {
    const Planes original = Desktop(size).ToPlanes();
    const auto jpeg = encoder.Encode(original.view());
    ASSERT_TRUE(jpeg);
    Planes decoded(size);
    ASSERT_TRUE(decoder.Decode({reinterpret_cast<const char*>(jpeg->data()), jpeg->size()}, decoded.view()));
  }
}

TEST(JpegTest, LowerQualityMakesASmallerFile) {
  const Planes planes = Desktop(kBox).ToPlanes();
  EXPECT_LT(EncodePicture(planes, 20).size(), EncodePicture(planes, 70).size());
}

TEST(JpegTest, RefusesToEncodeWhatHasNoPixels) {
  JpegEncoder encoder;
  EXPECT_FALSE(encoder.Encode(PlanesView{}));
}

TEST(JpegTest, TakesAForeignBaseline420File) {
  JpegDecoder decoder;
  const std::string jpeg = ForeignJpeg({320, 180}, TJSAMP_420);
  ASSERT_TRUE(decoder.Inspect(jpeg, kBox, kMaxBytes));
  Planes planes(kBox);
  EXPECT_TRUE(decoder.Decode(jpeg, planes.view()));
}

TEST(JpegTest, RefusesOtherKindsOfJpegInHeaderAndInDecoding) {
  const std::string good = ForeignJpeg(kBox, TJSAMP_420);
  std::string twelve_bits = good;
  twelve_bits[twelve_bits.find("\xFF\xC0") + 4] = 12;
  std::string rgb = good;
  // An Adobe segment that says "no colour transform" turns the components into red, green and blue.
  rgb.insert(2, std::string("\xFF\xEE\x00\x0E"
                            "Adobe\x00\x64\x00\x00\x00\x00\x00",
                            16));
  if (const size_t jfif = rgb.find("\xFF\xE0"); jfif != std::string::npos) rgb.erase(jfif, 18);
  const std::pair<const char*, std::string> cases[] = {
      {"progressive", ForeignJpeg(kBox, TJSAMP_420, TJFLAG_PROGRESSIVE)},
      {"4:4:4", ForeignJpeg(kBox, TJSAMP_444)},
      {"4:2:2", ForeignJpeg(kBox, TJSAMP_422)},
      {"4:4:0", ForeignJpeg(kBox, TJSAMP_440)},
      {"grey", ForeignJpeg(kBox, TJSAMP_GRAY)},
      {"extended", WithFrameMarker(good, '\xC1')},
      {"says progressive", WithFrameMarker(good, '\xC2')},
      {"lossless", WithFrameMarker(good, '\xC3')},
      {"arithmetic", WithFrameMarker(good, '\xC9')},
      {"12 bits", twelve_bits},
      {"RGB", rgb},
      {"empty", ""},
      {"text", "This is not a picture."},
      {"only a start", "\xFF\xD8"},
  };
  JpegDecoder decoder;
  Planes planes(kBox);
  for (const auto& [name, jpeg] : cases) {
    EXPECT_FALSE(decoder.Inspect(jpeg, kBox, kMaxBytes)) << name;
    EXPECT_FALSE(decoder.Decode(jpeg, planes.view())) << name;
  }
  // None of them has spoilt the decoder.
  EXPECT_TRUE(decoder.Decode(good, planes.view()));
}

TEST(JpegTest, RefusesFilesLargerThanTheRungOrTheLimit) {
  JpegDecoder decoder;
  const std::string jpeg = ForeignJpeg(kBox, TJSAMP_420);
  EXPECT_TRUE(decoder.Inspect(jpeg, kBox, jpeg.size()));
  EXPECT_FALSE(decoder.Inspect(jpeg, kBox, jpeg.size() - 1));
  EXPECT_FALSE(decoder.Inspect(jpeg, {319, 180}, kMaxBytes));
  EXPECT_FALSE(decoder.Inspect(jpeg, {320, 179}, kMaxBytes));
}

TEST(JpegTest, RefusesToDecodeIntoPlanesOfAnotherSize) {
  JpegDecoder decoder;
  const std::string jpeg = ForeignJpeg({160, 90}, TJSAMP_420);
  for (const PixelSize size : {PixelSize{320, 180}, {162, 90}, {160, 92}, {158, 90}, {160, 88}, {159, 89}}) {
    Planes planes(size);
    EXPECT_FALSE(decoder.Decode(jpeg, planes.view())) << size.width << "x" << size.height;
  }
}

TEST(JpegTest, ACutFileIsAnErrorWhereverItIsCut) {
  JpegDecoder decoder;
  const std::string jpeg = EncodePicture(Desktop({96, 64}).ToPlanes());
  Planes planes({96, 64});
  ASSERT_TRUE(decoder.Decode(jpeg, planes.view()));
  for (size_t length = 0; length < jpeg.size(); ++length) {
    ASSERT_FALSE(decoder.Decode(std::string_view(jpeg).substr(0, length), planes.view())) << length;
  }
}

TEST(JpegTest, DamagedPictureDataIsAnErrorThatSaysSo) {
  JpegDecoder decoder;
  std::string jpeg = EncodePicture(Desktop(kBox).ToPlanes());
  for (size_t at = jpeg.size() * 2 / 3; at < jpeg.size() - 2; ++at) jpeg[at] = '\xA5';
  Planes planes(kBox);
  const auto done = decoder.Decode(jpeg, planes.view());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kDataLoss);
  EXPECT_NE(done.error().message.find("damaged"), std::string::npos);
}

}  // namespace
}  // namespace labwall
