// SPDX-License-Identifier: Apache-2.0
// A part of wall.frag that shows blurred copies, which blur.comp makes.

layout(binding = 3) uniform sampler2DArray blurred;  // Y, Cb, Cr

// Noise of -0.5 to 0.5, the same for a pixel in every frame, without patterns that an eye finds. Jimenez, "Next
// generation post processing in Call of Duty: Advanced Warfare", 2014.
float StillNoise(vec2 at) { return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715)))) - 0.5; }

// The cells under a cubic B-spline, which has no jumps in its first two derivatives: no cell can be made out at any
// size. Four samples on the way between two cells each, instead of sixteen. Sigg and Hadwiger, "Fast third-order
// texture filtering", GPU Gems 2, chapter 20.
vec3 PictureYcc() {
  vec2 at = (pixel - image.xy) * stored.xy / image.zw - 0.5;
  vec2 cell = floor(at);
  vec2 f = at - cell;
  vec2 w0 = (1.0 - f) * (1.0 - f) * (1.0 - f) / 6.0;
  vec2 w1 = 2.0 / 3.0 - f * f * (1.0 - 0.5 * f);
  vec2 w3 = f * f * f / 6.0;
  vec2 low = w0 + w1;
  vec2 high = 1.0 - low;
  vec2 cells = vec2(textureSize(blurred, 0).xy);
  vec2 before = clamp(cell - 0.5 + w1 / low, vec2(0.5), stored.xy - 0.5) / cells;
  vec2 after = clamp(cell + 1.5 + w3 / high, vec2(0.5), stored.xy - 0.5) / cells;
  vec3 upper = mix(texture(blurred, vec3(after.x, before.y, stored.z)).rgb,
                   texture(blurred, vec3(before, stored.z)).rgb, low.x);
  vec3 lower = mix(texture(blurred, vec3(after, stored.z)).rgb,
                   texture(blurred, vec3(before.x, after.y, stored.z)).rgb, low.x);
  // A gradient over a whole window has steps of many pixels: half a step of noise hides them.
  return mix(lower, upper, low.y) + vec3(StillNoise(pixel - image.xy) / 255.0, 0.0, 0.0);
}
