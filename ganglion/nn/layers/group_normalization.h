#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Each example scaled by itself, in groups of neighbouring channels: gamma (x - mean) /
/// sqrt(variance + epsilon) + beta, with mean and (biased) variance over a group's channels and all
/// spatial axes. Wu and He 2018. It doesn't depend on the batch, so it serves where batches are
/// small. x [batch, channels, …]; parameters: `gamma`, `beta` [channels].
struct GroupNormalization {
  std::int64_t groups = 8;  ///< must divide the channels; as many as channels: instance norm
  double epsilon = 1e-3;    ///< above 0
  bool center = true;       ///< has beta
  bool scale = true;        ///< has gamma

  static constexpr std::string_view kind = "group_normalization";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("groups", self.groups);
    visit("epsilon", self.epsilon);
    visit("center", self.center);
    visit("scale", self.scale);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
