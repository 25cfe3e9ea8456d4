#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Each feature scaled over the batch and all axes but its own: gamma (x - mean) / sqrt(variance +
/// epsilon) + beta. Ioffe and Szegedy 2015. Features are what lies along `axis`: the columns of
/// [batch, features], the channels of [batch, channels, …]. Training uses mean and (biased)
/// variance of the whole batch, and moves the averages: moving = momentum moving + (1 - momentum)
/// batch. Inference uses the moving averages. A feature needs two values in a batch: without
/// further axes, two rows; a last batch of one row is trained on together with the batch before it.
/// Parameters: `gamma`, `beta`; state: `moving_mean`, `moving_variance`, all [features].
struct BatchNormalization {
  double momentum = 0.99;  ///< in [0, 1]
  double epsilon = 1e-3;   ///< above 0
  bool center = true;      ///< has beta
  bool scale = true;       ///< has gamma
  std::int64_t axis = 1;   ///< from 1 on, or from -1 down, the last one

  static constexpr std::string_view kind = "batch_normalization";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("momentum", self.momentum);
    visit("epsilon", self.epsilon);
    visit("center", self.center);
    visit("scale", self.scale);
    visit("axis", self.axis);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
