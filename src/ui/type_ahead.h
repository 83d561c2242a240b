// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "ui/wall_model.h"

namespace labwall {

// Letters typed on the wall, in quick succession, go to the next person or station whose name begins with them. The
// same letter again and again goes through all that begin with it.
class TypeAhead {
 public:
  // The tile to go to, or -1. `from` is the focused one, or -1.
  int Type(const WallModel& model, const std::string& letters, int from, MonotonicTime now);

 private:
  std::string typed_;
  std::optional<MonotonicTime> last_;
};

}  // namespace labwall
