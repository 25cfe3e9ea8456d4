#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/train/evaluate/layer_health.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// Every layer but the inputs, from first to last, on at most 1,000 of the rows, and the
/// derivatives of the loss on at most 256 of them; on fewer where what the layers make of a row is
/// large, as it must fit in some 40 MB. Activations are found in whatever a layer computes, so that
/// residual blocks and layers of a library's user count, too. For networks of one input and one
/// output; of others it tells nothing.
std::vector<LayerHealth> layer_health(const Model& model, const nn::Loss& loss,
                                      const data::Dataset& rows, std::uint64_t seed);

}  // namespace ganglion::train
