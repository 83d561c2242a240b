// SPDX-License-Identifier: Apache-2.0
#include "console/settings_text.h"
#include "fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace labwall;  // NOLINT
  const std::string text(AsText(data, size));
  const auto settings = ParseSettings(text);
  if (!settings) return 0;
  Require(settings->ui.zoom >= kSmallestZoom && settings->ui.zoom <= kLargestZoom);
  Require(settings->ui.tile_width >= kSmallestTile && settings->ui.tile_width <= kLargestTile);
  // What is written can be read, and is then written in the same way, with whatever else there was.
  const std::string written = TextOf(*settings, text);
  const auto again = ParseSettings(written);
  Require(again && again->ui.room_names == settings->ui.room_names && again->ui.desk_plans == settings->ui.desk_plans);
  Require(TextOf(*again, written) == written);
  return 0;
}
