// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace labwall {

// Every allocation of the program that this is linked into is counted, on all threads.
struct AllocationCount {
  uint64_t operator_new = 0;  // C++: Labwall's own, and what Protocol Buffers and Mesa's shader compiler do
  uint64_t malloc = 0;        // C, beside those: libnats, libjpeg-turbo, Mesa, the C library

  AllocationCount operator-(const AllocationCount& earlier) const {
    return {operator_new - earlier.operator_new, malloc - earlier.malloc};
  }
};
struct Allocations {
  AllocationCount main_thread;
  AllocationCount others;

  Allocations operator-(const Allocations& earlier) const {
    return {main_thread - earlier.main_thread, others - earlier.others};
  }
};
[[nodiscard]] Allocations CountAllocations();

}  // namespace labwall
