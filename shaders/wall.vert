// SPDX-License-Identifier: Apache-2.0
#version 450 core

// One instance is one tile. Rectangles are x, y, width, height in framebuffer pixels, y down.
layout(location = 0) in vec4 in_tile;
layout(location = 1) in vec4 in_picture;  // where the picture goes
layout(location = 2) in vec4 in_image;    // where its pixels go, inside the letterbox
layout(location = 3) in vec4 in_stored;   // texels in the layer (width, height), layer, opacity: 0 without a picture
layout(location = 4) in vec4 in_state;    // veil, brighten, selected, focused

layout(std140, binding = 0) uniform Wall {
  vec4 background;
  vec4 card;
  vec4 letterbox;
  vec4 selected_colour;
  vec4 focused_colour;
  vec4 metrics;      // picture rounding, tile rounding, selected ring, focused ring
  vec4 framebuffer;  // width, height, gap inside the focused ring, hairline
};

out vec2 pixel;
flat out vec4 tile;
flat out vec4 picture;
flat out vec4 image;
flat out vec4 stored;
flat out vec4 state;

void main() {
  tile = in_tile;
  picture = in_picture;
  image = in_image;
  stored = in_stored;
  state = in_state;

  // Room for the rings, and a pixel for the smooth edge.
  float rings = in_state.z * metrics.z + in_state.w * (framebuffer.z + metrics.w) + 1.0;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  pixel = in_tile.xy - rings + corner * (in_tile.zw + 2.0 * rings);
  vec2 position = pixel / framebuffer.xy * 2.0 - 1.0;
  gl_Position = vec4(position.x, -position.y, 0.0, 1.0);
}
