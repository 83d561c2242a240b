// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace labwall {

// Tells what several things that happen at once cost each, from spans of time in which there was more of the one or the
// other: cost = updates * per_update + frames * per_frame + seconds * per_second, by least squares.
class CostModel {
 public:
  struct Shares {
    double per_update = 0;
    double per_frame = 0;
    double per_second = 0;
  };

  void Add(double updates, double frames, double seconds, double cost) {
    spans_.push_back({updates, frames, seconds, cost});
  }
  // Zeros when the spans don't tell them apart.
  [[nodiscard]] Shares Solve() const;

 private:
  struct Span {
    double updates = 0;
    double frames = 0;
    double seconds = 0;
    double cost = 0;
  };
  std::vector<Span> spans_;
};

}  // namespace labwall
