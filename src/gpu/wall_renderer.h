// SPDX-License-Identifier: Apache-2.0
// WallRenderer keeps the newest picture of every session in R8 texture arrays, one set of arrays (Y, U, V) for each
// rung, and draws all tiles with one instanced call for each array. Colours: full-range BT.601, as JPEG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/result.h"
#include "base/thread_role.h"
#include "codec/planes.h"
#include "gpu/upload_memory.h"
#include "model/pixel_rect.h"
#include "model/rung.h"
#include "model/session_key.h"

namespace labwall {

struct Colour;  // model/wall_scene.h
struct WallScene;

struct StoredPicture {
  PixelSize size;  // in the texture
  PixelSize source;
  Rung rung = Rung::kUnknown;
  bool operator==(const StoredPicture&) const = default;
};

// A picture, or a part of one.
struct PictureUpload {
  Rung rung = Rung::kUnknown;
  PixelSize source;   // the screen's, of whose shape the picture is shown; the picture's when unknown (0x0)
  PixelSize picture;  // whole, in the texture
  // Where the planes belong in it. They are the whole picture at 0,0, or a part: its corner is at even coordinates, and
  // it ends at even ones or at the picture's edge, so that no texel of chroma is cut.
  PixelPoint origin;
  PlanesView planes;
};

struct RendererOptions {
  // Pictures take no more than this on the GPU: 256 MiB are 3,000 at 320x180.
  size_t max_texture_bytes = size_t{256} << 20;
  UploadMode upload = UploadMode::kAuto;
  size_t upload_memory_bytes = UploadMemory::kBytes;
};

struct RendererStats {
  uint64_t uploads = 0;
  uint64_t upload_bytes = 0;
  int draw_calls = 0;  // of all Draw()s since the last Clear()
  double gpu_ms = 0;   // what the GPU took for all Draw()s of a frame, the newest that it has told of
  size_t texture_bytes = 0;
  UploadMode upload_mode = UploadMode::kDirect;  // what kAuto has become
  std::optional<UploadTimes> upload_times;       // measured for kAuto at the start
};

// Threads: all on the gl thread, with its context current. Needs OpenGL 4.5 core with functions loaded (gl_loader.h).
class WallRenderer {
 public:
  virtual ~WallRenderer() = default;
  [[nodiscard]] static Result<std::unique_ptr<WallRenderer>> Create(const RendererOptions& options = {})
      REQUIRES(gl_thread);

  // Memory for planes that are to be uploaded, which Upload() takes best: any thread may write into it, nobody should
  // read it. The same for the renderer's whole life.
  [[nodiscard]] virtual std::span<uint8_t> upload_memory() const = 0;
  // Stores a picture of at most the rung's box, replacing the session's earlier one, also if that was of another rung;
  // or writes a part over the session's picture. The planes may lie anywhere; if in upload_memory(), they must stay as
  // they are until FinishedUploads() has reached the ticket of the EndUploads() that follows.
  // kResourceExhausted when there is no texture memory left, kFailedPrecondition for a part of a picture that is not
  // stored at that rung and these sizes, kInvalidArgument for one that is not inside its picture. Nothing is changed
  // then.
  virtual Result<> Upload(const SessionKey& key, const PictureUpload& upload) REQUIRES(gl_thread) = 0;
  // For after a frame's uploads: puts a fence, if one is needed, and returns the ticket of all uploads so far. Tickets
  // never fall. Makes room ahead, too, for pictures that may come.
  virtual uint64_t EndUploads() REQUIRES(gl_thread) = 0;
  // The ticket up to which all uploads have been read. Never waits.
  [[nodiscard]] virtual uint64_t FinishedUploads() REQUIRES(gl_thread) = 0;
  virtual void Forget(const SessionKey& key) REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual std::optional<StoredPicture> Find(const SessionKey& key) const REQUIRES(gl_thread) = 0;

  // Changes the limit of the options. What is stored stays until it is forgotten, but nothing is added beyond it.
  virtual void set_max_texture_bytes(size_t bytes) REQUIRES(gl_thread) = 0;

  // Fills the current framebuffer: the start of a frame.
  virtual void Clear(const Colour& colour, PixelSize framebuffer) REQUIRES(gl_thread) = 0;
  // Draws the scene into the current framebuffer of `framebuffer` pixels, over what is there. A frame may draw any
  // number of scenes, one above the other, that show the same pictures or others; the scene is not needed after the
  // call. Leaves the GL state changed; the caller (Dear ImGui's ImDrawCallback_ResetRenderState) restores its own. A
  // blurred scene never shows a picture as it is: one for whose blurred copy there is no memory is left out, and its
  // card shows.
  virtual void Draw(const WallScene& scene, PixelSize framebuffer) REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual RendererStats stats() const = 0;
};

}  // namespace labwall
