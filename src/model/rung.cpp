// SPDX-License-Identifier: Apache-2.0
#include "model/rung.h"

#include <algorithm>
#include <cmath>

namespace labwall {
namespace {

int EvenSide(double side, int limit) {
  const int even = static_cast<int>(std::lround(side / 2.0)) * 2;
  return std::clamp(even, 2, std::max(2, limit & ~1));
}

}  // namespace

PixelSize BoxOf(Rung rung) {
  switch (rung) {
    case Rung::kUnknown:
      break;
    case Rung::k160x90:
      return {160, 90};
    case Rung::k320x180:
      return {320, 180};
    case Rung::k640x360:
      return {640, 360};
    case Rung::k1280x720:
      return {1280, 720};
    case Rung::kNative:
      return kNativeBox;
  }
  return {};
}

Rung RungFor(PixelSize tile) {
  for (const Rung rung : kRungs) {
    const PixelSize box = BoxOf(rung);
    if (tile.width <= box.width && tile.height <= box.height) return rung;
  }
  return Rung::kNative;
}

PixelSize FitInto(PixelSize source, PixelSize box) {
  if (source.width <= 0 || source.height <= 0 || box.width <= 0 || box.height <= 0) return {};
  const double scale =
      std::min({1.0, static_cast<double>(box.width) / source.width, static_cast<double>(box.height) / source.height});
  return {EvenSide(source.width * scale, box.width), EvenSide(source.height * scale, box.height)};
}

std::string_view ToString(Rung rung) {
  switch (rung) {
    case Rung::kUnknown:
      break;
    case Rung::k160x90:
      return "160x90";
    case Rung::k320x180:
      return "320x180";
    case Rung::k640x360:
      return "640x360";
    case Rung::k1280x720:
      return "1280x720";
    case Rung::kNative:
      return "native";
  }
  return "unknown";
}

std::optional<Rung> RungFromString(std::string_view text) {
  for (const Rung rung : kRungs) {
    if (ToString(rung) == text) return rung;
  }
  return std::nullopt;
}

}  // namespace labwall
