// SPDX-License-Identifier: Apache-2.0
#include "bench/cost_model.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace labwall {

CostModel::Shares CostModel::Solve() const {
  // The normal equations, with the costs as a fourth column, by Gauss and Jordan.
  constexpr size_t kUnknowns = 3;
  std::array<std::array<double, kUnknowns + 1>, kUnknowns> rows{};
  for (const Span& span : spans_) {
    const double terms[] = {span.updates, span.frames, span.seconds, span.cost};
    for (size_t i = 0; i < kUnknowns; ++i) {
      for (size_t j = 0; j <= kUnknowns; ++j) rows[i][j] += terms[i] * terms[j];
    }
  }
  for (size_t i = 0; i < kUnknowns; ++i) {
    size_t largest = i;
    for (size_t r = i; r < kUnknowns; ++r) {
      if (std::abs(rows[r][i]) > std::abs(rows[largest][i])) largest = r;
    }
    std::swap(rows[i], rows[largest]);
    if (std::abs(rows[i][i]) < 1e-9) return {};
    for (size_t r = 0; r < kUnknowns; ++r) {
      if (r == i) continue;
      const double factor = rows[r][i] / rows[i][i];
      for (size_t j = i; j <= kUnknowns; ++j) rows[r][j] -= factor * rows[i][j];
    }
  }
  return {rows[0][3] / rows[0][0], rows[1][3] / rows[1][1], rows[2][3] / rows[2][2]};
}

}  // namespace labwall
