#pragma once
#include <map>
#include <string>

#include "ganglion/core/tensor.h"

namespace ganglion::train {

/// What a network has learnt, and what the optimizer remembers: flat tensors, as graphs use them.
struct Weights {
  Tensor parameters;                    ///< [layout.size]
  Tensor state;                         ///< [layout.state_size]
  std::map<std::string, Tensor> slots;  ///< "slot/m" → [layout.size]
};

}  // namespace ganglion::train
