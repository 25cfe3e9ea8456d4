#pragma once
#include <cstdint>
#include <string>

#include "ganglion/core/shape.h"

namespace ganglion::train {

/// Hidden layers as `--network` takes them, and why they were chosen.
struct DefaultNetwork {
  std::string text;
  std::string reason;  ///< one line
};

/// The network for images [channels, height, width] or signals [channels, length], with `rows` of
/// them to learn from: convolutions where there is something to slide over (8 or more pixels or
/// values), else dense layers.
DefaultNetwork default_network(const Shape& sample, std::int64_t rows);

}  // namespace ganglion::train
