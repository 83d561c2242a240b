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

auto Bad(const char* header) {
  return Fail(ErrorCode::kInvalidArgument,
              std::string("the frame's header ") + header + " is missing or makes no sense");
}

}  // namespace

HeaderList EncodeFrameHeaders(const FrameInfo& info) {
  return {{kSession, info.key.ToString()},
          {kSequence, std::to_string(info.sequence)},
          {kCaptured, std::to_string(info.captured_us)},
          {kSource, std::to_string(info.source.width) + "x" + std::to_string(info.source.height)}};
}

Result<FrameInfo> DecodeFrame(std::string_view subject, const HeaderLookup& header) {
  const std::optional<FrameAddress> address = ParseFrameSubject(subject);
  if (!address) return Fail(ErrorCode::kInvalidArgument, "the frame's subject is not one of a session's frames");
  std::optional<SessionKey> key = SessionKey::Parse(header(kSession));
  if (!key) return Bad(kSession);
  if (key->station != address->station || key->session_id != address->session_id) {
    return Fail(ErrorCode::kInvalidArgument, "the frame's header Lw-Session names another session than its subject");
  }
  const auto sequence = ParseNumber<uint64_t>(header(kSequence));
  if (!sequence) return Bad(kSequence);
  const auto captured_us = ParseNumber<int64_t>(header(kCaptured));
  if (!captured_us || *captured_us < 0) return Bad(kCaptured);
  const auto source = ParseSource(header(kSource));
  if (!source) return Bad(kSource);
  return FrameInfo{std::move(*key), address->rung, *sequence, *captured_us, *source};
}

}  // namespace labwall::wire
