// SPDX-License-Identifier: Apache-2.0
// PictureBlur makes the copies of pictures that are shown for privacy: a few cells of mean colour in which neither text
// nor a face is left. A copy holds no more than that, so it gives nothing away however large it is shown. It is made
// when it is to be drawn, so a wall without blur pays nothing.
#pragma once

#include "base/result.h"
#include "base/thread_role.h"
#include "gpu/plane_arrays.h"

namespace labwall {

// Threads: all on the gl thread, destruction included.
class PictureBlur {
 public:
  PictureBlur() = default;
  ~PictureBlur();
  PictureBlur(const PictureBlur&) = delete;
  PictureBlur& operator=(const PictureBlur&) = delete;

  [[nodiscard]] Result<> Start() REQUIRES(gl_thread);

  // How many cells a screen of this size becomes. They are square, seven to the shorter side, unless the screen is
  // longer than PlaneArrays::kBlurredSide allows. All rungs of a screen have the same, so that they look the same.
  [[nodiscard]] static PixelSize CellsOf(PixelSize source);
  // Has the copy of a slot's picture made, unless there is one since its last Write(). False when there is no memory
  // for it. Between the drawing of copies and this belongs a glMemoryBarrier for image access, and the other way round
  // one for texture fetches.
  [[nodiscard]] bool Refresh(PlaneArrays& arrays, PlaneArrays::Slot slot, PixelSize picture, PixelSize cells)
      REQUIRES(gl_thread);

 private:
  unsigned program_ = 0;
};

}  // namespace labwall
