#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// Minus the cosine of the angle between prediction and target along the last axis: -1 in the same
/// direction, 1 in the opposite one, whatever their lengths; 0 where one is zero. The mean over a
/// row's other axes. Targets in the shape of the predictions, [..., n].
struct CosineSimilarity {
  static constexpr std::string_view kind = "cosine_similarity";
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
};

}  // namespace ganglion::nn
