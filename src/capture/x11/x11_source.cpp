// SPDX-License-Identifier: Apache-2.0
#include "capture/x11/x11_source.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/Xdamage.h>
#include <X11/extensions/Xrandr.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include <atomic>
#include <utility>

#include "base/log.h"
#include "codec/scale.h"

namespace labwall {
namespace {

// Xlib's error handler gets no argument of ours, so the last error must live where a plain function finds it.
std::atomic<int> last_x_error{Success};

int RememberXError(Display* /*display*/, XErrorEvent* error) {
  last_x_error = error->error_code;
  return 0;
}

// Waits for the server to have judged everything sent so far.
bool SyncWithoutError(Display* display) {
  XSync(display, False);
  return last_x_error.exchange(Success) == Success;
}

struct DisplayCloser {
  void operator()(Display* display) const { XCloseDisplay(display); }
};

// A picture of the server's in memory that it shares with us. Empty when that can't be had.
class SharedImage {
 public:
  SharedImage() = default;
  ~SharedImage() { Reset(); }
  SharedImage(const SharedImage&) = delete;
  SharedImage& operator=(const SharedImage&) = delete;

  void Make(Display* display, Visual* visual, int depth, PixelSize size) {
    Reset();
    image_ = XShmCreateImage(display, visual, depth, ZPixmap, nullptr, &segment_, size.width, size.height);
    if (image_ == nullptr) return;
    display_ = display;
    const size_t bytes = static_cast<size_t>(image_->bytes_per_line) * image_->height;
    const int id = ::shmget(IPC_PRIVATE, bytes, IPC_CREAT | 0600);
    void* const memory = id >= 0 ? ::shmat(id, nullptr, 0) : reinterpret_cast<void*>(-1);
    if (memory != reinterpret_cast<void*>(-1)) {
      segment_.shmid = id;
      segment_.shmaddr = static_cast<char*>(memory);
      image_->data = segment_.shmaddr;
      segment_.readOnly = False;
      attached_ = XShmAttach(display, &segment_) != 0 && SyncWithoutError(display);
    }
    // The segment lives on while it is attached somewhere, and is gone with the last of us, however that ends.
    if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
    if (!attached_) Reset();
  }

  [[nodiscard]] XImage* get() const { return image_; }

 private:
  void Reset() {
    if (attached_) {
      XShmDetach(display_, &segment_);
      XSync(display_, False);
    }
    attached_ = false;
    if (image_ != nullptr) {
      image_->data = nullptr;  // not malloc's, so not for XDestroyImage to free
      XDestroyImage(image_);
    }
    image_ = nullptr;
    if (segment_.shmaddr != nullptr) ::shmdt(segment_.shmaddr);
    segment_ = {};
  }

  Display* display_ = nullptr;
  XImage* image_ = nullptr;
  XShmSegmentInfo segment_{};
  bool attached_ = false;
};

struct ImageFreer {
  void operator()(XImage* image) const { XDestroyImage(image); }
};

class X11Source final : public FrameSource {
 public:
  X11Source(std::unique_ptr<Display, DisplayCloser> display, std::function<void()> on_lost)
      : display_(std::move(display)), on_lost_(std::move(on_lost)), root_(DefaultRootWindow(display_.get())) {}
  ~X11Source() override {
    if (damage_ != None) XDamageDestroy(display_.get(), damage_);
  }

  Result<> Start(const std::string& name);
  int event_fd() const override { return ConnectionNumber(display_.get()); }
  bool DrainChanges() override;
  Result<PlanesView> Grab() override;
  PixelSize size() const override { return size_; }

 private:
  void FollowSize();
  // Null when the server refuses, as it does when the screen has just become smaller.
  const XImage* Fetch();

