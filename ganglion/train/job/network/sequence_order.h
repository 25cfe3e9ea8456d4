#pragma once
#include <optional>

#include "ganglion/nn/layer.h"

namespace ganglion::train {

/// The order of axes in a chain of layers that begins with a signal [channels, length].
/// Convolutions, pooling and batch normalisation take it so, recurrent layers and attention [steps,
/// features].
class SequenceOrder {
 public:
  /// Other inputs than signals stay as they are.
  explicit SequenceOrder(const Shape& input) : is_signal_(input.rank() == 2) {}

  /// What must stand between the layers so far and this one, which is next; empty where the order
  /// fits, or makes no difference.
  std::optional<nn::Layer> before(const nn::Layer& next);

 private:
  bool is_signal_;
  bool steps_first_ = false;
};

}  // namespace ganglion::train
