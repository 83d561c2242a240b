// SPDX-License-Identifier: Apache-2.0
#version 450 core

layout(binding = 0) uniform sampler2DArray luma;
layout(binding = 1) uniform sampler2DArray chroma_blue;
layout(binding = 2) uniform sampler2DArray chroma_red;

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

// Samples are held half a texel inside the picture: what lies beside it in the layer belongs to nobody.
float LumaAt(vec2 texel) {
  vec2 inside = clamp(texel, vec2(0.5), stored.xy - 0.5);
  return texture(luma, vec3(inside / vec2(textureSize(luma, 0).xy), stored.z)).r;
}

vec3 PictureColour() {
  vec2 texels_per_pixel = stored.xy / image.zw;
  vec2 texel = (pixel - image.xy) * texels_per_pixel;
  // Shrunk: two samples instead of one keep text from breaking up. Always two, for a software renderer runs both sides of
  // every branch.
  vec2 apart = texels_per_pixel * (max(texels_per_pixel.x, texels_per_pixel.y) > 1.25 ? 0.25 : 0.0);
  float y = 0.5 * (LumaAt(texel + apart) + LumaAt(texel - apart));
  vec2 chroma_size = ceil(stored.xy * 0.5);
  vec2 inside = clamp(texel * 0.5, vec2(0.5), chroma_size - 0.5);
  vec3 at = vec3(inside / vec2(textureSize(chroma_blue, 0).xy), stored.z);
  float cb = texture(chroma_blue, at).r - 128.0 / 255.0;
  float cr = texture(chroma_red, at).r - 128.0 / 255.0;
  // Full-range BT.601, as JPEG.
  return vec3(y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb);
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
        vec3 pixels = in_image ? clamp(PictureColour(), 0.0, 1.0) : letterbox.rgb;
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
