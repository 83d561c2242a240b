// SPDX-License-Identifier: Apache-2.0
#include "console/stats_file.h"

#include <fmt/format.h>
#include <sys/types.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/whole_file.h"

namespace labwall {
namespace {

using Json = nlohmann::ordered_json;

constexpr mode_t kForOthersToo = 0644;

// To four digits: more would only look exact.
double Rounded(double value) {
  return std::isfinite(value) ? std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr) : 0;
}

double Each(double whole, size_t parts) { return Rounded(parts > 0 ? whole / static_cast<double>(parts) : 0); }

Json Upload(const ConsoleFigures& f) {
  Json upload = {{"mode", f.upload_mode}};
  if (f.direct_us > 0) {
    upload["direct_us"] = Rounded(f.direct_us);
    upload["mapped_us"] = Rounded(f.mapped_us);
  }
  return upload;
}

}  // namespace

std::string StatsText(const ConsoleFigures& f, const std::string& renderer) {
  const auto leased = static_cast<size_t>(f.leases.all());
  const auto sessions = static_cast<size_t>(std::max(0, f.sessions));
  const Json json = {
      {"renderer", renderer},
      {"sessions", f.sessions},
      {"updates_per_second", Rounded(f.updates_per_second)},
      {"bytes_per_second", Rounded(f.bytes_per_second)},
      {"bytes_per_second_per_session", Each(f.bytes_per_second, leased)},
      {"decodes_per_second", Rounded(f.decodes_per_second)},
      {"decode_ms", Rounded(f.decode_ms)},
      {"upload", Upload(f)},
      {"upload_bytes_per_second", Rounded(f.upload_bytes_per_second)},
      {"frames_per_second", Rounded(f.frames_per_second)},
      {"frame_interval_ms", Rounded(f.frame_interval_ms)},
      {"frame_cpu_ms", Rounded(f.frame_ms)},
      {"frame_gpu_ms", f.gpu_ms ? Json(Rounded(*f.gpu_ms)) : Json()},
      {"cpu_cores", Rounded(f.cpu_cores)},
      {"software_renderer_cores", Rounded(f.renderer_cores)},
      {"leases",
       {{"on_screen", f.leases.on_screen},
        {"attended", f.leases.attended},
        {"large", f.leases.large},
        {"away", f.leases.away}}},
      {"memory",
       {{"pictures", f.pictures},
        {"texture_bytes", f.texture_bytes},
        {"texture_limit", f.texture_limit},
        {"picture_bytes", f.held_bytes},
        {"bytes_per_picture", Each(static_cast<double>(f.held_bytes), f.pictures)},
        {"resident_bytes", f.resident_bytes},
        {"resident_bytes_per_session", Each(static_cast<double>(f.resident_bytes), sessions)}}},
      {"since_start",
       {{"whole_frames", f.whole_frames},
        {"parts", f.parts},
        {"replaced", f.replaced},
        {"lost", f.lost},
        {"unwanted", f.unwanted},
        {"bad", f.bad},
        {"uploads", f.uploads},
        {"upload_bytes", f.upload_bytes},
        {"frames", f.frames}}},
  };
  return json.dump(2) + '\n';
}

Result<> WriteStats(const std::string& path, const ConsoleFigures& figures, const std::string& renderer) {
  return WriteWholeFile(path, StatsText(figures, renderer), kForOthersToo);
}

}  // namespace labwall
