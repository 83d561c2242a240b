// SPDX-License-Identifier: Apache-2.0
#include "capture/x11/x11_source.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/Xdamage.h>
#include <X11/extensions/Xfixes.h>
#include <X11/extensions/Xrandr.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include <atomic>
#include <utility>

#include "base/log.h"
#include "capture/changed_area.h"
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

struct ImageFreer {
  // The library knows which pictures' memory is shared and so not its to free.
  void operator()(XImage* image) const { XDestroyImage(image); }
};
using Image = std::unique_ptr<XImage, ImageFreer>;

// Memory that the server shares with us and draws pictures into. Empty when that can't be had.
class SharedMemory {
 public:
  SharedMemory() = default;
  ~SharedMemory() { Reset(); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  // Room for a picture of this size.
  void Make(Display* display, Visual* visual, int depth, PixelSize size) {
    Reset();
    display_ = display;
    visual_ = visual;
    depth_ = depth;
    const Image largest = ImageOf(size);
    if (!largest) return;
    const size_t bytes = static_cast<size_t>(largest->bytes_per_line) * largest->height;
    const int id = ::shmget(IPC_PRIVATE, bytes, IPC_CREAT | 0600);
    void* const memory = id >= 0 ? ::shmat(id, nullptr, 0) : reinterpret_cast<void*>(-1);
    if (memory != reinterpret_cast<void*>(-1)) {
      segment_.shmid = id;
      segment_.shmaddr = static_cast<char*>(memory);
      segment_.readOnly = False;
      attached_ = XShmAttach(display, &segment_) != 0 && SyncWithoutError(display);
    }
    // The segment lives on while it is attached somewhere, and is gone with the last of us, however that ends.
    if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
    if (!attached_) Reset();
  }

  [[nodiscard]] bool attached() const { return attached_; }
  // A picture no larger than what was made room for, at the memory's beginning. Null without memory for its few bytes.
  [[nodiscard]] Image ImageOf(PixelSize size) {
    return Image(XShmCreateImage(display_, visual_, depth_, ZPixmap, segment_.shmaddr, &segment_,
                                 static_cast<unsigned>(size.width), static_cast<unsigned>(size.height)));
  }

 private:
  void Reset() {
    if (attached_) {
      XShmDetach(display_, &segment_);
      XSync(display_, False);
    }
    attached_ = false;
    if (segment_.shmaddr != nullptr) ::shmdt(segment_.shmaddr);
    segment_ = {};
  }

  Display* display_ = nullptr;
  Visual* visual_ = nullptr;
  int depth_ = 0;
  XShmSegmentInfo segment_{};
  bool attached_ = false;
};

class X11Source final : public FrameSource {
 public:
  X11Source(std::unique_ptr<Display, DisplayCloser> display, std::function<void()> on_lost)
      : display_(std::move(display)), on_lost_(std::move(on_lost)), root_(DefaultRootWindow(display_.get())) {}
  ~X11Source() override {
    if (damage_ == None) return;
    XDamageDestroy(display_.get(), damage_);
    XFixesDestroyRegion(display_.get(), damaged_);
  }

  Result<> Start(const std::string& name);
  int event_fd() const override { return ConnectionNumber(display_.get()); }
  bool DrainChanges() override;
  Result<ScreenGrab> Grab(GrabExtent extent) override;
  PixelSize size() const override { return size_; }

 private:
  void FollowSize();
  void TakeDamage(ChangedArea& changed);
  // Brings these rectangles of planes_ up to date. False when the server refuses, as it does when the screen has just
  // become smaller.
  Result<bool> Fetch(const ChangedArea& area);
  Result<bool> Fetch(const PixelRect& rect);

  std::unique_ptr<Display, DisplayCloser> display_;
  std::function<void()> on_lost_;
  const Window root_;
  Visual* visual_ = nullptr;
  int depth_ = 0;
  Damage damage_ = None;
  XserverRegion damaged_ = None;  // of the server's, to take the damage's region into
  int damage_event_ = 0;
  int randr_event_ = 0;
  bool has_randr_ = false;
  bool has_shm_ = false;
  PixelSize size_;
  SharedMemory shared_;
  Planes planes_;  // the screen as of the last Grab()
  ChangedArea changed_{kScreenJoinPx};
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
    damaged_ = XFixesCreateRegion(display, nullptr, 0);
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

void X11Source::TakeDamage(ChangedArea& changed) {
  // Taken before the pixels are: what is drawn in between is in the picture and reported again, never lost.
  XDamageSubtract(display_.get(), damage_, None, damaged_);
  int count = 0;
  XRectangle* const rects = XFixesFetchRegion(display_.get(), damaged_, &count);
  for (int i = 0; i < count; ++i) {
    // Whole pixels of chroma.
    const int left = rects[i].x & ~1;
    const int top = rects[i].y & ~1;
    const int right = (rects[i].x + rects[i].width + 1) & ~1;
    const int bottom = (rects[i].y + rects[i].height + 1) & ~1;
    changed.Add(Intersection({left, top, right - left, bottom - top}, WholeOf(size_)));
  }
  XFree(rects);
}

Result<bool> X11Source::Fetch(const ChangedArea& area) {
  for (const PixelRect& rect : area.rects()) {
    Result<bool> fetched = Fetch(rect);
    if (!fetched || !*fetched) return fetched;
  }
  return true;
}

Result<bool> X11Source::Fetch(const PixelRect& rect) {
  Display* const display = display_.get();
  last_x_error = Success;
  Image image;
  if (shared_.attached()) {
    image = shared_.ImageOf(rect.size());
    if (!image || XShmGetImage(display, root_, image.get(), rect.x, rect.y, AllPlanes) == 0) return false;
  } else {
    image.reset(XGetImage(display, root_, rect.x, rect.y, rect.width, rect.height, AllPlanes, ZPixmap));
    if (!image) return false;
  }
  if (image->bits_per_pixel != 32) {
    return Fail(ErrorCode::kUnimplemented, "the X display packs its pixels in a way that can't be shown");
  }
  ConvertBgrx(reinterpret_cast<const uint8_t*>(image->data), image->bytes_per_line, PartOf(planes_.view(), rect));
  return true;
}

Result<ScreenGrab> X11Source::Grab(GrabExtent extent) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    changed_.Clear();
    if (damage_ != None) TakeDamage(changed_);
    if (planes_.size() != size_) {
      planes_.Resize(size_);
      if (has_shm_) shared_.Make(display_.get(), visual_, depth_, size_);
      extent = GrabExtent::kWhole;
    }
    if (extent == GrabExtent::kWhole || damage_ == None) changed_.Add(WholeOf(size_));
    const Result<bool> fetched = Fetch(changed_);
    if (!fetched) return tl::make_unexpected(fetched.error());
    if (*fetched) return ScreenGrab{std::as_const(planes_).view(), changed_.rects()};
    // Some of what had changed is lost.
    extent = GrabExtent::kWhole;
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
