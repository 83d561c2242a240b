// SPDX-License-Identifier: Apache-2.0
#include "gpu/wall_renderer.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gpu/gpu_timer.h"
#include "gpu/picture_blur.h"
#include "gpu/plane_arrays.h"
#include "gpu/shader_program.h"
#include "gpu/shaders.h"
#include "gpu/stream_buffer.h"
#include "gpu/wall_instances.h"
#include "model/wall_scene.h"

namespace labwall {
namespace {

constexpr GLuint kBlurredUnit = 3;  // as in shaders/picture_blurred.glsl

constexpr GLuint kAttributeCount = sizeof(TileInstance) / sizeof(Vec4);

uint64_t Area(PixelSize size) { return static_cast<uint64_t>(size.width) * static_cast<uint64_t>(size.height); }

// Whether the planes lie in their picture, with chroma of their own.
bool IsPart(const PictureUpload& upload) {
  const PixelPoint at = upload.origin;
  const PixelSize size = upload.planes.size;
  const auto ends_well = [](int end, int edge) { return end % 2 == 0 || end == edge; };
  return Contains(upload.picture, {at.x, at.y, size.width, size.height}) && at.x % 2 == 0 && at.y % 2 == 0 &&
         ends_well(at.x + size.width, upload.picture.width) && ends_well(at.y + size.height, upload.picture.height);
}

Result<unsigned> MakeWallProgram(const char* name, const char* picture) REQUIRES(gl_thread) {
  return MakeShaderProgram(
      name, {{GL_VERTEX_SHADER, {kWallVertexShader}}, {GL_FRAGMENT_SHADER, {kWallFragmentShader, picture}}});
}

class GlWallRenderer final : public WallRenderer {
 public:
  explicit GlWallRenderer(const RendererOptions& options) REQUIRES(gl_thread) : arrays_(options.max_texture_bytes) {}
  ~GlWallRenderer() override {
    glDeleteProgram(sharp_program_);
    glDeleteProgram(blurred_program_);
    glDeleteVertexArrays(1, &vertex_array_);
  }

  Result<> Start(const RendererOptions& options) REQUIRES(gl_thread) {
    const Result<unsigned> sharp = MakeWallProgram("wall", kSharpPictureShader);
    if (!sharp) return tl::unexpected(sharp.error());
    sharp_program_ = *sharp;
    const Result<unsigned> blurred = MakeWallProgram("blurred wall", kBlurredPictureShader);
    if (!blurred) return tl::unexpected(blurred.error());
    blurred_program_ = *blurred;
    if (const Result<> started = blur_.Start(); !started) return started;
    memory_.Start(options.upload, options.upload_memory_bytes);
    timer_.Start();
    glCreateVertexArrays(1, &vertex_array_);
    glVertexArrayBindingDivisor(vertex_array_, 0, 1);
    for (GLuint i = 0; i < kAttributeCount; ++i) {
      glEnableVertexArrayAttrib(vertex_array_, i);
      glVertexArrayAttribFormat(vertex_array_, i, 4, GL_FLOAT, GL_FALSE, static_cast<GLuint>(i * sizeof(Vec4)));
      glVertexArrayAttribBinding(vertex_array_, i, 0);
    }
    return {};
  }

  [[nodiscard]] std::span<uint8_t> upload_memory() const override { return memory_.bytes(); }
  Result<> Upload(const SessionKey& key, const PictureUpload& upload) override REQUIRES(gl_thread);
  uint64_t EndUploads() override REQUIRES(gl_thread);
  [[nodiscard]] uint64_t FinishedUploads() override REQUIRES(gl_thread) { return memory_.Finished(); }
  void set_max_texture_bytes(size_t bytes) override REQUIRES(gl_thread) { arrays_.SetMaxBytes(bytes); }
  void Forget(const SessionKey& key) override REQUIRES(gl_thread);
  [[nodiscard]] std::optional<StoredPicture> Find(const SessionKey& key) const override REQUIRES(gl_thread);
  void Clear(const Colour& colour, PixelSize framebuffer) override REQUIRES(gl_thread);
  void Draw(const WallScene& scene, PixelSize framebuffer) override REQUIRES(gl_thread);
  [[nodiscard]] RendererStats stats() const override {
    RendererStats stats = stats_;
    stats.texture_bytes = arrays_.texture_bytes();
    stats.upload_mode = memory_.mode();
    stats.upload_times = memory_.measured();
    stats.gpu_ms = timer_.frame_ms();
    return stats;
  }

 private:
  struct Picture {
    StoredPicture stored;
    PlaneArrays::Slot slot;
  };

