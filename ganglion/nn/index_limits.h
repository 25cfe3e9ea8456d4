#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// The whole numbers that an input is made of, where rows of a table, classes or places of a
/// one-hot vector are picked by it: 0 … below - 1.
struct IndexLimit {
  std::int64_t below = 0;  ///< 0: none, the input is no index
  std::string layer = {};  ///< who looks up: "embedding"
};

/// The limit of each of some inputs of a graph: the smallest number of what is picked from by what
/// is only cast, cut or reshaped from it.
std::vector<IndexLimit> index_limits(const std::vector<Value>& inputs);

}  // namespace ganglion::nn
