// SPDX-License-Identifier: Apache-2.0
// Names for clang's thread-safety attributes (clang.llvm.org/docs/ThreadSafetyAnalysis.html); nothing elsewhere.
#pragma once

#if defined(__clang__)
#define LABWALL_ATTRIBUTE(x) __attribute__((x))
#else
#define LABWALL_ATTRIBUTE(x)
#endif

#define CAPABILITY(x) LABWALL_ATTRIBUTE(capability(x))
#define SCOPED_CAPABILITY LABWALL_ATTRIBUTE(scoped_lockable)
#define GUARDED_BY(x) LABWALL_ATTRIBUTE(guarded_by(x))
#define REQUIRES(...) LABWALL_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) LABWALL_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define ACQUIRE(...) LABWALL_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define RELEASE(...) LABWALL_ATTRIBUTE(release_capability(__VA_ARGS__))
#define ASSERT_CAPABILITY(x) LABWALL_ATTRIBUTE(assert_capability(x))
