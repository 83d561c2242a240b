// SPDX-License-Identifier: Apache-2.0
#include "gpu/upload_calibration.h"

#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "model/rung.h"

namespace labwall {
namespace {

constexpr int kPictures = 8;  // in a round: some hundred microseconds, for which a clock is good enough
constexpr size_t kRounds = 7;
constexpr int kBlock = 8;
constexpr GLuint64 kPatienceNs = 1'000'000'000;  // for a GPU that is lost

// In the order in which a JPEG decoder writes, block by block: memory that gathers writes likes one order better than
// another.
void WriteInBlocks(uint8_t* plane, PixelSize size, int stride_bytes, uint8_t value) {
  std::array<uint8_t, kBlock> row;
  row.fill(value);
  for (int y = 0; y < size.height; y += kBlock) {
    for (int x = 0; x < size.width; x += kBlock) {
      const auto width = static_cast<size_t>(std::min(kBlock, size.width - x));
      for (int line = y; line < std::min(y + kBlock, size.height); ++line) {
        std::memcpy(plane + line * stride_bytes + x, row.data(), width);
      }
    }
  }
}

// Planes without padding at `first`.
MutablePlanesView PlanesAt(uint8_t* first, PixelSize size) {
  const PixelSize chroma = ChromaSize(size);
  uint8_t* const u = first + static_cast<ptrdiff_t>(size.width) * size.height;
  return {size, first, u, u + static_cast<ptrdiff_t>(chroma.width) * chroma.height, size.width, chroma.width};
}

// One round from one kind of memory, which starts at `base`: an address for direct, otherwise the buffer's first byte.
double RoundUs(const PlaneTextures& textures, uint8_t* memory, unsigned buffer, uint8_t value) REQUIRES(gl_thread) {
  const PixelSize size = BoxOf(Rung::k320x180);
  const auto bytes = static_cast<ptrdiff_t>(size.width) * size.height * 3 / 2;
  const auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < kPictures; ++i) {
    const MutablePlanesView planes = PlanesAt(memory + i * bytes, size);
    WriteInBlocks(planes.y, size, planes.y_stride_bytes, value);
    WriteInBlocks(planes.u, ChromaSize(size), planes.uv_stride_bytes, value);
    WriteInBlocks(planes.v, ChromaSize(size), planes.uv_stride_bytes, value);
    const auto place = [&](const uint8_t* at) {
      return buffer == 0 ? at : reinterpret_cast<const uint8_t*>(at - memory);
    };
    WritePlanes(
        textures, i, {},
        {buffer,
         {size, place(planes.y), place(planes.u), place(planes.v), planes.y_stride_bytes, planes.uv_stride_bytes}});
  }
  const GLsync uploaded = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glClientWaitSync(uploaded, GL_SYNC_FLUSH_COMMANDS_BIT, kPatienceNs);
  glDeleteSync(uploaded);
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count() / kPictures;
}

double Median(std::array<double, kRounds> values) {
  std::nth_element(values.begin(), values.begin() + kRounds / 2, values.end());
  return values[kRounds / 2];
}

}  // namespace

Result<UploadTimes> MeasureUploads(unsigned buffer, std::span<uint8_t> mapped) {
  const PixelSize size = BoxOf(Rung::k320x180);
  const size_t bytes = static_cast<size_t>(size.width) * size.height * 3 / 2 * kPictures;
  if (mapped.size() < bytes) return Fail(ErrorCode::kResourceExhausted, "the memory is too small to be measured");
  PlaneTextures textures{};
  for (size_t plane = 0; plane < textures.size(); ++plane) {
    const Result<unsigned> texture = MakePlaneTexture(plane, size, kPictures);
    if (!texture) return tl::unexpected(texture.error());
    textures.at(plane) = *texture;
  }

  std::vector<uint8_t> plain(bytes);
  // The first uploads of a kind have the driver make what it needs for them.
  RoundUs(textures, plain.data(), 0, 0);
  RoundUs(textures, mapped.data(), buffer, 0);
  std::array<double, kRounds> direct_us{};
  std::array<double, kRounds> mapped_us{};
  for (size_t round = 0; round < kRounds; ++round) {
    const auto value = static_cast<uint8_t>(round + 1);
    direct_us[round] = RoundUs(textures, plain.data(), 0, value);
    mapped_us[round] = RoundUs(textures, mapped.data(), buffer, value);
  }
  glDeleteTextures(static_cast<GLsizei>(textures.size()), textures.data());
  return UploadTimes{Median(direct_us), Median(mapped_us)};
}

}  // namespace labwall
