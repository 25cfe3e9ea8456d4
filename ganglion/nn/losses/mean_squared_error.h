#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// (prediction - target)^2, the mean over a row's outputs: the loss for regression. Targets in the
/// shape of the predictions.
struct MeanSquaredError {
  static constexpr std::string_view kind = "mean_squared_error";
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
};

}  // namespace ganglion::nn
