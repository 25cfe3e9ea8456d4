#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Each example scaled by itself, over the last axis: gamma (x - mean) / sqrt(variance + epsilon)
/// + beta, with the biased variance. Ba, Kiros and Hinton 2016. Parameters: `gamma`, `beta`
/// [features]. The same in training and inference.
struct LayerNormalization {
  double epsilon = 1e-3;  ///< Keras' default; above 0
  bool center = true;     ///< has beta
  bool scale = true;      ///< has gamma

  static constexpr std::string_view kind = "layer_normalization";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("epsilon", self.epsilon);
    visit("center", self.center);
    visit("scale", self.scale);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
