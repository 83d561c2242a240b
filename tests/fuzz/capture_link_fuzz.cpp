// SPDX-License-Identifier: Apache-2.0
// The agent's and the capture program's side of their link. The first byte says in what pieces the stream arrives.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "capture/capture_link.h"

namespace {

template <typename Next>
void ReadAll(std::string_view stream, size_t piece, Next next) {
  labwall::LinkReader reader;
  while (!stream.empty()) {
    const size_t length = std::min(piece, stream.size());
    reader.Append(stream.substr(0, length));
    stream.remove_prefix(length);
    for (;;) {
      const auto message = (reader.*next)();
      if (!message) return;
      if (!*message) break;
      // What was understood must be said again in a way that is understood.
      labwall::LinkReader again;
      again.Append(labwall::EncodeLink(**message));
      const auto repeated = (again.*next)();
      if (!repeated || !*repeated || (*repeated)->index() != (*message)->index()) __builtin_trap();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t piece = data[0] == 0 ? stream.size() + 1 : data[0];
  ReadAll(stream, piece, &labwall::LinkReader::NextHelperMessage);
  ReadAll(stream, piece, &labwall::LinkReader::NextAgentMessage);
  return 0;
}
