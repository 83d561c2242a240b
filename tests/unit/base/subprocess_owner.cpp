// SPDX-License-Identifier: Apache-2.0
// subprocess_owner: starts a program that never ends, prints its process id, and waits to be killed.
#include <unistd.h>

#include <cstdio>

#include "base/subprocess.h"

int main() {
  labwall::SubprocessOptions options;
  options.argv = {"sleep", "infinity"};
  const auto child = labwall::Subprocess::Start(options);
  if (!child) return 1;
  std::printf("%d\n", child->pid());
  std::fflush(stdout);
  for (;;) ::pause();
}
