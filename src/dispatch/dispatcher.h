// SPDX-License-Identifier: Apache-2.0
// Dispatcher carries commands out on a worker thread: one request per station, and exactly one Outcome for every
// target. A station that accepts asks for its word to go on, and does nothing without it: so this object has the last
// word on whether a command is carried out, and what it has given up never happens later.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "dispatch/batch.h"
#include "model/command.h"

namespace labwall {

class Connection;

struct DispatcherOptions {
  // Called after any batch changed, from the worker thread or from within Submit(); must not block.
  std::function<void()> on_change;
};

// Threads: all methods from any thread; none waits for the network. The connection must outlive this object.
// Each batch moves on its own: a station that never answers delays nobody else's outcome.
class Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  [[nodiscard]] static std::unique_ptr<Dispatcher> Create(const Clock& clock, Connection& connection,
                                                          DispatcherOptions options);

  // Takes a command with at least one target. When too many are under way it is sent to nobody, and its batch is
  // finished at once with every target Refused: a person sees that where they see every other outcome.
  virtual Result<BatchId> Submit(Command command) = 0;
  // Withdraws the command from every station that has not been told to go on: their targets are soon finished as
  // Cancelled, with nothing touched, whatever those stations do. The others keep on to their outcomes. A batch that is
  // finished or unknown stays as it is.
  virtual void Cancel(BatchId id) = 0;
  // All batches of this run, oldest first. Immutable values; unchanged batches stay the same object.
  [[nodiscard]] virtual std::vector<std::shared_ptr<const Batch>> Batches() const = 0;
  // Waits until the batch is finished; null at the deadline.
  [[nodiscard]] virtual std::shared_ptr<const Batch> WaitFinished(BatchId id, MonotonicTime deadline) = 0;
};

}  // namespace labwall
