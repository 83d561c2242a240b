// SPDX-License-Identifier: Apache-2.0
// The input is lines: the subject, then a "name: value" for each header.
#include <map>
#include <string>

#include "fuzz_input.h"
#include "wire/frame_headers.h"
#include "wire/subjects.h"

namespace {

std::string_view TakeLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() == rest.size() ? line.size() : line.size() + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  std::string_view rest = AsText(data, size);
  const std::string_view subject = TakeLine(rest);
  std::map<std::string, std::string, std::less<>> headers;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(rest);
    const size_t colon = line.find(": ");
    if (colon != std::string_view::npos) headers.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  const auto lookup = [&headers](std::string_view name) -> std::string_view {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : found->second;
  };
  static_cast<void>(wire::StationOfSubject(subject));
  const auto frame = wire::DecodeFrame(subject, lookup);
  if (!frame) return 0;
  Require(subject == wire::FrameSubject(frame->key.station, frame->key.session_id, frame->rung));
  Require(frame->source.width > 0 && frame->source.height > 0 && frame->captured_us >= 0);
  return 0;
}
