#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// |prediction - target|, the mean over a row's outputs: regression that is robust to
/// outliers. Its derivative is 0 where they are equal. Targets in the shape of the predictions.
struct MeanAbsoluteError {
  static constexpr std::string_view kind = "mean_absolute_error";
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
};

}  // namespace ganglion::nn
