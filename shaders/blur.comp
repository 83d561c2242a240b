// SPDX-License-Identifier: Apache-2.0
#version 450 core

// A work group makes one cell of a picture's blurred copy: the mean of the picture around the cell's middle, weighted
// by a tent that reaches to the middles of the neighbours. Tents overlap where plain squares would not, so that text
// that scrolls from one cell to the next makes neither of them flicker, and stripes leave no pattern.
// Eight threads are what a software renderer runs at once; more of them would only wait for each other.
layout(local_size_x = 8) in;

layout(binding = 0) uniform sampler2DArray luma;
layout(binding = 1) uniform sampler2DArray chroma_blue;
layout(binding = 2) uniform sampler2DArray chroma_red;
layout(rgb10_a2, binding = 0) writeonly uniform image2DArray blurred;  // Y, Cb, Cr

layout(location = 0) uniform ivec2 size;   // of the picture in its layer
layout(location = 1) uniform ivec2 cells;  // of its copy, as many as there are work groups
layout(location = 2) uniform int layer;

shared vec4 sums[gl_WorkGroupSize.x];  // Y, Cb, Cr and the weights, of each thread

void main() {
  // Counted in texels of chroma, which have four of luma each.
  ivec2 plane = (size + 1) / 2;
  vec2 cell = vec2(plane) / vec2(cells);
  vec2 middle = (vec2(gl_WorkGroupID.xy) + 0.5) * cell;
  vec2 reach = max(cell, vec2(1.0));  // a picture can have fewer texels than cells
  ivec2 first = max(ivec2(middle - reach), ivec2(0));
  ivec2 end = min(ivec2(ceil(middle + reach)), plane);

  vec4 sum = vec4(0.0);
  for (int y = first.y; y < end.y; ++y) {
    for (int x = first.x + int(gl_LocalInvocationID.x); x < end.x; x += int(gl_WorkGroupSize.x)) {
      vec2 tent = max(1.0 - abs(vec2(x, y) + 0.5 - middle) / reach, 0.0);
      // Between four texels a linear sample is their mean.
      vec2 between = min(2.0 * vec2(x, y) + 1.0, vec2(size) - 0.5) / vec2(textureSize(luma, 0).xy);
      sum += tent.x * tent.y * vec4(textureLod(luma, vec3(between, layer), 0.0).r,
                                    texelFetch(chroma_blue, ivec3(x, y, layer), 0).r,
                                    texelFetch(chroma_red, ivec3(x, y, layer), 0).r, 1.0);
    }
  }

  sums[gl_LocalInvocationIndex] = sum;
  barrier();
  if (gl_LocalInvocationIndex != 0u) return;
  for (uint i = 1u; i < gl_WorkGroupSize.x; ++i) sum += sums[i];
  imageStore(blurred, ivec3(gl_WorkGroupID.xy, layer), vec4(sum.rgb / sum.a, 1.0));
}
