#pragma once
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// An activation function as a layer of its own, for example after BatchNormalization. Any shape.
struct Activate {
  Activation activation = Activation::linear;

  static constexpr std::string_view kind = "activation";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("activation", self.activation);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
