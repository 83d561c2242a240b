// SPDX-License-Identifier: Apache-2.0
#include "console/stats_file.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "support/program.h"

namespace labwall {
namespace {

using Json = nlohmann::json;

TEST(StatsFileTest, SaysEveryFigure) {
  ConsoleFigures figures;
  figures.updates_per_second = 123.456789;
  figures.bytes_per_second = 1'000'000;
  figures.decode_ms = 0.18349;
  figures.gpu_ms = 0.5;
  figures.leases = {.on_screen = 8, .attended = 1, .large = 0, .away = 1};
  figures.sessions = 20;
  figures.pictures = 10;
  figures.held_bytes = 1'000'000;
  figures.resident_bytes = 2'000'000;
  figures.upload_mode = "mapped";
  figures.whole_frames = 7;
  const Json json = Json::parse(StatsText(figures, "A \"card\""));
  EXPECT_EQ(json["renderer"], "A \"card\"");
  EXPECT_DOUBLE_EQ(json["updates_per_second"], 123.5);
  EXPECT_DOUBLE_EQ(json["decode_ms"], 0.1835);
  EXPECT_DOUBLE_EQ(json["bytes_per_second_per_session"], 100'000);
  EXPECT_DOUBLE_EQ(json["frame_gpu_ms"], 0.5);
  EXPECT_EQ(json["leases"]["away"], 1);
  EXPECT_EQ(json["memory"]["bytes_per_picture"], 100'000);
  EXPECT_EQ(json["memory"]["resident_bytes_per_session"], 100'000);
  EXPECT_EQ(json["upload"], Json({{"mode", "mapped"}}));
  EXPECT_EQ(json["since_start"]["whole_frames"], 7);
}

TEST(StatsFileTest, AnEmptyLabHasFiguresToo) {
  ConsoleFigures figures;
  figures.frame_ms = std::numeric_limits<double>::infinity();
  const Json json = Json::parse(StatsText(figures, ""));
  EXPECT_EQ(json["bytes_per_second_per_session"], 0);
  EXPECT_EQ(json["memory"]["bytes_per_picture"], 0);
  EXPECT_EQ(json["frame_cpu_ms"], 0);
  EXPECT_TRUE(json["frame_gpu_ms"].is_null()) << "not told is not nothing";
}

TEST(StatsFileTest, FailsInWordsWhereItCanNotBeWritten) {
  const ScratchDirectory scratch;
  EXPECT_TRUE(WriteStats(scratch / "stats.json", {}, ""));
  EXPECT_TRUE(Json::accept(ReadFile(scratch / "stats.json")));
  const Result<> written = WriteStats(scratch / "missing/stats.json", {}, "");
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("missing/stats.json"), std::string::npos) << written.error().message;
}

}  // namespace
}  // namespace labwall
