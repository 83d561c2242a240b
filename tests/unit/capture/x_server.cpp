// SPDX-License-Identifier: Apache-2.0
#include "x_server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "support/eventually.h"

// Last: its macros have names that others use.
#include <X11/Xlib.h>

namespace labwall {

std::unique_ptr<XServer> XServer::StartXvfb(const std::string& screen) {
  return Start({"Xvfb", "-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp"});
}

std::unique_ptr<XServer> XServer::StartXvnc(const std::string& geometry) {
  return Start({"Xvnc", "-displayfd", "1", "-geometry", geometry, "-depth", "24", "-SecurityTypes", "None", "-rfbport",
                "-1", "-nolisten", "tcp"});
}

std::unique_ptr<XServer> XServer::Start(const std::vector<std::string>& argv) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return nullptr;
  const UniqueFd number(ends[0]);
  UniqueFd servers(ends[1]);
  const UniqueFd quiet(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  SubprocessOptions options;
  options.argv = argv;
  options.stdout_fd = servers.get();
  options.stderr_fd = quiet.get();
  Result<Subprocess> process = Subprocess::Start(options);
  servers.Reset();
  if (!process) {
    ADD_FAILURE() << process.error().message;
    return nullptr;
  }
  std::string line;
  while (line.find('\n') == std::string::npos) {
    pollfd readable{number.get(), POLLIN, 0};
    char byte = 0;
    if (::poll(&readable, 1, 30'000 * SlowdownFactor()) <= 0 || ::read(number.get(), &byte, 1) != 1) {
      ADD_FAILURE() << argv[0] << " did not say which display it serves";
      return nullptr;
    }
    line += byte;
  }
  line.pop_back();
  std::unique_ptr<XServer> server(new XServer(std::move(*process), ":" + line));
  server->client_ = XOpenDisplay(server->display_.c_str());
  if (server->client_ == nullptr) {
    ADD_FAILURE() << "could not open " << server->display_;
    return nullptr;
  }
  return server;
}

XServer::~XServer() {
  if (client_ != nullptr) XCloseDisplay(client_);
}

void XServer::Paint(int x, int y, int width, int height, unsigned rgb) {
  const Window root = DefaultRootWindow(client_);
  XGCValues values{};
  values.foreground = rgb;
  const GC context = XCreateGC(client_, root, GCForeground, &values);
  XFillRectangle(client_, root, context, x, y, width, height);
  XFreeGC(client_, context);
  XSync(client_, False);
}

void XServer::Kill() {
  // A client of a server that is killed must never speak to it again, so this one says goodbye first. The last client's
  // goodbye would reset the server and its screen; somebody else's connection must be open by now.
  XCloseDisplay(std::exchange(client_, nullptr));
  process_.Signal(SIGKILL);
  EXPECT_TRUE(process_.WaitUntil(Clock::System().Now() + std::chrono::seconds(30)));
}

}  // namespace labwall
