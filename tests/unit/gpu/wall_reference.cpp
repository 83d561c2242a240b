// SPDX-License-Identifier: Apache-2.0
#include "wall_reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace labwall {
namespace {

using Colour3 = std::array<double, 3>;

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

Colour3 ToColour3(const Colour& colour) { return {colour.r, colour.g, colour.b}; }

Colour3 Mix(const Colour3& a, const Colour3& b, double share_of_b) {
  Colour3 mixed{};
  for (size_t i = 0; i < 3; ++i) mixed.at(i) = a.at(i) * (1 - share_of_b) + b.at(i) * share_of_b;
  return mixed;
}

// On whole pixels.
Box ToBox(const Rect& rect, double scale) {
  const double left = std::round(rect.x * scale);
  const double top = std::round(rect.y * scale);
  return {left, top, std::round((rect.x + rect.width) * scale) - left,
          std::round((rect.y + rect.height) * scale) - top};
}

Box Letterbox(const Box& place, PixelSize source) {
  const double scale = std::min(place.width / source.width, place.height / source.height);
  const double width = std::max(1.0, std::round(source.width * scale));
  const double height = std::max(1.0, std::round(source.height * scale));
  return {place.x + std::floor((place.width - width) / 2), place.y + std::floor((place.height - height) / 2), width,
          height};
}

// How much of a pixel lies within `outset` of a rounded box: the part of a straight edge at its middle's distance.
double Cover(const Box& box, double radius, double outset, double x, double y) {
  radius = std::min({radius, box.width / 2, box.height / 2});
  const double from_core_x = std::abs(x - box.x - box.width / 2) - (box.width / 2 - radius);
  const double from_core_y = std::abs(y - box.y - box.height / 2) - (box.height / 2 - radius);
  const double outside = std::hypot(std::max(from_core_x, 0.0), std::max(from_core_y, 0.0));
  const double inside = std::min(std::max(from_core_x, from_core_y), 0.0);
  return std::clamp(0.5 - (outside + inside - radius - outset), 0.0, 1.0);
}

// A plane's value at a place in texels, between the four texels around it, and beyond the edge as at it.
double Sample(const uint8_t* plane, PixelSize size, int stride_bytes, double x, double y) {
  const auto at = [&](double column, double row) {
    const int texel_x = std::clamp(static_cast<int>(column), 0, size.width - 1);
    const int texel_y = std::clamp(static_cast<int>(row), 0, size.height - 1);
    return static_cast<double>(plane[texel_y * stride_bytes + texel_x]);
  };
  x = std::clamp(x, 0.5, size.width - 0.5) - 0.5;
  y = std::clamp(y, 0.5, size.height - 0.5) - 0.5;
  const double column = std::floor(x);
  const double row = std::floor(y);
  const double upper = at(column, row) * (1 - (x - column)) + at(column + 1, row) * (x - column);
  const double lower = at(column, row + 1) * (1 - (x - column)) + at(column + 1, row + 1) * (x - column);
  return upper * (1 - (y - row)) + lower * (y - row);
}

// JFIF: the equations from RGB, with the luma weights of BT.601, solved for RGB.
Colour3 ToRgb(const Colour3& ycc) {
  constexpr double kRed = 0.299;
  constexpr double kGreen = 0.587;
  constexpr double kBlue = 0.114;
  const double r = ycc[0] + 2 * (1 - kRed) * (ycc[2] - 128);
  const double b = ycc[0] + 2 * (1 - kBlue) * (ycc[1] - 128);
  const double g = (ycc[0] - kRed * r - kBlue * b) / kGreen;
  return {std::clamp(r / 255, 0.0, 1.0), std::clamp(g / 255, 0.0, 1.0), std::clamp(b / 255, 0.0, 1.0)};
}

// What a blurred scene knows of a picture: seven cells to the shorter side, each the mean around its middle under a
// tent that reaches to its neighbours' middles.
struct Cells {
  PixelSize size;
  std::vector<Colour3> ycc;
  [[nodiscard]] const Colour3& At(int x, int y) const {
    const int column = std::clamp(x, 0, size.width - 1);
    const int row = std::clamp(y, 0, size.height - 1);
    return ycc[static_cast<size_t>(row * size.width + column)];
  }
};

int CellsAlong(int side, int shorter) { return std::min(16, static_cast<int>(std::lround(7.0 * side / shorter))); }

Cells MakeCells(const ReferencePicture& picture) {
  const PlanesView planes = picture.planes.view();
  const PixelSize chroma = ChromaSize(planes.size);
  const int shorter = std::min(picture.source.width, picture.source.height);
  Cells cells{{CellsAlong(picture.source.width, shorter), CellsAlong(picture.source.height, shorter)}, {}};
  const double width = static_cast<double>(chroma.width) / cells.size.width;
  const double height = static_cast<double>(chroma.height) / cells.size.height;
  for (int row = 0; row < cells.size.height; ++row) {
    for (int column = 0; column < cells.size.width; ++column) {
      Colour3 sum{};
      double weights = 0;
      for (int y = 0; y < chroma.height; ++y) {
        for (int x = 0; x < chroma.width; ++x) {
          const double from_x = std::abs(x + 0.5 - (column + 0.5) * width) / std::max(width, 1.0);
          const double from_y = std::abs(y + 0.5 - (row + 0.5) * height) / std::max(height, 1.0);
          if (from_x >= 1 || from_y >= 1) continue;
          const double weight = (1 - from_x) * (1 - from_y);
          const uint8_t* const y0 = planes.y + 2 * y * planes.y_stride_bytes + 2 * x;
          const uint8_t* const y1 = y0 + planes.y_stride_bytes;
          sum[0] += weight * (y0[0] + y0[1] + y1[0] + y1[1]) / 4;
          sum[1] += weight * planes.u[y * planes.uv_stride_bytes + x];
          sum[2] += weight * planes.v[y * planes.uv_stride_bytes + x];
          weights += weight;
        }
      }
      cells.ycc.push_back({sum[0] / weights, sum[1] / weights, sum[2] / weights});
    }
  }
  return cells;
}

// The uniform cubic B-spline.
double Spline(double t) {
  t = std::abs(t);
  if (t >= 2) return 0;
  return t >= 1 ? (2 - t) * (2 - t) * (2 - t) / 6 : 2.0 / 3 - t * t + t * t * t / 2;
}

Colour3 BlurredYcc(const Cells& cells, double x, double y) {
  const int column = static_cast<int>(std::floor(x - 0.5));
  const int row = static_cast<int>(std::floor(y - 0.5));
  Colour3 sum{};
  for (int j = row - 1; j <= row + 2; ++j) {
    for (int i = column - 1; i <= column + 2; ++i) {
      const double weight = Spline(x - (i + 0.5)) * Spline(y - (j + 0.5));
      for (size_t c = 0; c < 3; ++c) sum.at(c) += weight * cells.At(i, j).at(c);
    }
  }
  return sum;
}

// Two samples of luma half a pixel apart where the picture is shrunk, so that thin lines stay.
Colour3 SharpYcc(const PlanesView& planes, const Box& image, double x, double y) {
  const double texels_x = planes.size.width / image.width;
  const double texels_y = planes.size.height / image.height;
  const double at_x = (x - image.x) * texels_x;
  const double at_y = (y - image.y) * texels_y;
  const double apart = std::max(texels_x, texels_y) > 1.25 ? 0.25 : 0;
  const auto luma = [&](double share) {
    return Sample(planes.y, planes.size, planes.y_stride_bytes, at_x + share * texels_x, at_y + share * texels_y);
  };
  const auto chroma = [&](const uint8_t* plane) {
    return Sample(plane, ChromaSize(planes.size), planes.uv_stride_bytes, at_x / 2, at_y / 2);
  };
  return {(luma(apart) + luma(-apart)) / 2, chroma(planes.u), chroma(planes.v)};
}

class TilePainter {
 public:
  TilePainter(const WallScene& scene, const TileDraw& tile, const ReferencePictures& pictures)
      : scene_(scene),
        tile_(tile),
        card_(ToBox(tile.tile, scene.pixel_scale)),
        place_(ToBox(tile.picture, scene.pixel_scale)) {
    const auto found = pictures.find(tile.key);
    if (found == pictures.end()) return;
    picture_ = &found->second;
    image_ = Letterbox(place_, picture_->source);
    if (scene.blurred) cells_ = MakeCells(*picture_);
  }

