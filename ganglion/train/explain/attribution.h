#pragma once
#include <vector>

#include "ganglion/train/explain/explain_graph.h"

namespace ganglion::train {

/// How exactly the integral of integrated_gradients is taken.
struct AttributionOptions {
  /// The path is cut finer until the gap is at most this share of the difference, and
  double tolerance = 1e-3;
  /// on to this share as long as that costs little,
  double aim = 1e-6;
  /// but for no more than this many points, and in large networks for no more than some seconds.
  int most_points = 20'000;
};

/// What each input number adds to the difference between the output for a row and for a baseline.
struct InputAttribution {
  double at_row = 0.0;
  double at_baseline = 0.0;
  std::vector<Tensor> parts;  ///< f64, one for each input of the network, in its shape [1, …]
  double sum = 0.0;           ///< of all parts
  int points = 0;             ///< on the path, at which derivatives were taken

  double difference() const { return at_row - at_baseline; }
  /// How much of the difference the parts miss.
  double gap() const { return difference() - sum; }
};

/// Integrated gradients (Sundararajan, Taly and Yan, 2017, equation 1) of one number of the output
/// along the straight line from the baseline to the row, both one row of the network's inputs.
///
/// The integral is taken piece by piece with three Gauss-Legendre points each. By the fundamental
/// theorem of calculus a piece must give what the output grows by on it; pieces that miss it (a
/// ReLU bends there) are halved, until what all miss together is at most the tolerance. Networks of
/// 50,000 multiply-adds and more are computed in single precision, for speed. Inputs of whole
/// numbers have no derivative: they stay those of the row, and their parts are 0.
InputAttribution integrated_gradients(const Model& model, const data::Dataset& row,
                                      const data::Dataset& baseline, OutputElement element,
                                      const AttributionOptions& options = {},
                                      const ExactNumbers& exact = {});

}  // namespace ganglion::train
