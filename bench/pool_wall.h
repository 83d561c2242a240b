// SPDX-License-Identifier: Apache-2.0
// PoolWall is the console in this process, with a broker and pool_stations in others.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/subprocess.h"
#include "bench/headless_wall.h"
#include "bus/broker_process.h"
#include "bus/connection.h"

namespace labwall {

struct PoolWallOptions {
  std::string directory;
  std::string pool_file;
  int sessions = 0;
  PixelSize screen;
  UiSettings ui;
};

// Threads: all on the gl thread. One in a process.
class PoolWall {
 public:
  explicit PoolWall(PoolWallOptions options) : options_(std::move(options)) {}

  // The broker and the stations.
  [[nodiscard]] Result<> StartStations();
  // Then the console: until it knows all stations and this many sessions are on screen with a picture.
  [[nodiscard]] Result<> StartWall(int shown) REQUIRES(gl_thread);
  // How many frames a second all stations together send from now on. At first it is 2,000.
  void SetRate(double per_second);
  // Whether they also send what is not leased.
  void SetUnasked(bool unasked);
  [[nodiscard]] std::string url() const { return broker_->url(); }

  [[nodiscard]] HeadlessWall& wall() { return *wall_; }
  [[nodiscard]] App& app() { return wall_->app(); }
  [[nodiscard]] int shown() REQUIRES(gl_thread);
  // With each session that has a picture.
  void ForEachPicture(const std::function<void(const PictureInfo&)>& take) REQUIRES(gl_thread);

 private:
  const PoolWallOptions options_;
  std::unique_ptr<BrokerProcess> broker_;
  std::unique_ptr<Connection> control_;
  std::unique_ptr<Subprocess> stations_;
  std::unique_ptr<HeadlessWall> wall_;
};

}  // namespace labwall
