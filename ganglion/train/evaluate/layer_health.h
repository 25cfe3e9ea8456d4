#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// How a layer does on some rows.
struct LayerHealth {
  std::string name;             ///< "dense_1"
  std::string kind;             ///< "dense"
  std::string activation = {};  ///< "relu"; empty when it has none
  Shape shape = {};             ///< of its output, without the batch axis
  std::int64_t parameters = 0;
  std::int64_t multiply_adds = 0;  ///< for one example, see nn::multiply_adds()
  /// relu: units (of a convolution: filters) that are 0 for every row: they learn nothing more.
  std::optional<double> dead = {};
  /// sigmoid and tanh: outputs within 1 % of an end of their range, where the slope is near 0.
  std::optional<double> saturated = {};
  /// Of the loss by all its weights together, on one batch; none for layers without weights.
  std::optional<double> gradient_norm = {};
};

/// Every layer but the inputs, from first to last, on at most 1,000 of the rows, and the
/// derivatives of the loss on at most 256 of them; on fewer where what the layers make of a row is
/// large, as it must fit in some 40 MB. For networks of one input and one output.
std::vector<LayerHealth> layer_health(const Model& model, const nn::Loss& loss,
                                      const data::Dataset& rows, std::uint64_t seed);

}  // namespace ganglion::train
