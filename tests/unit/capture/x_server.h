// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/subprocess.h"

struct _XDisplay;

namespace labwall {

// An X server of the test's own and a client of it that paints. Ends with this object.
class XServer {
 public:
  // Xvfb with this screen, e.g. "800x600x24".
  static std::unique_ptr<XServer> StartXvfb(const std::string& screen);
  // Xvnc, whose screen can change its size.
  static std::unique_ptr<XServer> StartXvnc(const std::string& geometry);
  ~XServer();

  [[nodiscard]] const std::string& display() const { return display_; }
  // Fills a part of the screen and returns when the server has done it.
  void Paint(int x, int y, int width, int height, unsigned rgb);
  void Kill();

 private:
  XServer(Subprocess process, std::string display) : process_(std::move(process)), display_(std::move(display)) {}
  static std::unique_ptr<XServer> Start(const std::vector<std::string>& argv);

  Subprocess process_;
  std::string display_;
  _XDisplay* client_ = nullptr;
};

}  // namespace labwall
