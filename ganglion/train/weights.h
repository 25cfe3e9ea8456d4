#pragma once
#include <map>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::train {

/// What a network has learnt, and what the optimizer remembers: flat tensors, as graphs use them.
struct Weights {
  Tensor parameters;                    ///< [layout.size]
  Tensor state;                         ///< [layout.state_size]
  std::map<std::string, Tensor> slots;  ///< "slot/m" → [layout.size]
};

/// How Model::copy_weights copies.
struct CopyOptions {
  /// Leaves out what the other model doesn't have, or has in another shape, instead of throwing
  /// Error: a new head for other classes.
  bool skip_mismatched = false;
};

/// What was copied, by paths of the model that was copied to.
struct CopiedWeights {
  std::vector<std::string> copied = {};
  std::vector<std::string> skipped = {};
};

}  // namespace ganglion::train
