// SPDX-License-Identifier: Apache-2.0
#include "app_stage.h"

#include <utility>

#include "base/whole_file.h"
#include "support/eventually.h"

namespace labwall {

void AppTest::SetUp() {
  gl_thread.Claim();
  Result<std::unique_ptr<BrokerProcess>> broker = BrokerProcess::Start({.directory = scratch_ / "broker"});
  ASSERT_TRUE(broker) << broker.error().message;
  broker_ = std::move(*broker);
  Result<std::unique_ptr<HeadlessScreen>> screen = HeadlessScreen::Create({1000, 700});
  ASSERT_TRUE(screen) << screen.error().message;
  screen_ = std::move(*screen);
  stop_ = std::make_unique<StopWatcher>(signals_, 0, [this] { screen_->Wake(); });
}

void AppTest::TearDown() {
  gl_thread.Check();
  app_.reset();
  stop_.reset();
  screen_.reset();
}

void AppTest::StartApp(const std::string& settings) {
  const std::string file = scratch_ / "console.toml";
  ASSERT_TRUE(WriteWholeFile(file, settings));
  Result<std::unique_ptr<App>> app =
      App::Create({.connect = broker_->url(), .settings = SettingsFile::Open(file)}, *screen_, *stop_);
  ASSERT_TRUE(app) << app.error().message;
  app_ = std::move(*app);
}

void AppTest::StartRoom(const std::vector<std::string>& options) {
  SubprocessOptions room;
  room.argv = {OurProgram("labwall-sim"), "--connect", broker_->url()};
  room.argv.insert(room.argv.end(), options.begin(), options.end());
  Result<Subprocess> started = Subprocess::Start(room);
  ASSERT_TRUE(started) << started.error().message;
  room_ = std::move(*started);
}

void AppTest::RunFor(Milliseconds time) { app_->RunUntil(Clock::System().Now() + time); }

std::vector<SessionKey> AppTest::WithPicture() const {
  std::vector<SessionKey> keys;
  if (app_->snapshot() == nullptr) return keys;
  for (const StationView& view : app_->snapshot()->stations) {
    for (const Session& session : view.station->sessions) {
      if (app_->PictureOf(session.key).available) keys.push_back(session.key);
    }
  }
  return keys;
}

bool AppTest::WaitForPictures(size_t count) {
  return Eventually(
      [&] {
        gl_thread.Check();
        RunFor(Milliseconds(50));
        return WithPicture().size() >= count;
      },
      kPatience);
}

}  // namespace labwall
