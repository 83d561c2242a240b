// SPDX-License-Identifier: Apache-2.0
#include "ui/scene_paint.h"

#include "imgui.h"

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

void AddScene(ImDrawList* list, const ScenePainter& painter, const WallScene& scene) {
  if (painter.paint == nullptr) return;
  Job job{painter, &scene};
  list->AddCallback(&Paint, &job, sizeof(job));  // which it copies
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

}  // namespace labwall
