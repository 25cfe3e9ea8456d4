#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/nn/network.h"

namespace ganglion::nn {

/// What a network costs to use: for each of its calls, in their order, how often it multiplies two
/// numbers and adds the product up for one example, going forward. Counted are the products and
/// convolutions of dense and convolutional layers and of all that are made of such, padding
/// included; not biases, activations, normalisation and pooling, which are few beside them. These
/// are the FLOPs of He et al. 2016 and of most papers since, half of the multiplications and
/// additions taken one by one.
std::vector<std::int64_t> multiply_adds(const Network& network);

}  // namespace ganglion::nn
