#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/train/model.h"

namespace ganglion::train::report {

/// A unit of a hidden layer that reads features, or (with one axis) of any hidden layer.
struct FunctionUnit {
  std::string name;            ///< "unit 3 of dense"
  std::vector<double> z = {};  ///< its weighted sum at each place
  /// With one axis, of the last hidden layer: what it adds to the output's weighted sum, the
  /// prediction itself for regressions, a logit for classes; empty else.
  std::vector<double> piece = {};
  bool kinks = false;  ///< its activation has a kink where z = 0
};

/// The units of the first layer of a network (of the first one of an ensemble) that reads its
/// features, if that layer is a dense one with others behind it; z for each of the rows [rows,
/// width].
std::vector<FunctionUnit> first_layer_units(const Model& model, const Tensor& features);

/// The hidden units of a network that is a chain of dense layers: z of all, and of the last hidden
/// layer what each adds to number `output` of the output's weighted sum; `offset` receives the bias
/// of that output. Empty for other networks, and for ensembles.
std::vector<FunctionUnit> chain_units(const Model& model, const Tensor& features,
                                      std::int64_t output, double& offset);

}  // namespace ganglion::train::report
