// SPDX-License-Identifier: Apache-2.0
// WallRenderer keeps the newest picture of every session in R8 texture arrays, one set of arrays (Y, U, V) for each
// rung, and draws all tiles with one instanced call for each array. Colours: full-range BT.601, as JPEG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "base/thread_role.h"
#include "codec/planes.h"
#include "model/rung.h"
#include "model/session_key.h"

namespace labwall {

struct Colour;  // model/wall_scene.h
struct WallScene;

struct StoredPicture {
  PixelSize size;  // in the texture
  PixelSize source;
  Rung rung = Rung::kUnknown;
};

struct RendererOptions {
  // Pictures take no more than this on the GPU: 256 MiB are 3,000 at 320x180.
  size_t max_texture_bytes = size_t{256} << 20;
};

struct RendererStats {
  uint64_t uploads = 0;
  uint64_t upload_bytes = 0;
  int draw_calls = 0;  // of all Draw()s since the last Clear()
  size_t texture_bytes = 0;
};

// Threads: all on the gl thread, with its context current. Needs OpenGL 4.5 core with functions loaded (gl_loader.h).
class WallRenderer {
 public:
  virtual ~WallRenderer() = default;
  [[nodiscard]] static Result<std::unique_ptr<WallRenderer>> Create(const RendererOptions& options = {})
      REQUIRES(gl_thread);

  // Stores a picture of at most the rung's box, replacing the session's earlier one, also if that was of another rung.
  // kResourceExhausted when there is no texture memory left; the earlier picture then stays.
  virtual Result<> Upload(const SessionKey& key, Rung rung, PixelSize source, const PlanesView& planes)
      REQUIRES(gl_thread) = 0;
  virtual void Forget(const SessionKey& key) REQUIRES(gl_thread) = 0;
  [[nodiscard]] virtual std::optional<StoredPicture> Find(const SessionKey& key) const REQUIRES(gl_thread) = 0;

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
