#include "ganglion/train/run/shares_of_ranks.h"

#include <fmt/format.h>

#include <algorithm>

namespace ganglion::train {
namespace {

/// Replicas have the same number of rows each.
std::string remedy(int ranks, const BatchToShare& batch) {
  const std::int64_t wanted = std::max<std::int64_t>(batch.replicas, 2);
  const std::int64_t over = batch.rows % wanted;
  if (over != 0) {
    return fmt::format("{} rows can't be divided by {}: `batch_size = {}` can", batch.rows, wanted,
                       batch.rows + wanted - over);
  }
  return fmt::format(
      "a larger `batch_size` or network has more (`replicas = {}` asks for them, and changes the "
      "last bits)",
      ranks < 3 ? 2 : 4);
}

}  // namespace

std::string shares_of_ranks(int ranks, std::int64_t networks, std::int64_t replicas,
                            const BatchToShare& batch) {
  const auto idle = [&](std::int64_t shares) {
    return shares >= ranks ? "" : fmt::format("; {} of the ranks have none", ranks - shares);
  };
  if (networks > 1)
    return fmt::format("{} ranks train the {} networks{}", ranks, networks, idle(networks));
  if (replicas > 1) {
    return fmt::format("{} ranks share the {} replicas of each training step{}", ranks, replicas,
                       idle(replicas));
  }
  return fmt::format(
      "a training step of this network and `batch_size` has one replica, which can't be shared: "
      "each of the {} ranks computes all of it, which takes as long as on one; {}",
      ranks, remedy(ranks, batch));
}

}  // namespace ganglion::train
