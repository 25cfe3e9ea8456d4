#pragma once
#include <cstdint>
#include <limits>

namespace ganglion::nn {

/// What the outputs of a network say that was trained with a loss.
enum class Outputs : std::uint8_t {
  numbers,
  answers,  ///< yes or no, each by itself
  classes,  ///< one of several, along the last axis
};

/// Values that make sense as targets of a loss, ends included.
struct TargetRange {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

}  // namespace ganglion::nn
