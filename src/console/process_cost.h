// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace labwall {

// What this process has cost so far.
struct ProcessCost {
  double cpu_seconds = 0;       // of all threads but the next
  double renderer_seconds = 0;  // of the threads of Mesa's software renderer, which do what a GPU would
  size_t resident_bytes = 0;
};

// Reads a file for each thread: a fraction of a millisecond.
[[nodiscard]] ProcessCost ReadProcessCost();
// CPU time of the calling thread.
[[nodiscard]] double ThreadCpuMs();

}  // namespace labwall
