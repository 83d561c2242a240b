// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/planes.h"
#include "lab/lab_client.h"

namespace labwall {

// What a wall shows of one session: the pictures that it was given and the parts over them, put together as a renderer
// does.
class ShownPicture {
 public:
  // False, and nothing is changed, for a part of a picture that is not shown: one for which LabClient::AskWhole() is.
  bool Put(const DecodedFrame& frame);

  // The last that was put; without its planes.
  [[nodiscard]] const DecodedFrame& frame() const { return frame_; }
  [[nodiscard]] PlanesView planes() const { return planes_.view(); }

 private:
  DecodedFrame frame_;
  Planes planes_;
};

}  // namespace labwall
