#include "ganglion/train/run/shares_of_ranks.h"

#include <fmt/format.h>

namespace ganglion::train {

std::string shares_of_ranks(int ranks, std::int64_t networks, std::int64_t replicas) {
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
      "each of the {} ranks computes all of it, which takes as long as on one; a larger "
      "`batch_size` or network has more (`replicas = {}` asks for them, and changes the last bits)",
      ranks, ranks < 3 ? 2 : 4);
}

}  // namespace ganglion::train
