// SPDX-License-Identifier: Apache-2.0
// broker_owner DIRECTORY: runs a broker, prints its process id, and waits to be killed.
#include <unistd.h>

#include <cstdio>

#include "bus/broker_process.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto broker = labwall::BrokerProcess::Start({argv[1], 0});
  if (!broker) {
    std::fprintf(stderr, "%s\n", broker.error().message.c_str());
    return 1;
  }
  std::printf("%d\n", (*broker)->pid());
  std::fflush(stdout);
  for (;;) ::pause();
}
