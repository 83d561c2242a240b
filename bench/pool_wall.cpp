// SPDX-License-Identifier: Apache-2.0
#include "bench/pool_wall.h"

#include <fmt/format.h>

#include <atomic>
#include <utility>

#include "bench/pool_stations.h"
#include "bench/support.h"
#include "support/eventually.h"
#include "support/program.h"
#include "wire/subjects.h"

namespace labwall {
namespace {

constexpr Milliseconds kStartLimit{60'000};

}  // namespace

Result<> PoolWall::StartStations() {
  auto broker = BrokerProcess::Start({.directory = options_.directory + "/broker"});
  if (!broker) return tl::unexpected(broker.error());
  broker_ = std::move(*broker);
  auto control = Connection::Open({.url = broker_->url(), .name = "bench", .on_event = [](auto&&...) {}});
  if (!control) return tl::unexpected(control.error());
  control_ = std::move(*control);
  std::atomic<bool> heard{false};
  const auto states = control_->Subscribe(std::string(wire::kAllStatesSubject), [&heard](auto&&) { heard = true; });
  if (!states) return tl::unexpected(states.error());
  if (!control_->WaitConnected(Clock::System().Now() + kStartLimit)) {
    return Fail(ErrorCode::kDeadlineExceeded, "the broker does not answer");
  }
  auto stations = Subprocess::Start(
      {.argv = {ProgramDirectory() + "/pool_stations", options_.pool_file, std::to_string(options_.sessions)},
       .environment = EnvironmentWith({{"LABWALL_CONNECT", broker_->url()}}),
       .new_process_group = true});
  if (!stations) return tl::unexpected(stations.error());
  stations_ = std::make_unique<Subprocess>(std::move(*stations));
  if (Eventually([&heard] { return heard.load(); }, kStartLimit)) return {};
  return Fail(ErrorCode::kDeadlineExceeded, "the stations do not start");
}

Result<> PoolWall::StartWall(int shown_wanted) {
  auto wall = HeadlessWall::Start({.connect = broker_->url(),
                                   .directory = options_.directory,
                                   .size = options_.screen,
                                   .ui = options_.ui,
                                   .least_rung = Rung::k320x180});
  if (!wall) return tl::unexpected(wall.error());
  wall_ = std::move(*wall);
  const bool there = wall_->RunUntil(
      [&] {
        gl_thread.Check();
        const auto& snapshot = app().snapshot();
        return snapshot != nullptr && snapshot->stations.size() == static_cast<size_t>(options_.sessions) &&
               shown() >= shown_wanted;
      },
      kStartLimit);
  if (there) return {};
  return Fail(ErrorCode::kDeadlineExceeded,
              fmt::format("{} of {} sessions are on screen with a picture after {} s, wanted {}", shown(),
                          options_.sessions, kStartLimit.count() / 1000, shown_wanted));
}

void PoolWall::SetRate(double per_second) {
  (void)control_->Publish(std::string(kPoolRateSubject), std::to_string(per_second));
}

void PoolWall::SetUnasked(bool unasked) {
  (void)control_->Publish(std::string(kPoolUnaskedSubject), unasked ? "1" : "0");
}

int PoolWall::shown() {
  int count = 0;
  ForEachPicture([&count](const PictureInfo&) { ++count; });
  return count;
}

void PoolWall::ForEachPicture(const std::function<void(const PictureInfo&)>& take) {
  if (app().snapshot() == nullptr) return;
  for (const StationView& view : app().snapshot()->stations) {
    for (const Session& session : view.station->sessions) {
      if (const PictureInfo info = app().PictureOf(session.key); info.available) take(info);
    }
  }
}

}  // namespace labwall