  // Sorts the scene's tiles into groups_, one for each chunk and a first one for tiles without a picture.
  void Gather(const WallScene& scene, PixelSize framebuffer) REQUIRES(gl_thread);
  // Tells the instance what to show in its picture's place, and has a blurred copy made where one is to be shown and
  // there is none. Returns the group.
  size_t PlacePicture(const TileDraw& tile, bool blurred, TileInstance& instance) REQUIRES(gl_thread);
  // Writes what the shaders read and points them to it. False when there is no memory for it.
  [[nodiscard]] bool WriteInstances(const WallScene& scene, PixelSize framebuffer) REQUIRES(gl_thread);
  void DrawInstances(const WallScene& scene, PixelSize framebuffer) REQUIRES(gl_thread);

  UploadMemory memory_;
  PlaneArrays arrays_;
  PictureBlur blur_;
  StreamBuffer stream_;
  GpuTimer timer_;
  std::unordered_map<SessionKey, Picture> pictures_;
  std::vector<std::vector<TileInstance>> groups_;
  RendererStats stats_;
  GLuint sharp_program_ = 0;
  GLuint blurred_program_ = 0;
  GLuint vertex_array_ = 0;
};

Result<> GlWallRenderer::Upload(const SessionKey& key, const PictureUpload& upload) {
  const PixelSize source = upload.source.width < 1 || upload.source.height < 1 ? upload.picture : upload.source;
  const StoredPicture picture{upload.picture, source, upload.rung};
  const auto known = pictures_.find(key);
  PlaneArrays::Slot slot;
  if (upload.origin != PixelPoint{} || upload.planes.size != upload.picture) {
    if (!IsPart(upload)) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}x{} pixels at {},{} are no part of a picture of {}x{}", upload.planes.size.width,
                              upload.planes.size.height, upload.origin.x, upload.origin.y, upload.picture.width,
                              upload.picture.height));
    }
    if (known == pictures_.end() || known->second.stored != picture) {
      return Fail(ErrorCode::kFailedPrecondition, "the picture that this is a part of is not there");
    }
    slot = known->second.slot;
  } else if (known != pictures_.end() && arrays_.Suits(known->second.slot, upload.rung, upload.picture)) {
    known->second.stored = picture;
    slot = known->second.slot;
  } else {
    const Result<PlaneArrays::Slot> allocated = arrays_.Allocate(upload.rung, upload.picture);
    if (!allocated) return tl::unexpected(allocated.error());
    if (known != pictures_.end()) arrays_.Free(known->second.slot);
    slot = *allocated;
    pictures_[key] = Picture{picture, slot};
  }
  arrays_.Write(slot, upload.origin, memory_.Locate(upload.planes));
  const PixelSize chroma = ChromaSize(upload.planes.size);
  ++stats_.uploads;
  stats_.upload_bytes += Area(upload.planes.size) + 2 * Area(chroma);
  return {};
}

uint64_t GlWallRenderer::EndUploads() {
  arrays_.GrowAhead();
  return memory_.EndUploads();
}

void GlWallRenderer::Forget(const SessionKey& key) {
  const auto known = pictures_.find(key);
  if (known == pictures_.end()) return;
  arrays_.Free(known->second.slot);
  pictures_.erase(known);
}

std::optional<StoredPicture> GlWallRenderer::Find(const SessionKey& key) const {
  const auto known = pictures_.find(key);
  if (known == pictures_.end()) return std::nullopt;
  return known->second.stored;
}

void GlWallRenderer::Gather(const WallScene& scene, PixelSize framebuffer) {
  groups_.resize(arrays_.chunk_count() + 1);
  for (std::vector<TileInstance>& group : groups_) group.clear();
  const float scale = scene.pixel_scale;
  const float outset = RingsOutset(scene) + 1;
  const Vec4 clip = ToPixels(scene.clip, scale);
  const float left = std::max(clip[0], 0.0F) - outset;
  const float top = std::max(clip[1], 0.0F) - outset;
  const float right = std::min(clip[0] + clip[2], static_cast<float>(framebuffer.width)) + outset;
  const float bottom = std::min(clip[1] + clip[3], static_cast<float>(framebuffer.height)) + outset;

  for (const TileDraw& tile : scene.tiles) {
    TileInstance instance{};
    instance.tile = ToPixels(tile.tile, scale);
    const Vec4& card = instance.tile;
    // Also false for rectangles that are not numbers.
    const bool shows = card[2] >= 1 && card[3] >= 1 && card[0] < right && card[1] < bottom &&
                       card[0] + card[2] > left && card[1] + card[3] > top;
    if (!shows) continue;
    instance.picture = ToPixels(tile.picture, scale);
    instance.state = {std::clamp(tile.veil, 0.0F, 1.0F), tile.brighten, tile.selected ? 1.0F : 0.0F,
                      tile.focused ? 1.0F : 0.0F};
    const size_t group = PlacePicture(tile, scene.blurred, instance);
    groups_[group].push_back(instance);
  }
}

