#pragma once
#include <cstdint>

namespace ganglion::nn {

/// What the outputs of a network say that was trained with a loss.
enum class Outputs : std::uint8_t {
  numbers,
  answers,  ///< yes or no, each by itself
  classes,  ///< one of several, along the last axis
};

}  // namespace ganglion::nn
