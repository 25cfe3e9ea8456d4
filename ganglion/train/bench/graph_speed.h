#pragma once
#include <cstdint>

#include "ganglion/train/predict/array_predictor.h"

namespace ganglion::train {

/// Predictions of a model that no network can be made of: its graph is run node by node.
struct GraphSpeed {
  std::int64_t rows = 1;  ///< of a prediction: as wanted, or as many as the file fixes
  double seconds = 0.0;   ///< of one, the median
};

/// Measures for about `seconds`, on random numbers (indices: 0). Throws Error for an input whose
/// extents, but for the first, the file leaves open, and for one of texts.
GraphSpeed measure_graph(ArrayPredictor& model, std::int64_t rows, double seconds);

}  // namespace ganglion::train
