#pragma once
#include <string>
#include <string_view>

#include "ganglion/nn/network.h"

namespace ganglion::nn {

/// `count` copies of a network side by side, which read the same inputs, and the mean of what they
/// give: an ensemble as one network. Penalties on weights count 1/count in each, so that the loss
/// of the whole is what it was. Throws Error for a count below 1, several outputs, and layers that
/// can't be saved.
Network averaged_network(const Network& member, int count);

/// What a layer, call or weight of copy `index` (from 0 on) is called: "dense/kernel" is
/// "net1_dense/kernel" of copy 0.
std::string name_in_copy(std::string_view name, int index);

/// Of how many networks averaged_network() made this one: 1 for one that it didn't make.
int copies_in(const Network& network);

}  // namespace ganglion::nn
