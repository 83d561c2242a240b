// SPDX-License-Identifier: Apache-2.0
#version 450 core

layout(std140, binding = 0) uniform Wall {
  vec4 background;
  vec4 card;
  vec4 letterbox;
  vec4 selected_colour;
  vec4 focused_colour;
  vec4 metrics;      // picture rounding, tile rounding, selected ring, focused ring
  vec4 framebuffer;  // width, height, gap inside the focused ring, hairline
};

in vec2 pixel;
flat in vec4 tile;
flat in vec4 picture;
flat in vec4 image;
flat in vec4 stored;
flat in vec4 state;

out vec4 colour;  // premultiplied

const float kHairlineStrength = 0.10;

// Signed distance in pixels to a rounded rectangle's edge, negative inside.
float DistanceTo(vec4 rect, float radius) {
  vec2 half_size = rect.zw * 0.5;
  radius = min(radius, min(half_size.x, half_size.y));
  vec2 q = abs(pixel - rect.xy - half_size) - half_size + radius;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - radius;
}

// How much of the pixel lies inside an edge at this distance.
float Cover(float distance) { return clamp(0.5 - distance, 0.0, 1.0); }

vec4 Over(vec4 below, vec4 paint, float cover) {
  float alpha = paint.a * cover;
  return vec4(paint.rgb * alpha, alpha) + below * (1.0 - alpha);
}

// The picture at this pixel: Y, Cb, Cr. picture_sharp.glsl or picture_blurred.glsl follows with it, so that neither
// costs what the other needs.
vec3 PictureYcc();

// Full-range BT.601, as JPEG.
vec3 ToRgb(vec3 ycc) {
  float cb = ycc.y - 128.0 / 255.0;
  float cr = ycc.z - 128.0 / 255.0;
  return vec3(ycc.x + 1.402 * cr, ycc.x - 0.344136 * cb - 0.714136 * cr, ycc.x + 1.772 * cb);
}

void main() {
  float edge = DistanceTo(tile, metrics.y);
  float inside = Cover(edge);
  vec4 result = vec4(0.0);

  // The rings lie under the card, so that no seam shows between them.
  if (inside < 1.0) {
    float selected_outer = state.z * metrics.z;
    float focused_inner = selected_outer + framebuffer.z;
    float focused_outer = focused_inner + metrics.w;
    result = Over(result, focused_colour, state.w * (Cover(edge - focused_outer) - Cover(edge - focused_inner)));
    result = Over(result, selected_colour, state.z * Cover(edge - selected_outer));
  }

  if (inside > 0.0) {
    vec4 face = card;
    float picture_cover = Cover(DistanceTo(picture, metrics.x));
    if (picture_cover > 0.0) {
      vec3 shown = card.rgb;
      if (stored.w > 0.0) {
        // The image lies on whole pixels, so it needs no smooth edge.
        bool in_image = all(lessThan(abs(pixel - image.xy - image.zw * 0.5), image.zw * 0.5));
        vec3 pixels = in_image ? clamp(ToRgb(PictureYcc()), 0.0, 1.0) : letterbox.rgb;
        shown = mix(card.rgb, pixels, stored.w);
      }
      shown = mix(clamp(shown + state.y, 0.0, 1.0), background.rgb, state.x);
      face = vec4(mix(face.rgb, shown, picture_cover), max(face.a, picture_cover));
    }
    float hairline = inside - Cover(edge + framebuffer.w);
    face.rgb = mix(face.rgb, focused_colour.rgb, hairline * kHairlineStrength);
    result = Over(result, face, inside);
  }
  colour = result;
}
