// SPDX-License-Identifier: Apache-2.0
// A stand-in for labwall-capture that behaves as the last word of its file name says:
// good, mute, crash, trouble, garbage, flood, parts, outside, huge, deaf.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "capture/capture_link.h"

namespace {

constexpr int kLink = 3;

void Say(const labwall::HelperMessage& message) {
  const std::string bytes = labwall::EncodeLink(message);
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = ::send(kLink, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) std::_Exit(0);
    sent += static_cast<size_t>(count);
  }
}

labwall::CaptureFrame FrameOf(labwall::Rung rung, const std::string& jpeg) {
  return labwall::CaptureFrame{rung, 1, labwall::PixelSize{640, 480}, jpeg};
}

// A whole frame and four looks of three parts each; or a part below the picture, which at 640x480 is shorter than its
// rung's box.
void SayParts(labwall::Rung rung, bool outside) {
  labwall::CaptureFrame frame = FrameOf(rung, "whole");
  Say(frame);
  frame.jpeg = "part";
  if (outside) {
    frame.source = {640, 80};
    frame.part = labwall::PixelPoint{0, 160};
    return Say(frame);
  }
  for (int look = 0; look < 4; ++look) {
    ++frame.captured_us;
    for (int part = 0; part < 3; ++part) {
      frame.part = labwall::PixelPoint{16 * part, 0};
      Say(frame);
    }
  }
}

[[noreturn]] void WaitForEver() {
  for (;;) ::pause();
}

}  // namespace

int main(int /*argc*/, char** argv) {
  const std::string name = argv[0];
  const std::string manner = name.substr(name.rfind('-') + 1);
  const char* const display = std::getenv("DISPLAY");
  if (manner == "crash") std::abort();
  if (manner == "mute") WaitForEver();
  if (manner == "trouble") {
    Say(labwall::CaptureTrouble{std::string("no luck with ") + (display == nullptr ? "nothing" : display)});
    return 0;
  }
  if (manner == "garbage") {
    [[maybe_unused]] const ssize_t sent = ::send(kLink, "\xFF\xFF\xFF\xFFnonsense", 12, MSG_NOSIGNAL);
    WaitForEver();
  }
  Say(labwall::CaptureReady{labwall::PixelSize{640, 480}});
  labwall::LinkReader reader;
  char chunk[4096];
  for (;;) {
    const ssize_t got = ::recv(kLink, chunk, sizeof chunk, 0);
    if (got <= 0) return 0;
    reader.Append(std::string_view(chunk, static_cast<size_t>(got)));
    for (;;) {
      auto message = reader.NextAgentMessage();
      if (!message) return 1;
      if (!*message) break;
      if (const auto* const ping = std::get_if<labwall::CapturePing>(&**message)) {
        if (manner != "deaf") Say(labwall::CapturePong{ping->number});
        continue;
      }
      if (const auto* const renew = std::get_if<labwall::CaptureRenew>(&**message)) {
        for (const labwall::Rung rung : renew->rungs) Say(FrameOf(rung, "renewed"));
        continue;
      }
      for (const labwall::WantedRung& wanted : std::get<labwall::CaptureWant>(**message).rungs) {
        if (manner == "parts" || manner == "outside") {
          SayParts(wanted.rung, manner == "outside");
          continue;
        }
        const int count = manner == "flood" ? 1000 : 1;
        const size_t size = manner == "huge" ? (1 << 20) + 1 : 8;
        // What the environment holds is what the agent gave it.
        for (int i = 0; i < count; ++i) {
          Say(FrameOf(wanted.rung, manner == "huge" ? std::string(size, 'x') : std::string(display)));
        }
      }
    }
  }
}