size_t GlWallRenderer::PlacePicture(const TileDraw& tile, bool blurred, TileInstance& instance) {
  const auto known = pictures_.find(tile.key);
  if (known == pictures_.end() || !(instance.picture[2] >= 1 && instance.picture[3] >= 1)) return 0;
  const auto& [stored, slot] = known->second;
  PixelSize size = stored.size;
  if (blurred) {
    size = PictureBlur::CellsOf(stored.source);
    if (!blur_.Refresh(arrays_, slot, stored.size, size)) return 0;
  }
  instance.image = Letterbox(instance.picture, stored.source);
  instance.stored = {static_cast<float>(size.width), static_cast<float>(size.height), static_cast<float>(slot.layer),
                     std::clamp(tile.opacity, 0.0F, 1.0F)};
  return slot.chunk + 1;
}

void GlWallRenderer::Clear(const Colour& colour, PixelSize framebuffer) {
  stats_.draw_calls = 0;
  stream_.NextFrame();
  timer_.NextFrame();
  glViewport(0, 0, framebuffer.width, framebuffer.height);
  glDisable(GL_SCISSOR_TEST);
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glClearColor(colour.r, colour.g, colour.b, 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

bool GlWallRenderer::WriteInstances(const WallScene& scene, PixelSize framebuffer) {
  size_t count = 0;
  for (const std::vector<TileInstance>& group : groups_) count += group.size();
  if (count == 0) return false;
  constexpr size_t kInstances =
      (sizeof(WallBlock) + StreamBuffer::kAlignment - 1) / StreamBuffer::kAlignment * StreamBuffer::kAlignment;
  const StreamBuffer::Piece piece = stream_.Take(kInstances + count * sizeof(TileInstance));
  if (piece.data == nullptr) return false;

  const WallBlock block = MakeWallBlock(scene, framebuffer);
  std::memcpy(piece.data, &block, sizeof(block));
  uint8_t* to = piece.data + kInstances;
  for (const std::vector<TileInstance>& group : groups_) {
    if (group.empty()) continue;
    std::memcpy(to, group.data(), group.size() * sizeof(TileInstance));
    to += group.size() * sizeof(TileInstance);
  }
  glBindBufferRange(GL_UNIFORM_BUFFER, 0, piece.buffer, static_cast<GLintptr>(piece.offset_bytes), sizeof(block));
  glVertexArrayVertexBuffer(vertex_array_, 0, piece.buffer, static_cast<GLintptr>(piece.offset_bytes + kInstances),
                            sizeof(TileInstance));
  return true;
}

void GlWallRenderer::Draw(const WallScene& scene, PixelSize framebuffer) {
  if (framebuffer.width < 1 || framebuffer.height < 1) return;
  timer_.BeginSpan();
  // Copies are written after earlier frames have read them, and read after they are written.
  if (scene.blurred) glMemoryBarrier(GL_SHADER_IMAGE_ACCESS_BARRIER_BIT);
  Gather(scene, framebuffer);
  if (scene.blurred) glMemoryBarrier(GL_TEXTURE_FETCH_BARRIER_BIT);
  if (WriteInstances(scene, framebuffer)) DrawInstances(scene, framebuffer);
  timer_.EndSpan();
}

void GlWallRenderer::DrawInstances(const WallScene& scene, PixelSize framebuffer) {
  glViewport(0, 0, framebuffer.width, framebuffer.height);
  const Vec4 clip = ToPixels(scene.clip, scene.pixel_scale);
  glScissor(static_cast<GLint>(clip[0]), framebuffer.height - static_cast<GLint>(clip[1] + clip[3]),
            std::max(0, static_cast<GLint>(clip[2])), std::max(0, static_cast<GLint>(clip[3])));
  glEnable(GL_SCISSOR_TEST);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_STENCIL_TEST);
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
  glUseProgram(scene.blurred ? blurred_program_ : sharp_program_);
  glBindVertexArray(vertex_array_);

  GLuint first = 0;
  for (size_t i = 0; i < groups_.size(); ++i) {
    const auto tiles = static_cast<GLsizei>(groups_[i].size());
    if (tiles == 0) continue;
    if (i > 0 && scene.blurred) {
      glBindTextureUnit(kBlurredUnit, arrays_.BlurredTexture(i - 1));
    } else if (i > 0) {
      arrays_.Bind(i - 1);
    }
    glDrawArraysInstancedBaseInstance(GL_TRIANGLE_STRIP, 0, 4, tiles, first);
    first += static_cast<GLuint>(tiles);
    ++stats_.draw_calls;
  }
}

}  // namespace

Result<std::unique_ptr<WallRenderer>> WallRenderer::Create(const RendererOptions& options) {
  auto renderer = std::make_unique<GlWallRenderer>(options);
  if (const Result<> started = renderer->Start(options); !started) return tl::unexpected(started.error());
  return renderer;
}

}  // namespace labwall
