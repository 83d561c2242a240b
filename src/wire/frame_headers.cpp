// SPDX-License-Identifier: Apache-2.0
#include "wire/frame_headers.h"

#include <charconv>
#include <optional>

#include "wire/limits.h"
#include "wire/subjects.h"

namespace labwall::wire {
namespace {

constexpr const char* kSession = "Lw-Session";
constexpr const char* kSequence = "Lw-Sequence";
constexpr const char* kCaptured = "Lw-Captured-Us";
constexpr const char* kSource = "Lw-Source";
constexpr const char* kPart = "Lw-Part";

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<PixelSize> ParseSource(std::string_view text) {
  const size_t cross = text.find('x');
  if (cross == std::string_view::npos) return std::nullopt;
  const auto width = ParseNumber<int>(text.substr(0, cross));
  const auto height = ParseNumber<int>(text.substr(cross + 1));
  if (!width || !height || *width < 1 || *height < 1 || *width > kMaxScreenSide || *height > kMaxScreenSide) {
    return std::nullopt;
  }
  return PixelSize{*width, *height};
}

std::optional<PixelPoint> ParsePart(std::string_view text) {
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto x = ParseNumber<int>(text.substr(0, comma));
  const auto y = ParseNumber<int>(text.substr(comma + 1));
  const auto fits = [](const std::optional<int>& at, int limit) {
    return at && *at >= 0 && *at < limit && *at % kPartGrid == 0;
  };
  if (!fits(x, kNativeBox.width) || !fits(y, kNativeBox.height)) return std::nullopt;
  return PixelPoint{*x, *y};
}

auto Bad(const char* header) {
  return Fail(ErrorCode::kInvalidArgument,
              std::string("the frame's header ") + header + " is missing or makes no sense");
}

}  // namespace

HeaderList EncodeFrameHeaders(const FrameInfo& info) {
  HeaderList headers{{kSession, info.key.ToString()},
                     {kSequence, std::to_string(info.sequence)},
                     {kCaptured, std::to_string(info.captured_us)},
                     {kSource, std::to_string(info.source.width) + "x" + std::to_string(info.source.height)}};
  if (info.part) headers.emplace_back(kPart, std::to_string(info.part->x) + "," + std::to_string(info.part->y));
  return headers;
}

Result<FrameHead> DecodeFrameHead(std::string_view subject, const HeaderLookup& header) {
  const std::optional<FrameAddress> address = ParseFrameSubject(subject);
  if (!address) return Fail(ErrorCode::kInvalidArgument, "the frame's subject is not one of a session's frames");
  FrameHead head{.key_text = header(kSession),
                 .station = address->station,
                 .session_id = address->session_id,
                 .rung = address->rung};
  const auto sequence = ParseNumber<uint64_t>(header(kSequence));
  if (!sequence) return Bad(kSequence);
  head.sequence = *sequence;
  const auto captured_us = ParseNumber<int64_t>(header(kCaptured));
  if (!captured_us || *captured_us < 0) return Bad(kCaptured);
  head.captured_us = *captured_us;
  const auto source = ParseSource(header(kSource));
  if (!source) return Bad(kSource);
  head.source = *source;
  if (const std::string_view part = header(kPart); !part.empty()) {
    head.part = ParsePart(part);
    if (!head.part) return Bad(kPart);
  }
  return head;
}

Result<FrameInfo> DecodeFrame(std::string_view subject, const HeaderLookup& header) {
  const Result<FrameHead> head = DecodeFrameHead(subject, header);
  if (!head) return tl::make_unexpected(head.error());
  std::optional<SessionKey> key = SessionKey::Parse(head->key_text);
  if (!key) return Bad(kSession);
  if (key->station != head->station || key->session_id != head->session_id) {
    return Fail(ErrorCode::kInvalidArgument, "the frame's header Lw-Session names another session than its subject");
  }
  return FrameInfo{std::move(*key), head->rung, head->sequence, head->captured_us, head->source, head->part};
}

}  // namespace labwall::wire
