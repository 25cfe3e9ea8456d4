#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Scales features with fixed numbers that were fitted on data: (x - mean) / sqrt(variance), for
/// each feature (element of the last axis). State: `mean`, `variance` [features], not trained.
struct Normalization {
  std::vector<double> mean{};
  std::vector<double> variance{};  ///< all above 0

  /// Fits it: mean and (biased) variance of each feature over all rows of data [rows, …, features].
  /// A feature that never changes gets the variance 1. Throws Error for data that are empty or not
  /// finite, naming the feature.
  static Normalization adapt(const Tensor& data);

  static constexpr std::string_view kind = "normalization";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("mean", self.mean);
    visit("variance", self.variance);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
