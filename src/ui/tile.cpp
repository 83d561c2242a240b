// SPDX-License-Identifier: Apache-2.0
#include "ui/tile.h"

#include <algorithm>

#include "imgui_internal.h"
#include "ui/outcomes.h"
#include "ui/phrases.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace labwall {

using std::chrono::milliseconds;

uint32_t GlyphColour(const Palette& p, StateGlyph glyph) {
  switch (glyph) {
    case StateGlyph::kActive:
      return Packed(p.ok);
    case StateGlyph::kIdle:
      return Packed(p.warn);
    case StateGlyph::kHeld:
      return Packed(p.held);
    case StateGlyph::kProblem:
      return Packed(p.bad);
    case StateGlyph::kSuspended:
      return Packed(p.dim_text);
  }
  return Packed(p.text);
}

namespace {

constexpr float kTwoLines = 160;  // tiles narrower than this have a caption of one line
constexpr float kOneLine = 110;   // and narrower than this, of the glyph alone
constexpr milliseconds kFadeIn{120};
constexpr milliseconds kOldPicture{5'000};
constexpr milliseconds kOutcomeShown{60'000};

milliseconds Since(MonotonicTime then, MonotonicTime now) {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(now - then));
}

class TilePainter {
 public:
  TilePainter(Frame& frame, ImDrawList* list, const ShownSession& shown, const TileStatus& status)
      : frame_(frame), look_(frame.look), list_(list), shown_(shown), status_(status) {
    age_ = Since(status.info.received_at, frame.input.now);
  }

  void Caption() {
    const Rect& tile = status_.tile;
    const float top = status_.picture.y + status_.picture.height;
    const float height = tile.y + tile.height - top;
    const StateGlyph glyph =
        shown_.session != nullptr ? GlyphOf(*shown_.session, *shown_.view) : GlyphOfEmptySeat(*shown_.view);
    const float glyph_size = look_.px(13);
    const bool glyph_only = tile.width < look_.px(kOneLine);
    const ImVec2 centre(glyph_only ? tile.x + tile.width / 2 : tile.x + look_.px(16), top + height / 2);
    DrawStateGlyph(list_, glyph, centre, glyph_size, GlyphColour(look_.palette, glyph));
    if (glyph_only) return;

    const bool two_lines = tile.width >= look_.px(kTwoLines);
    const float left = tile.x + look_.px(30);
    const float right = two_lines ? Age(top, height) : tile.x + tile.width - look_.px(8);
    const Type strong = Strong(look_);
    const float name_y = two_lines ? top + look_.px(5) : top + (height - strong.size) / 2 - look_.scale;
    const Colour& colour = shown_.session != nullptr ? look_.palette.text : look_.palette.dim_text;
    DrawText(list_, strong, {left, name_y}, Packed(colour), Shortened(strong, NameLine(), right - left));
    if (!two_lines) return;
    const Type small = Small(look_);
    DrawText(list_, small, {left, top + look_.px(21)}, Packed(look_.palette.dim_text),
             Shortened(small, FactsLine(), right - left));
  }

  // Where a picture is, or says why there is none.
  PictureShade PictureOverlay() {
    if (shown_.session == nullptr) {
      EmptySeat();
      return {};
    }
    const Overlay overlay = OverlayOf(*shown_.session, *shown_.view, status_.info.available, age_);
    const float opacity = FadeIn();
    if (overlay.what.empty()) return {0, opacity};
    if (status_.info.available) ChangesAfter(age_);
    if (status_.picture.width >= look_.px(kOneLine)) Explain(overlay);
    return {overlay.veil, opacity};
  }

  // A strip along the picture's lower edge: what becomes of the command that was given to this session.
  void CommandStrip() {
    if (shown_.session == nullptr) return;
    const auto found = frame_.progress.find(*shown_.key);
    if (found == frame_.progress.end()) return;
    const TargetProgress& progress = *found->second.progress;
    if (progress.stage == TargetStage::kFinished) {
      const MonotonicTime gone_at = found->second.submitted_at + progress.outcome.elapsed + kOutcomeShown;
      if (frame_.input.now >= gone_at) return;
      frame_.ChangesAt(gone_at);
    }
    const Rect& picture = status_.picture;
    const float height = std::min(look_.px(26), picture.height);
    const ImVec2 min(picture.x, picture.y + picture.height - height);
    const ImVec2 max(picture.x + picture.width, picture.y + picture.height);
    list_->AddRectFilled(min, max, Packed(look_.palette.surface, 0.94f));
    list_->AddRectFilled(min, {min.x + look_.px(4), max.y}, Packed(ColourOf(look_.palette, StandingOf(progress))));
    const Type type = SmallStrong(look_);
    if (picture.width < look_.px(60)) return;
    DrawText(list_, type, {min.x + look_.px(12), min.y + (height - type.size) / 2 - look_.scale * 0.5f},
             Packed(look_.palette.text), Shortened(type, ProgressInWords(progress), picture.width - look_.px(20)));
  }

  void Badge() {
    const Rect box = BadgeRect(look_, status_.picture);
    if (box.width <= 0 || (!status_.selected && !status_.hovered) || !frame_.CanSelect(shown_)) return;
    const ImVec2 min(box.x, box.y);
    const ImVec2 max(box.x + box.width, box.y + box.height);
    const float rounding = look_.px(5);
    if (!status_.selected) {
      list_->AddRectFilled(min, max, Packed(look_.palette.surface, 0.85f), rounding);
      list_->AddRect(min, max, Packed(look_.palette.dim_text), rounding, 0, look_.px(1.5f));
      return;
    }
    list_->AddRectFilled(min, max, Packed(look_.palette.accent), rounding);
    DrawIcon(list_, Icon::kCheck, {box.x + box.width / 2, box.y + box.height / 2}, box.width * 0.8f,
             Packed(look_.palette.on_accent));
  }

 private:
  [[nodiscard]] std::string NameLine() const {
    if (shown_.session == nullptr) return shown_.view->station->host;
    const Session& session = *shown_.session;
    return session.display_name.empty() ? session.user : session.display_name;
  }

  [[nodiscard]] std::string FactsLine() {
    if (shown_.session == nullptr) return shown_.view->answering ? Tr("free") : Tr("does not answer");
    const Session& session = *shown_.session;
    std::string line = Isolated(shown_.view->station->host);
    const std::string unusual = UnusualInWords(session, frame_.IsOwn(session.key), frame_.now_unix_us);
    if (!unusual.empty()) line += "  " + unusual;
    if (session.idle && session.idle_since_us > 0) {
      ChangesAfter(milliseconds((frame_.now_unix_us - session.idle_since_us) / 1000));
    }
    return line;
  }

  // A session's first picture comes up out of its card.
  float FadeIn() {
    if (!status_.info.available || !frame_.motion) return 1;
    const milliseconds shown_for = Since(status_.info.appeared_at, frame_.input.now);
    if (shown_for >= kFadeIn) return 1;
    frame_.ChangesAt(frame_.input.now);
    return static_cast<float>(shown_for.count()) / static_cast<float>(kFadeIn.count());
  }

  void EmptySeat() {
    const Rect& picture = status_.picture;
    if (picture.width < look_.px(kOneLine)) return;
    const Type type = Body(look_);
    const std::string words = Shortened(
        type, shown_.view->answering ? Tr("Nobody is logged on") : Tr("Station does not answer"), picture.width);
    DrawText(list_, type,
             {picture.x + (picture.width - WidthOf(type, words)) / 2, picture.y + (picture.height - type.size) / 2},
             Packed(look_.palette.dim_text), words);
  }

  // The age of an old picture at the caption's right. Returns where the names must end.
  float Age(float top, float height) {
    const float right = status_.tile.x + status_.tile.width - look_.px(10);
    if (!status_.info.available) return right;
    if (age_ < kOldPicture) {
      frame_.ChangesAt(status_.info.received_at + kOldPicture);
      return right;
    }
    ChangesAfter(age_);
    const Type small = Small(look_);
    return DrawFigures(list_, small, {right, top + (height - small.size) / 2 - look_.scale},
                       Packed(look_.palette.dim_text), ShortSpan(age_)) -
           look_.px(8);
  }

  // What and why, in the middle of the picture, on a plate that keeps them readable over any picture.
  void Explain(const Overlay& overlay) {
    const Rect& picture = status_.picture;
    const float room = picture.width - look_.px(32);
    const bool lock =
        shown_.session->locked && overlay.why.empty() && overlay.veil > 0 && picture.height > look_.px(90);
    struct Line {
      Type type;
      Colour colour;
      std::string text;
    };
    std::vector<Line> lines;
    const auto add = [&](const Type& type, const Colour& colour, const std::string& text, size_t most) {
      for (std::string& line : Wrapped(type, text, room, most)) lines.push_back({type, colour, std::move(line)});
    };
    const bool roomy = picture.width >= look_.px(kTwoLines);
    add(Strong(look_), look_.palette.text, overlay.what, roomy ? 3 : 2);
    if (roomy) add(Small(look_), look_.palette.dim_text, overlay.why, 2);
    const float icon = lock ? look_.px(26) : 0;
    const float step = look_.px(18);
    const float height = icon + step * static_cast<float>(lines.size());
    float width = 0;
    for (const Line& line : lines) width = std::max(width, WidthOf(line.type, line.text));
    const ImVec2 centre(picture.x + picture.width / 2, picture.y + picture.height / 2);
    const ImVec2 pad(look_.px(12), look_.px(8));
    const ImVec2 min(centre.x - width / 2 - pad.x, centre.y - height / 2 - pad.y);
    if (status_.info.available) {
      list_->AddRectFilled(min, {centre.x + width / 2 + pad.x, centre.y + height / 2 + pad.y},
                           Packed(look_.palette.surface, 0.86f), look_.px(8));
    }
    float y = min.y + pad.y;
    if (lock) DrawIcon(list_, Icon::kLock, {centre.x, y + look_.px(9)}, look_.px(18), Packed(look_.palette.text));
    y += icon;
    for (const Line& line : lines) {
      DrawText(list_, line.type, {centre.x - WidthOf(line.type, line.text) / 2, y + (step - line.type.size) / 2},
               Packed(line.colour), line.text);
      y += step;
    }
  }

  void ChangesAfter(milliseconds span) { frame_.ChangesAt(frame_.input.now + UntilSpanChanges(span)); }

  Frame& frame_;
  const Look& look_;
  ImDrawList* list_;
  const ShownSession& shown_;
  const TileStatus& status_;
  milliseconds age_{0};
};

}  // namespace

CaptionMetrics CaptionsOf(const Look& look) {
  return {look.px(kTwoLines), look.px(kOneLine), look.px(40), look.px(26), look.px(20)};
}

Rect BadgeRect(const Look& look, const Rect& picture) {
  if (picture.width < look.px(64)) return {};
  const float side = look.px(20);
  return {picture.x + look.px(8), picture.y + look.px(8), side, side};
}

PictureShade DrawTile(Frame& frame, ImDrawList* list, const ShownSession& shown, const TileStatus& status) {
  TilePainter painter(frame, list, shown, status);
  painter.Caption();
  const PictureShade shade = painter.PictureOverlay();
  painter.CommandStrip();
  painter.Badge();
  return shade;
}

PictureShade DrawLargePicture(Frame& frame, ImDrawList* list, const ShownSession& shown, const TileStatus& status) {
  TilePainter painter(frame, list, shown, status);
  const PictureShade shade = painter.PictureOverlay();
  painter.CommandStrip();
  return shade;
}

}  // namespace labwall
