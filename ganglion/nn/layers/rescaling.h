#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// scale x + offset, with constants: Keras' Rescaling, such as 1/255 for the bytes of images. Any
/// shape.
struct Rescaling {
  double scale = 1.0;
  double offset = 0.0;

  static constexpr std::string_view kind = "rescaling";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("scale", self.scale);
    visit("offset", self.offset);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
