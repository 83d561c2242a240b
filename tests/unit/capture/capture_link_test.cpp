// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_link.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace labwall {
namespace {

// A message with this type and body, whatever sense it makes.
std::string Raw(uint8_t type, const std::string& body) {
  const auto length = static_cast<uint32_t>(body.size() + 1);
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(length >> (8 * i));
  return bytes + static_cast<char>(type) + body;
}

HelperMessage ReadOneHelperMessage(const std::string& bytes) {
  LinkReader reader;
  reader.Append(bytes);
  auto message = reader.NextHelperMessage();
  EXPECT_TRUE(message && *message);
  return message && *message ? std::move(**message) : HelperMessage{};
}

TEST(CaptureLinkTest, WantsArriveAsTheyWereSent) {
  const CaptureWant want{{{Rung::k320x180, 2'000}, {Rung::kNative, 60'000}, {Rung::k160x90, 0}}};
  LinkReader reader;
  reader.Append(EncodeLink(AgentMessage(want)));
  const auto message = reader.NextAgentMessage();
  ASSERT_TRUE(message && *message);
  EXPECT_EQ(std::get<CaptureWant>(**message).rungs, want.rungs);
  EXPECT_EQ(*reader.NextAgentMessage(), std::nullopt);
}

TEST(CaptureLinkTest, AnEmptyWantArrivesAsOne) {
  LinkReader reader;
  reader.Append(EncodeLink(AgentMessage(CaptureWant{})));
  const auto message = reader.NextAgentMessage();
  ASSERT_TRUE(message && *message);
  EXPECT_TRUE(std::get<CaptureWant>(**message).rungs.empty());
}

TEST(CaptureLinkTest, PingsAndPongsKeepTheirNumber) {
  constexpr uint64_t kNumber = 0xFEDC'BA98'7654'3210;
  LinkReader reader;
  reader.Append(EncodeLink(AgentMessage(CapturePing{kNumber})));
  EXPECT_EQ(std::get<CapturePing>(**reader.NextAgentMessage()).number, kNumber);
  const auto pong =
      std::get<CapturePong>(ReadOneHelperMessage(EncodeLink(HelperMessage(CapturePong{kNumber, 7, kNumber + 1}))));
  EXPECT_EQ(pong.number, kNumber);
  EXPECT_EQ(pong.grabs, 7u);
  EXPECT_EQ(pong.frames, kNumber + 1);
}

TEST(CaptureLinkTest, RenewalsArriveAsTheyWereSent) {
  LinkReader reader;
  reader.Append(EncodeLink(AgentMessage(CaptureRenew{{Rung::kNative, Rung::k160x90}})));
  const auto message = reader.NextAgentMessage();
  ASSERT_TRUE(message && *message);
  EXPECT_EQ(std::get<CaptureRenew>(**message).rungs, (std::vector{Rung::kNative, Rung::k160x90}));
}

TEST(CaptureLinkTest, PartsKeepTheirPlace) {
  const CaptureFrame part{Rung::kNative, 5, {7'680, 4'320}, "jpeg", PixelPoint{7'664, 4'304}};
  const auto arrived = std::get<CaptureFrame>(ReadOneHelperMessage(EncodeLink(HelperMessage(part))));
  EXPECT_EQ(arrived.part, part.part);
  EXPECT_EQ(arrived.jpeg, "jpeg");
}

TEST(CaptureLinkTest, FramesArriveAsTheyWereSent) {
  const CaptureFrame frame{
      Rung::k640x360, 1'700'000'123'456'789, {1'920, 1'200}, std::string("\xFF\xD8 and \0 more", 13)};
  const auto arrived = std::get<CaptureFrame>(ReadOneHelperMessage(EncodeLink(HelperMessage(frame))));
  EXPECT_EQ(arrived.rung, frame.rung);
  EXPECT_EQ(arrived.captured_us, frame.captured_us);
  EXPECT_EQ(arrived.source, frame.source);
  EXPECT_EQ(arrived.jpeg, frame.jpeg);
  EXPECT_EQ(arrived.part, std::nullopt);
}

TEST(CaptureLinkTest, TheLargestFrameFits) {
  const CaptureFrame frame{Rung::kNative, 1, {7'680, 4'320}, std::string(1 << 20, 'x')};
  EXPECT_EQ(std::get<CaptureFrame>(ReadOneHelperMessage(EncodeLink(HelperMessage(frame)))).jpeg.size(), 1u << 20);
}

TEST(CaptureLinkTest, ReadyAndTroubleArriveAsTheyWereSent) {
  EXPECT_EQ(std::get<CaptureReady>(ReadOneHelperMessage(EncodeLink(HelperMessage(CaptureReady{{800, 600}})))).source,
            (PixelSize{800, 600}));
  EXPECT_EQ(
      std::get<CaptureTrouble>(ReadOneHelperMessage(EncodeLink(HelperMessage(CaptureTrouble{"no X server"})))).words,
      "no X server");
}

TEST(CaptureLinkTest, TroubleIsCutAndMadeSafeToShow) {
  const std::string words = "red \x1B[31m " + std::string(2'000, 'a');
  const auto trouble = std::get<CaptureTrouble>(ReadOneHelperMessage(EncodeLink(HelperMessage(CaptureTrouble{words}))));
  EXPECT_LE(trouble.words.size(), kMaxLinkTextBytes + 3);
  EXPECT_EQ(trouble.words.find('\x1B'), std::string::npos);
}

TEST(CaptureLinkTest, MessagesMayComeInAnyPieces) {
  const std::string stream = EncodeLink(HelperMessage(CaptureReady{{1'024, 768}})) +
                             EncodeLink(HelperMessage(CaptureFrame{Rung::k160x90, 5, {1'024, 768}, "jpeg"})) +
                             EncodeLink(HelperMessage(CapturePong{9}));
  for (size_t piece = 1; piece <= stream.size(); ++piece) {
    LinkReader reader;
    int messages = 0;
    for (size_t at = 0; at < stream.size(); at += piece) {
      reader.Append(std::string_view(stream).substr(at, piece));
      for (;;) {
        const auto message = reader.NextHelperMessage();
        ASSERT_TRUE(message);
        if (!*message) break;
        ++messages;
      }
    }
    ASSERT_EQ(messages, 3) << "in pieces of " << piece;
  }
}

TEST(CaptureLinkTest, RefusesMessagesFromTheRoot) {
  const std::string size("\x20\x03\0\0\x58\x02\0\0", 8);
  const std::pair<const char*, std::string> cases[] = {
      {"no type", std::string(4, '\0')},
      {"too long", std::string("\x01\x01\x10\x00", 4)},
      {"as long as can be said", "\xFF\xFF\xFF\xFF"},
      {"unknown type", Raw(99, "")},
      {"the agent's own type", EncodeLink(AgentMessage(CapturePing{1}))},
      {"ready cut short", Raw(16, size.substr(1))},
      {"ready too long", Raw(16, size + "x")},
      {"no width", Raw(16, std::string(4, '\0') + size.substr(4))},
      {"huge height", Raw(16, size.substr(0, 4) + std::string("\0\0\1\0", 4))},
      {"negative height", Raw(16, size.substr(0, 4) + "\xFF\xFF\xFF\xFF")},
      {"frame without numbers", Raw(17, "\x01")},
      {"frame without picture", Raw(17, "\x01" + std::string(8, '\0') + size)},
      {"frame of no rung", Raw(17, std::string(9, '\0') + size + "jpeg")},
      {"frame of an unknown rung", Raw(17, "\x06" + std::string(8, '\0') + size + "jpeg")},
      {"frame too large", Raw(17, "\x01" + std::string(8, '\0') + size + std::string((1 << 20) + 1, 'x'))},
      {"too many words", Raw(18, std::string(kMaxLinkTextBytes + 1, 'w'))},
      {"part without place", Raw(20, "\x01" + std::string(8, '\0') + size)},
      {"part without picture", Raw(20, "\x01" + std::string(8, '\0') + size + std::string("\x10\0\x10\0", 4))},
      {"part off the grid", Raw(20, "\x01" + std::string(8, '\0') + size + std::string("\x10\0\x11\0jpeg", 8))},
      {"part outside of its rung", Raw(20, "\x01" + std::string(8, '\0') + size + std::string("\xA0\0\0\0jpeg", 8))},
      {"pong cut short", Raw(19, std::string(23, '1'))},
      {"pong too long", Raw(19, std::string(25, '1'))},
  };
  for (const auto& [name, bytes] : cases) {
    LinkReader reader;
    reader.Append(bytes);
    EXPECT_FALSE(reader.NextHelperMessage()) << name;
  }
}

TEST(CaptureLinkTest, RefusesMessagesFromTheAgent) {
  const std::string rate("\xD0\x07\0\0", 4);
  const std::pair<const char*, std::string> cases[] = {
      {"unknown type", Raw(0, "")},
      {"want without count", Raw(1, "")},
      {"want with less than it says", Raw(1, "\x02\x01" + rate)},
      {"want with more than it says", Raw(1, "\x01\x01" + rate + "\x02" + rate)},
      {"the same rung twice", Raw(1, "\x02\x01" + rate + "\x01" + rate)},
      {"a rung that isn't one", Raw(1, "\x01\x09" + rate)},
      {"a rate beyond all screens", Raw(1, "\x01\x01\xFF\xFF\xFF\x7F")},
      {"more rungs than there are", Raw(1, "\xFF" + std::string(255 * 5, '\x01'))},
      {"ping cut short", Raw(2, "123")},
      {"renewal of no rung", Raw(3, std::string(1, '\0'))},
      {"renewal of more rungs than there are", Raw(3, std::string(6, '\x01'))},
  };
  for (const auto& [name, bytes] : cases) {
    LinkReader reader;
    reader.Append(bytes);
    EXPECT_FALSE(reader.NextAgentMessage()) << name;
  }
}

TEST(CaptureLinkTest, NoiseNeverDoesMoreThanFail) {
  std::minstd_rand random(7);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes = EncodeLink(HelperMessage(CaptureFrame{Rung::k320x180, 77, {640, 480}, "some bytes"}));
    for (int changes = 0; changes < 3; ++changes) bytes[random() % bytes.size()] = static_cast<char>(random() >> 8);
    LinkReader reader;
    reader.Append(bytes);
    for (int i = 0; i < 4; ++i) {
      const auto message = reader.NextHelperMessage();
      if (!message || !*message) break;
    }
  }
}

}  // namespace
}  // namespace labwall
