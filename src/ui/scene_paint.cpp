// SPDX-License-Identifier: Apache-2.0
#include "ui/scene_paint.h"

#include "imgui.h"
#include "ui/look.h"

namespace labwall {
namespace {

struct Job {
  ScenePainter painter;
  const WallScene* scene;
};

void Paint(const ImDrawList* /*list*/, const ImDrawCmd* command) {
  const auto& job = *static_cast<const Job*>(command->UserCallbackData);
  job.painter.paint(job.painter.context, *job.scene);
}

}  // namespace

void PrepareScene(WallScene& scene, const Look& look, const Rect& clip) {
  scene.clip = clip;
  scene.picture_rounding = look.px(6);
  scene.tile_rounding = look.px(8);
  scene.selected_ring = look.px(3);
  scene.focused_ring = look.px(1.5f);
  scene.pixel_scale = ImGui::GetIO().DisplayFramebufferScale.x;
  scene.background = look.palette.background;
  scene.card = look.palette.surface;
  scene.letterbox = look.palette.letterbox;
  scene.selected_colour = look.palette.accent;
  scene.focused_colour = look.palette.text;
}

void AddScene(ImDrawList* list, const ScenePainter& painter, const WallScene& scene) {
  if (painter.paint == nullptr) return;
  Job job{painter, &scene};
  list->AddCallback(&Paint, &job, sizeof(job));  // which it copies
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

}  // namespace labwall
