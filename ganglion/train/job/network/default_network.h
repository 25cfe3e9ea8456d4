#pragma once
#include <cstdint>
#include <string>

#include "ganglion/core/shape.h"
#include "ganglion/data/samples.h"

namespace ganglion::train {

/// Hidden layers as `--network` takes them, and why they were chosen.
struct DefaultNetwork {
  std::string text;
  std::string reason;  ///< one line
};

/// The network for images [channels, height, width], signals [channels, length] or spectrograms
/// [1, bands, frames], with `rows` of them to learn from: convolutions where there is something to
/// slide over (8 or more pixels, values or frames), else dense layers.
DefaultNetwork default_network(data::SampleKind kind, const Shape& sample, std::int64_t rows);

}  // namespace ganglion::train
