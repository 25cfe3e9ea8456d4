#pragma once
#include <cstdint>
#include <string>

namespace ganglion::train {

/// What `ranks` ranks share of a training of so many networks, whose steps have so many replicas:
/// "3 ranks share the 16 replicas of each training step".
std::string shares_of_ranks(int ranks, std::int64_t networks, std::int64_t replicas);

}  // namespace ganglion::train
