// SPDX-License-Identifier: Apache-2.0
// The least that a picture of a screen can cost, for agent_bench to compare with: XShmGetImage of everything, libyuv to
// planes and box-filtered to 320x180, libjpeg-turbo. For each byte on standard input it makes one picture of $DISPLAY
// and writes its size in bytes, a line each. Nothing of Labwall's is in it.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <libyuv/convert_from_argb.h>
#include <libyuv/scale.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <turbojpeg.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 180;
constexpr int kQuality = 70;

struct Planes {
  Planes(int width, int height)
      : width(width), height(height), y(Bytes(width, height)), u(Bytes(width / 2, height / 2)), v(u.size()) {}
  static std::vector<uint8_t> Bytes(int width, int height) {
    return std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height));
  }

  int width;
  int height;
  std::vector<uint8_t> y;
  std::vector<uint8_t> u;
  std::vector<uint8_t> v;
};

XImage* MakeSharedImage(Display* display, XShmSegmentInfo& segment) {
  const int screen = DefaultScreen(display);
  XImage* const image =
      XShmCreateImage(display, DefaultVisual(display, screen), static_cast<unsigned>(DefaultDepth(display, screen)),
                      ZPixmap, nullptr, &segment, static_cast<unsigned>(DisplayWidth(display, screen)),
                      static_cast<unsigned>(DisplayHeight(display, screen)));
  if (image == nullptr) return nullptr;
  const size_t bytes = static_cast<size_t>(image->bytes_per_line) * static_cast<size_t>(image->height);
  segment.shmid = ::shmget(IPC_PRIVATE, bytes, IPC_CREAT | 0600);
  segment.shmaddr = static_cast<char*>(::shmat(segment.shmid, nullptr, 0));
  image->data = segment.shmaddr;
  const bool attached = XShmAttach(display, &segment) != 0;
  XSync(display, False);
  ::shmctl(segment.shmid, IPC_RMID, nullptr);
  return attached ? image : nullptr;
}

}  // namespace

int main() {
  Display* const display = XOpenDisplay(nullptr);
  if (display == nullptr) return 1;
  XShmSegmentInfo segment{};
  XImage* const image = MakeSharedImage(display, segment);
  const tjhandle encoder = tjInitCompress();
  if (image == nullptr || encoder == nullptr) return 1;
  Planes screen(image->width, image->height);
  Planes picture(kWidth, kHeight);
  std::vector<unsigned char> jpeg(tjBufSize(kWidth, kHeight, TJSAMP_420));
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) == 1) {
    XShmGetImage(display, DefaultRootWindow(display), image, 0, 0, AllPlanes);
    libyuv::ARGBToJ420(reinterpret_cast<const uint8_t*>(image->data), image->bytes_per_line, screen.y.data(),
                       screen.width, screen.u.data(), screen.width / 2, screen.v.data(), screen.width / 2, screen.width,
                       screen.height);
    libyuv::I420Scale(screen.y.data(), screen.width, screen.u.data(), screen.width / 2, screen.v.data(),
                      screen.width / 2, screen.width, screen.height, picture.y.data(), kWidth, picture.u.data(),
                      kWidth / 2, picture.v.data(), kWidth / 2, kWidth, kHeight, libyuv::kFilterBox);
    const unsigned char* planes[] = {picture.y.data(), picture.u.data(), picture.v.data()};
    const int strides[] = {kWidth, kWidth / 2, kWidth / 2};
    unsigned char* out = jpeg.data();
    unsigned long length = jpeg.size();  // NOLINT: TurboJPEG's type
    tjCompressFromYUVPlanes(encoder, planes, kWidth, strides, kHeight, TJSAMP_420, &out, &length, kQuality,
                            TJFLAG_NOREALLOC);
    std::printf("%lu\n", length);
    std::fflush(stdout);
  }
  return 0;
}
