// SPDX-License-Identifier: Apache-2.0
// ThreadRole makes "only this thread may" checkable: functions that belong to a thread are REQUIRES(role), and the
// thread's own entry point takes the role with Claim() (or, inside a callback that is known to run there, Check()).
// clang checks it at compile time; Check() also asserts it when the program runs.
#pragma once

#include <atomic>
#include <cassert>
#include <thread>

#include "base/thread_annotations.h"

namespace labwall {

class CAPABILITY("role") ThreadRole {
 public:
  void Claim() ASSERT_CAPABILITY(this) { owner_.store(std::this_thread::get_id()); }
  void Check() const ASSERT_CAPABILITY(this) { assert(owner_.load() == std::this_thread::get_id()); }

 private:
  std::atomic<std::thread::id> owner_{};
};

// The thread that owns the window, Dear ImGui and every OpenGL object.
inline ThreadRole gl_thread;

}  // namespace labwall