  // The colour at the middle of a pixel, over the one below.
  [[nodiscard]] Colour3 Over(const Colour3& below, double x, double y) const {
    const double scale = scene_.pixel_scale;
    const double rounding = scene_.tile_rounding * scale;
    const double selected_end = tile_.selected ? scene_.selected_ring * scale : 0;
    const double focused_start = selected_end + 1.5 * scale;
    const double focused_end = focused_start + scene_.focused_ring * scale;
    const auto cover = [&](double outset) { return Cover(card_, rounding, outset, x, y); };

    Colour3 result = below;
    if (tile_.focused) {
      result = Mix(result, ToColour3(scene_.focused_colour), cover(focused_end) - cover(focused_start));
    }
    if (tile_.selected) result = Mix(result, ToColour3(scene_.selected_colour), cover(selected_end));
    const double hairline = cover(0) - cover(-std::max(1.0, std::round(scale)));
    const Colour3 face = Mix(Face(x, y), ToColour3(scene_.focused_colour), 0.1 * hairline);
    return Mix(result, face, cover(0));
  }

 private:
  [[nodiscard]] Colour3 Face(double x, double y) const {
    const Colour3 card = ToColour3(scene_.card);
    Colour3 shown = card;
    if (picture_ != nullptr) {
      const bool in_image = x > image_.x && x < image_.x + image_.width && y > image_.y && y < image_.y + image_.height;
      shown = Mix(card, in_image ? Pixel(x, y) : ToColour3(scene_.letterbox), tile_.opacity);
    }
    for (double& channel : shown) channel = std::clamp(channel + tile_.brighten, 0.0, 1.0);
    shown = Mix(shown, ToColour3(scene_.background), tile_.veil);
    return Mix(card, shown, Cover(place_, scene_.picture_rounding * scene_.pixel_scale, 0, x, y));
  }
  [[nodiscard]] Colour3 Pixel(double x, double y) const {
    if (!scene_.blurred) return ToRgb(SharpYcc(picture_->planes.view(), image_, x, y));
    return ToRgb(BlurredYcc(cells_, (x - image_.x) / image_.width * cells_.size.width,
                            (y - image_.y) / image_.height * cells_.size.height));
  }

