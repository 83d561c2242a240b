// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_header.h"

#include <gtest/gtest.h>

#include <string>

namespace labwall {
namespace {

std::string Segment(char marker, const std::string& content) {
  const size_t length = content.size() + 2;
  return std::string("\xFF") + marker + static_cast<char>(length >> 8) + static_cast<char>(length) + content;
}

const std::string kStart("\xFF\xD8", 2);
const std::string kFrame("\x08\x00\x5A\x00\xA0\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01", 15);
const std::string kScan("\x03\x01\x00\x02\x11\x03\x11\x00\x3F\x00", 10);

std::string Header(char frame_marker = '\xC0', const std::string& frame = kFrame, const std::string& scan = kScan) {
  return kStart + Segment(frame_marker, frame) + Segment('\xDA', scan);
}

std::string FrameWith(size_t at, char value) {
  std::string frame = kFrame;
  frame[at] = value;
  return frame;
}

TEST(JpegHeaderTest, ReadsTheSizeOfABaselineHeader) {
  const auto size = ReadBaselineHeader(Header());
  ASSERT_TRUE(size);
  EXPECT_EQ(*size, (PixelSize{160, 90}));
}

TEST(JpegHeaderTest, SkipsSegmentsOfOthersBeforeTheFrame) {
  const std::string jpeg = kStart + Segment('\xE0', "JFIF...") + Segment('\xFE', "a comment") +
                           Segment('\xDB', std::string(65, 'q')) + Segment('\xC0', kFrame) +
                           Segment('\xC4', std::string(30, 'h')) + Segment('\xDA', kScan);
  EXPECT_TRUE(ReadBaselineHeader(jpeg));
}

TEST(JpegHeaderTest, RefusesEveryKindOfFrameButBaseline) {
  for (int marker = 0xC1; marker <= 0xCF; ++marker) {
    if (marker == 0xC4) continue;  // Huffman tables, not a frame
    EXPECT_FALSE(ReadBaselineHeader(Header(static_cast<char>(marker)))) << std::hex << marker;
  }
}

TEST(JpegHeaderTest, RefusesFramesThatAreNotEightBitThreeComponent420) {
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(0, 12)))) << "12 bits";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(2, 0)))) << "height left to a later DNL";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(4, 0)))) << "no width";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(5, 4)))) << "four components";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(7, 0x11)))) << "4:4:4";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(7, 0x21)))) << "4:2:2";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', FrameWith(10, 0x22)))) << "chroma as large as luma";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', kFrame + "x"))) << "too long";
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', kFrame.substr(0, 5)))) << "too short";
}

TEST(JpegHeaderTest, RefusesMoreThanOneScanOrFrame) {
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', kFrame, std::string("\x01\x01\x00\x00\x3F\x00", 6))));
  EXPECT_FALSE(ReadBaselineHeader(Header('\xC0', kFrame, "")));
  EXPECT_FALSE(ReadBaselineHeader(kStart + Segment('\xC0', kFrame) + Segment('\xC0', kFrame) + Segment('\xDA', kScan)));
  EXPECT_FALSE(ReadBaselineHeader(kStart + Segment('\xDA', kScan)));
}

TEST(JpegHeaderTest, RefusesEveryPrefixAndEndlessHeaders) {
  const std::string whole = Header();
  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(ReadBaselineHeader(std::string_view(whole).substr(0, length))) << length;
  }
  std::string endless = kStart;
  for (int i = 0; i < 1'000; ++i) endless += Segment('\xFE', "");
  EXPECT_FALSE(ReadBaselineHeader(endless + Segment('\xC0', kFrame) + Segment('\xDA', kScan)));
}

TEST(JpegHeaderTest, RefusesBytesBetweenSegmentsAndMarkersWithoutSegments) {
  EXPECT_FALSE(ReadBaselineHeader(kStart + "x" + Header().substr(2)));
  EXPECT_FALSE(ReadBaselineHeader(kStart + "\xFF\xD0" + Header().substr(2)));
  EXPECT_FALSE(ReadBaselineHeader(kStart + kStart + Header().substr(2)));
  EXPECT_FALSE(ReadBaselineHeader("GIF89a and then some"));
}

}  // namespace
}  // namespace labwall
