#pragma once
#include <cstdint>
#include <string>

namespace ganglion::train {

struct BatchToShare {
  std::int64_t rows = 0;
  std::int64_t replicas = 0;  ///< that were asked for; 0: none were
};

/// What `ranks` ranks share of a training of so many networks, whose steps have so many replicas:
/// "3 ranks share the 16 replicas of each training step".
std::string shares_of_ranks(int ranks, std::int64_t networks, std::int64_t replicas,
                            const BatchToShare& batch);

}  // namespace ganglion::train
