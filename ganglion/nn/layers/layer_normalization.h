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
  Attributes config() const;
  static LayerNormalization from_config(const Attributes& config);
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
