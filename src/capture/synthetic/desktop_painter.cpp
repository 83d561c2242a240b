// SPDX-License-Identifier: Apache-2.0
#include "capture/synthetic/desktop_painter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "capture/synthetic/canvas.h"

namespace labwall {
namespace {

constexpr std::array<Ink, 6> kWallpapers = {0x3B5F83, 0x4F7355, 0x2A2133, 0x6A4A3C, 0x36506B, 0x5B4B7A};
constexpr std::array<Ink, 6> kCodeColours = {0x6FB7DA, 0xC678B8, 0x98C379, 0xD9B26F, 0xABB2BF, 0x82AAFF};

struct Scene {
  Canvas& canvas;
  uint64_t seed;
  uint64_t frame;
  Ink wallpaper;

  [[nodiscard]] float bottom() const { return canvas.height() - 40; }  // where the panel begins
  [[nodiscard]] uint64_t LineSeed(uint64_t line) const { return seed * 1'000'003 + line * 7919; }
};

struct Window {
  float x, y, width, height;
};

Window MakeWindow(Dice& dice, const Scene& scene, float width_part, float height_part) {
  Window window{};
  window.width = Canvas::kWidth * width_part;
  window.height = scene.bottom() * height_part;
  window.x = (Canvas::kWidth - window.width) * static_cast<float>(dice.Below(100)) / 100;
  window.y = (scene.bottom() - window.height) * static_cast<float>(dice.Below(100)) / 100;
  return window;
}

void Frame(const Scene& scene, const Window& window, Ink bar, Ink inside) {
  scene.canvas.FillRect(window.x - 3, window.y - 3, window.width + 8, window.height + 10, 0x16181C);
  scene.canvas.FillRect(window.x, window.y, window.width, window.height, inside);
  scene.canvas.FillRect(window.x, window.y, window.width, 40, bar);
  scene.canvas.Text(window.x + 24, window.y + 10, 20, 18, 0x70757D, scene.seed);
  for (int button = 0; button < 3; ++button) {
    scene.canvas.FillCircle(window.x + window.width - 26 - 30 * static_cast<float>(button), window.y + 20, 8,
                            button == 0 ? 0xD5605B : 0x8E949C);
  }
}

// Paragraphs that grow by a few characters a frame; the page moves up a line when one is full.
void Paragraphs(const Scene& scene, const Window& window, float em, Ink ink) {
  constexpr int kCharactersPerFrame = 4;
  const int per_line = static_cast<int>((window.width - 140) / (em * 0.55F));
  const float pitch = em * 1.75F;
  const int lines = std::max(1, static_cast<int>((window.height - 110) / pitch));
  const uint64_t typed = scene.frame * kCharactersPerFrame;
  const uint64_t last = typed / static_cast<uint64_t>(per_line) + static_cast<uint64_t>(lines) - 3;
  for (int row = 0; row < lines; ++row) {
    const uint64_t line = last - static_cast<uint64_t>(std::min(lines - 3, static_cast<int>(last))) + row;
    if (line > last) break;
    if (line % 7 == 6) continue;
    const int whole = line % 7 == 5 ? per_line / 2 : per_line;
    const int shown = line == last ? static_cast<int>(typed % static_cast<uint64_t>(per_line)) : whole;
    scene.canvas.Text(window.x + 70, window.y + 74 + static_cast<float>(row) * pitch, em, std::min(shown, whole), ink,
                      scene.LineSeed(line));
  }
}

void TerminalWindow(const Scene& scene, const Window& window, Ink ink, int lines_per_frame) {
  Frame(scene, window, 0x33363C, 0x15161A);
  constexpr float kEm = 21;
  const int rows = static_cast<int>((window.height - 60) / (kEm * 1.35F));
  const uint64_t first = scene.frame * static_cast<uint64_t>(lines_per_frame);
  for (int row = 0; row < rows; ++row) {
    Dice dice(scene.LineSeed(first + static_cast<uint64_t>(row)));
    const float y = window.y + 50 + static_cast<float>(row) * kEm * 1.35F;
    const int room = static_cast<int>((window.width - 40) / (kEm * 0.55F));
    const bool prompt = dice.Below(9) == 0;
    scene.canvas.Text(window.x + 18, y, kEm, std::min(room, dice.Between(6, 70)), prompt ? 0x7BC275 : ink, dice.Next());
  }
}

void PaintDocument(const Scene& scene, Dice& dice) {
  const Window page = MakeWindow(dice, scene, 0.66F, 0.9F);
  Frame(scene, page, 0xDDE1E7, 0xFAFAF8);
  scene.canvas.Text(page.x + 70, page.y + 56, 30, 24, 0x2B4B6F, scene.seed + 1);
  Paragraphs(scene, {page.x, page.y + 50, page.width, page.height - 50}, 22, 0x8A9099);
  if (dice.Below(2) == 0) TerminalWindow(scene, MakeWindow(dice, scene, 0.36F, 0.44F), 0x8CCB86, 1);
}

void PaintEditor(const Scene& scene, Dice& dice) {
  Canvas& canvas = scene.canvas;
  canvas.FillRect(0, 0, Canvas::kWidth, scene.bottom(), 0x1C1F26);
  canvas.FillRect(0, 0, 310, scene.bottom(), 0x17191F);
  for (int row = 0; row < 24; ++row) {
    const auto at = static_cast<float>(row);
    canvas.Text(30 + static_cast<float>(dice.Below(3)) * 24, 40 + at * 34, 20, dice.Between(6, 16), 0x6F7682,
                dice.Next());
  }
  constexpr float kEm = 22;
  const auto cursor_row = static_cast<int>(scene.frame / 6 % 20);
  for (int row = 0; row < 32; ++row) {
    // A line is typed anew when the cursor comes by.
    const uint64_t generation = scene.frame / 120 + (row <= cursor_row ? 1 : 0);
    Dice line(scene.LineSeed(static_cast<uint64_t>(row) + generation * 101));
    float x = 350 + static_cast<float>(line.Below(4)) * 44;
    const float y = 36 + static_cast<float>(row) * kEm * 1.45F;
    if (row == cursor_row) canvas.FillRect(310, y - 4, Canvas::kWidth - 310, kEm * 1.4F, 0x262B35);
    int tokens = line.Between(0, 5);
    if (row == cursor_row) tokens = std::min<int>(tokens + 1, static_cast<int>(scene.frame % 6));
    for (; tokens > 0; --tokens) {
      const Ink colour = kCodeColours[static_cast<size_t>(line.Below(6))];
      x += canvas.Text(x, y, kEm, line.Between(3, 14), colour, line.Next());
    }
    if (row == cursor_row) canvas.FillRect(x + 2, y, 3, kEm, 0xE8EAED);
  }
}

void PaintTerminal(const Scene& scene, Dice& dice) {
  const Ink ink = dice.Below(2) == 0 ? 0xC9CDD3 : 0x8CCB86;
  TerminalWindow(scene, MakeWindow(dice, scene, 0.74F, 0.84F), ink, 2);
}

void PaintPhoto(const Scene& scene, Dice& dice) {
  const bool warm = dice.Below(2) == 0;
  for (int blob = 0; blob < 46; ++blob) {
    const int light = dice.Between(60, 190);
    const int other = light * dice.Between(55, 80) / 100;
    const Ink colour = warm ? static_cast<Ink>(light << 16 | other << 8 | other * 3 / 4)
                            : static_cast<Ink>(other * 3 / 4 << 16 | other << 8 | light);
    scene.canvas.FillCircle(static_cast<float>(dice.Below(1600)), static_cast<float>(dice.Below(1000)),
                            static_cast<float>(dice.Between(50, 170)), colour);
  }
  const Window player = MakeWindow(dice, scene, 0.4F, 0.48F);
  Frame(scene, player, 0xE7E5E1, 0xF5F4F1);
  Paragraphs(scene, player, 24, 0x9B968D);
  const float done = static_cast<float>(scene.frame % 200) / 200;
  scene.canvas.FillRect(player.x + 40, player.y + player.height - 40, player.width - 80, 10, 0xD0CCC4);
  scene.canvas.FillRect(player.x + 40, player.y + player.height - 40, (player.width - 80) * done, 10, 0xC8703A);
}

void PaintBrowser(const Scene& scene, Dice& dice) {
  Canvas& canvas = scene.canvas;
  const Ink accent = kCodeColours[static_cast<size_t>(dice.Below(6))];
  canvas.FillRect(0, 0, Canvas::kWidth, scene.bottom(), 0xFFFFFF);
  const float scrolled = static_cast<float>(scene.frame % 240) * 14;
  for (int block = 0; block < 14; ++block) {
    const float y = 130 + static_cast<float>(block) * 330 - scrolled;
    Dice content(scene.LineSeed(static_cast<uint64_t>(block)));
    const auto picture = static_cast<Ink>(content.Next() & 0x7F7F7F) + 0x404040;
    if (y > canvas.height() || y < -330) continue;
    canvas.FillRect(150, y, 480, 270, picture);
    canvas.FillCircle(150 + static_cast<float>(content.Between(80, 400)), y + 130, 70, picture ^ 0x303848);
    canvas.Text(670, y + 8, 36, 28, 0x22262B, content.Next());
    for (int line = 0; line < 6; ++line) {
      canvas.Text(670, y + 66 + static_cast<float>(line) * 34, 21, content.Between(38, 60), 0x80868E, content.Next());
    }
  }
  canvas.FillRect(0, 0, Canvas::kWidth, 96, 0xDEE3EA);
  canvas.FillRect(20, 8, 300, 40, 0xFFFFFF);
  canvas.Text(40, 16, 20, 20, 0x50565E, scene.seed + 2);
  canvas.FillRect(120, 54, 1200, 34, 0xFFFFFF);
  canvas.Text(140, 60, 20, 40, 0x6A7078, scene.seed + 3);
  canvas.FillRect(0, 96, Canvas::kWidth, 6, accent);
}

void PaintSheet(const Scene& scene, Dice& dice) {
  Canvas& canvas = scene.canvas;
  const Window sheet = MakeWindow(dice, scene, 0.84F, 0.92F);
  Frame(scene, sheet, 0xD7E4D9, 0xFCFDFC);
  constexpr float kColumn = 128;
  constexpr float kRow = 34;
  const auto columns = static_cast<int>(sheet.width / kColumn);
  const auto rows = static_cast<int>((sheet.height - 60) / kRow);
  const auto filled = static_cast<int>(scene.frame % static_cast<uint64_t>(std::max(1, columns * rows)));
  for (int row = 0; row < rows; ++row) {
    const float y = sheet.y + 56 + static_cast<float>(row) * kRow;
    canvas.FillRect(sheet.x, y, sheet.width, 1, 0xD8DDD8);
    for (int column = 0; column < columns; ++column) {
      const float x = sheet.x + static_cast<float>(column) * kColumn;
      const int cell = row * columns + column;
      if (row == 0) canvas.FillRect(x, sheet.y + 44, 1, sheet.height - 46, 0xD8DDD8);
      Dice content(scene.LineSeed(static_cast<uint64_t>(cell) + (cell <= filled ? 5000 : 0)));
      if (cell == filled) canvas.FillRect(x, y, kColumn, kRow, 0xB7D7BE);
      if (content.Below(3) != 0) canvas.Text(x + 14, y + 7, 20, content.Between(3, 8), 0x6E7A70, content.Next());
    }
  }
}

void PaintLockScreen(const Scene& scene) {
  Canvas& canvas = scene.canvas;
  canvas.FillGradient(0x20283A, 0x0C1018);
  const float middle = canvas.height() / 2;
  canvas.FillCircle(Canvas::kWidth / 2, middle - 120, 90, 0x55617A);
  canvas.FillCircle(Canvas::kWidth / 2, middle - 145, 38, 0x8B98B4);
  canvas.Text(Canvas::kWidth / 2 - 120, middle + 4, 40, 11, 0xC7CEDC, scene.seed);
  canvas.FillRect(Canvas::kWidth / 2 - 180, middle + 80, 360, 54, 0x313B50);
}

void PaintPanel(const Scene& scene) {
  Canvas& canvas = scene.canvas;
  const float y = scene.bottom();
  canvas.FillRect(0, y, Canvas::kWidth, 40, 0x14171C);
  for (int icon = 0; icon < 5; ++icon) {
    canvas.FillRect(16 + static_cast<float>(icon) * 48, y + 8, 26, 24, icon == 0 ? 0x4A9EFF : 0x3A4048);
  }
  canvas.Text(Canvas::kWidth - 130, y + 10, 20, 5, 0xAEB4BC, scene.seed + scene.frame / 60);
}

void PaintPointer(const Scene& scene) {
  const float phase = static_cast<float>(scene.seed % 628) / 100;
  const float t = static_cast<float>(scene.frame % 100'000) * 0.11F + phase;
  scene.canvas.Pointer(Canvas::kWidth * (0.5F + 0.33F * std::sin(t)),
                       scene.bottom() * (0.5F + 0.3F * std::cos(t * 0.7F)));
}

}  // namespace

DesktopLook DesktopPainter::LookFor(uint64_t seed) {
  constexpr std::array kLooks = {DesktopLook::kDocument, DesktopLook::kEditor,  DesktopLook::kPhoto,
                                 DesktopLook::kTerminal, DesktopLook::kBrowser, DesktopLook::kSheet};
  return kLooks[seed % kLooks.size()];
}

void DesktopPainter::Paint(uint64_t frame, PixelSize size, uint8_t* bgrx, int stride_bytes) const {
  Canvas canvas(bgrx, stride_bytes, size);
  Dice dice(seed_);
  const Scene scene{canvas, seed_, frame, kWallpapers[static_cast<size_t>(dice.Below(6))]};
  if (look_ == DesktopLook::kLockScreen) {
    PaintLockScreen(scene);
    return;
  }
  canvas.FillGradient(scene.wallpaper, scene.wallpaper >> 1 & 0x7F7F7F);
  switch (look_) {
    case DesktopLook::kUnknown:
    case DesktopLook::kLockScreen:
      break;
    case DesktopLook::kDocument:
      PaintDocument(scene, dice);
      break;
    case DesktopLook::kEditor:
      PaintEditor(scene, dice);
      break;
    case DesktopLook::kTerminal:
      PaintTerminal(scene, dice);
      break;
    case DesktopLook::kPhoto:
      PaintPhoto(scene, dice);
      break;
    case DesktopLook::kBrowser:
      PaintBrowser(scene, dice);
      break;
    case DesktopLook::kSheet:
      PaintSheet(scene, dice);
      break;
  }
  PaintPanel(scene);
  PaintPointer(scene);
}

}  // namespace labwall
