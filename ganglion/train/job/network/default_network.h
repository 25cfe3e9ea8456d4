#pragma once
#include <cstdint>
#include <string>

#include "ganglion/core/shape.h"
#include "ganglion/data/samples.h"
#include "ganglion/data/task.h"

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

/// Random changes of training rows that keep their class, as `augment` takes them: images of 16 by
/// 16 pixels and more are shifted by up to a fourteenth of their side (2 of 28 or 32 pixels;
/// benchmarks/accuracy has the figures). Empty for other rows, and for regressions, where the place
/// may be what is asked for.
std::string default_augmentation(data::SampleKind kind, const Shape& sample, data::Task task);

}  // namespace ganglion::train
