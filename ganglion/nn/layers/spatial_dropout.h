#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Dropout of whole channels: neighbours in a channel say much the same, so that dropping single
/// elements would hide little. Tompson et al. 2015.
struct SpatialDropout {
  double rate = 0.5;  ///< in [0, 1)

  static constexpr bool keeps_activation = true;
  static constexpr std::string_view kind = "spatial_dropout";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("rate", self.rate);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
