// SPDX-License-Identifier: Apache-2.0
// A part of wall.frag that shows pictures as they are.

layout(binding = 0) uniform sampler2DArray luma;
layout(binding = 1) uniform sampler2DArray chroma_blue;
layout(binding = 2) uniform sampler2DArray chroma_red;

// Samples are held half a texel inside the picture: what lies beside it in the layer belongs to nobody.
float LumaAt(vec2 texel) {
  vec2 inside = clamp(texel, vec2(0.5), stored.xy - 0.5);
  return texture(luma, vec3(inside / vec2(textureSize(luma, 0).xy), stored.z)).r;
}

vec3 PictureYcc() {
  vec2 texels_per_pixel = stored.xy / image.zw;
  vec2 texel = (pixel - image.xy) * texels_per_pixel;
  // Shrunk: two samples instead of one keep text from breaking up. Always two, for a software renderer runs both sides
  // of every branch.
  vec2 apart = texels_per_pixel * (max(texels_per_pixel.x, texels_per_pixel.y) > 1.25 ? 0.25 : 0.0);
  float y = 0.5 * (LumaAt(texel + apart) + LumaAt(texel - apart));
  vec2 chroma_size = ceil(stored.xy * 0.5);
  vec2 inside = clamp(texel * 0.5, vec2(0.5), chroma_size - 0.5);
  vec3 at = vec3(inside / vec2(textureSize(chroma_blue, 0).xy), stored.z);
  return vec3(y, texture(chroma_blue, at).r, texture(chroma_red, at).r);
}
