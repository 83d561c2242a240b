// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/rung.h"

namespace labwall {

// Thumbnails of many different desktops, as a lab's stations would send them: 320x180, drawn at twice that size, scaled
// and encoded as a station does it. The same at every run. Threads: read from any.
class JpegPool {
 public:
  static constexpr PixelSize kSize{320, 180};

  [[nodiscard]] static JpegPool Draw(size_t count);
  [[nodiscard]] Result<> Save(const std::string& path) const;
  [[nodiscard]] static Result<JpegPool> Load(const std::string& path);

  [[nodiscard]] size_t size() const { return jpegs_.size(); }
  [[nodiscard]] std::string_view at(size_t index) const { return jpegs_[index]; }
  [[nodiscard]] double mean_bytes() const;

 private:
  std::vector<std::string> jpegs_;
};

}  // namespace labwall
