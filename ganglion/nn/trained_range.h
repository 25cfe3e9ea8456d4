#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/nn/parameters.h"

namespace ganglion::nn {

/// The part of the flat parameters that a training step changes: from the first parameter that
/// isn't frozen to the last. What is frozen outside of it takes no time and no memory in a step.
struct TrainedRange {
  std::int64_t offset = 0;  ///< a multiple of ParameterLayout::kAlignment
  std::int64_t size = 0;    ///< elements; 0: everything is frozen
  /// (offset in the range, elements) of what is frozen in between.
  std::vector<std::pair<std::int64_t, std::int64_t>> frozen = {};
};

/// `frozen`: patterns of paths (path_pattern.h). Without any, the range is all of the layout.
TrainedRange trained_range(const ParameterLayout& layout, std::span<const std::string> frozen);

}  // namespace ganglion::nn