  std::unique_ptr<Display, DisplayCloser> display_;
  std::function<void()> on_lost_;
  const Window root_;
  Visual* visual_ = nullptr;
  int depth_ = 0;
  Damage damage_ = None;
  int damage_event_ = 0;
  int randr_event_ = 0;
  bool has_randr_ = false;
  bool has_shm_ = false;
  PixelSize size_;
  PixelSize image_size_;
  SharedImage shared_;
  std::unique_ptr<XImage, ImageFreer> copied_;
  Planes planes_;
};

Result<> X11Source::Start(const std::string& name) {
  Display* const display = display_.get();
  XSetErrorHandler(RememberXError);
  // Xlib's own handler prints a line and ends the process, saying nothing to the agent. One that returns lets the
  // display's exit handler have its turn.
  XSetIOErrorHandler([](Display* /*display*/) { return 0; });
  XSetIOErrorExitHandler(
      display, [](Display* /*display*/, void* self) { static_cast<X11Source*>(self)->on_lost_(); }, this);

  XWindowAttributes root{};
  if (XGetWindowAttributes(display, root_, &root) == 0) {
    return Fail(ErrorCode::kUnavailable, "the X display " + name + " does not describe its screen");
  }
  visual_ = root.visual;
  depth_ = root.depth;
  size_ = {root.width, root.height};
  const bool true_colour = visual_->c_class == TrueColor && visual_->red_mask == 0xFF0000 &&
                           visual_->green_mask == 0xFF00 && visual_->blue_mask == 0xFF;
  if ((depth_ != 24 && depth_ != 32) || !true_colour || ImageByteOrder(display) != LSBFirst) {
    return Fail(ErrorCode::kUnimplemented,
                "the X display " + name + " has " + std::to_string(depth_) +
                    "-bit colour of a kind that can't be shown; set its screen to 24-bit true colour");
  }

  int error_base = 0;
  if (XDamageQueryExtension(display, &damage_event_, &error_base) != 0) {
    // "Non-empty" reports once and is then silent until the damage is taken: a screen that nobody watches wakes nobody.
    damage_ = XDamageCreate(display, root_, XDamageReportNonEmpty);
  } else {
    LogInfo("the X display {} has no XDamage; its screen is looked at every few seconds instead", name);
  }
  has_randr_ = XRRQueryExtension(display, &randr_event_, &error_base) != 0;
  if (has_randr_) XRRSelectInput(display, root_, RRScreenChangeNotifyMask);
  XSelectInput(display, root_, StructureNotifyMask);
  has_shm_ = XShmQueryExtension(display) != 0;
  if (!SyncWithoutError(display)) {
    return Fail(ErrorCode::kPermissionDenied, "the X display " + name + " does not let its screen be watched");
  }
  return {};
}

bool X11Source::DrainChanges() {
  bool changed = false;
  while (XPending(display_.get()) > 0) {
    XEvent event;
    XNextEvent(display_.get(), &event);
    if (has_randr_ && event.type == randr_event_ + RRScreenChangeNotify) {
      XRRUpdateConfiguration(&event);
      FollowSize();
      changed = true;
    } else if (event.type == ConfigureNotify) {
      FollowSize();
      changed = true;
    } else if (damage_ != None && event.type == damage_event_ + XDamageNotify) {
      changed = true;
    }
  }
  return changed;
}

void X11Source::FollowSize() {
  XWindowAttributes root{};
  if (XGetWindowAttributes(display_.get(), root_, &root) != 0) size_ = {root.width, root.height};
}

const XImage* X11Source::Fetch() {
  Display* const display = display_.get();
  if (image_size_ != size_) {
    image_size_ = size_;
    if (has_shm_) shared_.Make(display, visual_, depth_, size_);
  }
  last_x_error = Success;
  if (shared_.get() != nullptr) {
    return XShmGetImage(display, root_, shared_.get(), 0, 0, AllPlanes) != 0 ? shared_.get() : nullptr;
  }
  copied_.reset(XGetImage(display, root_, 0, 0, size_.width, size_.height, AllPlanes, ZPixmap));
  return copied_.get();
}

Result<PlanesView> X11Source::Grab() {
  // Taken before the pixels are: what is drawn in between is in the picture and reported again, never lost.
  if (damage_ != None) XDamageSubtract(display_.get(), damage_, None, None);
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (const XImage* const image = Fetch()) {
      if (image->bits_per_pixel != 32) {
        return Fail(ErrorCode::kUnimplemented, "the X display packs its pixels in a way that can't be shown");
      }
      planes_.Resize(image_size_);
      ConvertBgrx(reinterpret_cast<const uint8_t*>(image->data), image->bytes_per_line, planes_.view());
      return std::as_const(planes_).view();
    }
    FollowSize();
  }
  return Fail(ErrorCode::kUnavailable, "the X server does not give the screen's pixels");
}

}  // namespace

Result<std::unique_ptr<FrameSource>> OpenX11Source(const X11Options& options) {
  const char* const wanted = options.display.empty() ? nullptr : options.display.c_str();
  const std::string name = XDisplayName(wanted);
  std::unique_ptr<Display, DisplayCloser> display(XOpenDisplay(wanted));
  if (!display) {
    return Fail(ErrorCode::kUnavailable,
                "could not open the X display '" + name +
                    "': no X server answers there, or XAUTHORITY names no cookie that it takes");
  }
  auto source = std::make_unique<X11Source>(std::move(display), options.on_lost);
  if (const Result<> started = source->Start(name); !started) return tl::make_unexpected(started.error());
  return source;
}

}  // namespace labwall