  const WallScene& scene_;
  const TileDraw& tile_;
  Box card_;
  Box place_;
  const ReferencePicture* picture_ = nullptr;
  Box image_;
  Cells cells_;
};

}  // namespace

RgbImage PaintReference(const WallScene& scene, const ReferencePictures& pictures, PixelSize framebuffer) {
  const size_t width = static_cast<size_t>(framebuffer.width);
  std::vector<Colour3> pixels(width * static_cast<size_t>(framebuffer.height), ToColour3(scene.background));
  const Box clip = ToBox(scene.clip, scene.pixel_scale);
  constexpr double kRings = 24;  // more than any ring reaches
  for (const TileDraw& tile : scene.tiles) {
    const TilePainter painter(scene, tile, pictures);
    const Box card = ToBox(tile.tile, scene.pixel_scale);
    const int left = static_cast<int>(std::max({card.x - kRings, clip.x, 0.0}));
    const int top = static_cast<int>(std::max({card.y - kRings, clip.y, 0.0}));
    const int right = static_cast<int>(
        std::min({card.x + card.width + kRings, clip.x + clip.width, static_cast<double>(framebuffer.width)}));
    const int bottom = static_cast<int>(
        std::min({card.y + card.height + kRings, clip.y + clip.height, static_cast<double>(framebuffer.height)}));
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) {
        Colour3& pixel = pixels[static_cast<size_t>(y) * width + static_cast<size_t>(x)];
        pixel = painter.Over(pixel, x + 0.5, y + 0.5);
      }
    }
  }
  RgbImage image{framebuffer, {}};
  for (const Colour3& pixel : pixels) {
    for (const double channel : pixel) {
      image.bytes.push_back(static_cast<uint8_t>(std::lround(std::clamp(channel, 0.0, 1.0) * 255)));
    }
  }
  return image;
}

}  // namespace labwall
