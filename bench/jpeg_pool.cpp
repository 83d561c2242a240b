// SPDX-License-Identifier: Apache-2.0
#include "bench/jpeg_pool.h"

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/whole_file.h"
#include "capture/synthetic/desktop_painter.h"
#include "codec/jpeg.h"
#include "codec/scale.h"

namespace labwall {

JpegPool JpegPool::Draw(size_t count) {
  constexpr PixelSize kDrawn{kSize.width * 2, kSize.height * 2};
  constexpr int kStrideBytes = kDrawn.width * 4;
  std::vector<uint8_t> bgrx(static_cast<size_t>(kStrideBytes) * kDrawn.height);
  Planes drawn(kDrawn);
  Planes scaled(kSize);
  JpegEncoder encoder;
  JpegPool pool;
  for (size_t seed = 0; seed < count; ++seed) {
    DesktopPainter(DesktopPainter::LookFor(seed), seed).Paint(seed * 37 % 1'000, kDrawn, bgrx.data(), kStrideBytes);
    ConvertBgrx(bgrx.data(), kStrideBytes, drawn.view());
    ScalePlanes(std::as_const(drawn).view(), scaled.view());
    const auto jpeg = encoder.Encode(std::as_const(scaled).view());
    if (jpeg) pool.jpegs_.emplace_back(jpeg->begin(), jpeg->end());
  }
  return pool;
}

// A line with the length before each.
Result<> JpegPool::Save(const std::string& path) const {
  std::string bytes;
  for (const std::string& jpeg : jpegs_) bytes += fmt::format("{}\n", jpeg.size()) + jpeg;
  return WriteWholeFile(path, bytes);
}

Result<JpegPool> JpegPool::Load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  JpegPool pool;
  for (std::string line; std::getline(file, line);) {
    std::string jpeg(std::stoul(line), '\0');
    file.read(jpeg.data(), static_cast<std::streamsize>(jpeg.size()));
    pool.jpegs_.push_back(std::move(jpeg));
  }
  if (pool.jpegs_.empty()) return Fail(ErrorCode::kNotFound, "no pictures in " + path);
  return pool;
}

double JpegPool::mean_bytes() const {
  double sum = 0;
  for (const std::string& jpeg : jpegs_) sum += static_cast<double>(jpeg.size());
  return sum / static_cast<double>(jpegs_.size());
}

}  // namespace labwall
