// SPDX-License-Identifier: Apache-2.0
#include "bench/allocation_count.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <new>

// What glibc's malloc() and its kin are, under names that stay when a program has its own.
extern "C" {
void* __libc_malloc(size_t bytes);                      // NOLINT: glibc's names
void* __libc_calloc(size_t count, size_t bytes);        // NOLINT
void* __libc_realloc(void* old, size_t bytes);          // NOLINT
void* __libc_memalign(size_t alignment, size_t bytes);  // NOLINT
void __libc_free(void* memory);                         // NOLINT
}

namespace labwall {
namespace {

struct Counter {
  std::atomic<uint64_t> operator_new{0};
  std::atomic<uint64_t> malloc{0};

  [[nodiscard]] AllocationCount Now() const { return {operator_new.load(), malloc.load()}; }
};
Counter main_thread;
Counter others;

Counter& OfThisThread() {
  static thread_local const bool is_main = ::syscall(SYS_gettid) == ::getpid();
  return is_main ? main_thread : others;
}

void* New(size_t bytes, size_t alignment) {
  OfThisThread().operator_new.fetch_add(1, std::memory_order_relaxed);
  void* const memory =
      alignment > alignof(std::max_align_t) ? __libc_memalign(alignment, bytes) : __libc_malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void CountMalloc() { OfThisThread().malloc.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

Allocations CountAllocations() { return {main_thread.Now(), others.Now()}; }

}  // namespace labwall

// All other forms of the C++ library's end in these.
void* operator new(size_t bytes) { return labwall::New(bytes, 0); }
void* operator new[](size_t bytes) { return labwall::New(bytes, 0); }
void* operator new(size_t bytes, std::align_val_t alignment) {
  return labwall::New(bytes, static_cast<size_t>(alignment));
}
void* operator new[](size_t bytes, std::align_val_t alignment) {
  return labwall::New(bytes, static_cast<size_t>(alignment));
}
void operator delete(void* memory) noexcept { __libc_free(memory); }
void operator delete[](void* memory) noexcept { __libc_free(memory); }
void operator delete(void* memory, size_t) noexcept { __libc_free(memory); }
void operator delete[](void* memory, size_t) noexcept { __libc_free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { __libc_free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { __libc_free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { __libc_free(memory); }
void operator delete[](void* memory, size_t, std::align_val_t) noexcept { __libc_free(memory); }

extern "C" {
__attribute__((visibility("default"))) void* malloc(size_t bytes) {
  labwall::CountMalloc();
  return __libc_malloc(bytes);
}
__attribute__((visibility("default"))) void* calloc(size_t count, size_t bytes) {
  labwall::CountMalloc();
  return __libc_calloc(count, bytes);
}
__attribute__((visibility("default"))) void* realloc(void* old, size_t bytes) {
  labwall::CountMalloc();
  return __libc_realloc(old, bytes);
}
__attribute__((visibility("default"))) int posix_memalign(void** memory, size_t alignment, size_t bytes) {
  labwall::CountMalloc();
  *memory = __libc_memalign(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}
__attribute__((visibility("default"))) void* aligned_alloc(size_t alignment, size_t bytes) {
  labwall::CountMalloc();
  return __libc_memalign(alignment, bytes);
}
__attribute__((visibility("default"))) void free(void* memory) { __libc_free(memory); }
}
