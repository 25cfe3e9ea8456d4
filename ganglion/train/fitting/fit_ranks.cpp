#include "ganglion/train/fitting/fit_ranks.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/text/byte_stream.h"

namespace ganglion::train {

void FitRanks::check_same(const Weights& weights, std::int64_t epoch) const {
  if (ranks_ == nullptr) return;
  std::string own;
  for (const Tensor* tensor : {&weights.parameters, &weights.state}) {
    const auto* bytes = static_cast<const std::byte*>(tensor->data());
    own += fmt::format("{} ", data::checksum({bytes, tensor->bytes()}));
  }
  const std::vector<std::string> all = ranks_->all_gather(own);
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    if (all[rank] == all[0]) continue;
    throw Error(fmt::format(
        "the weights of {} are not those of rank 0 {}: the ranks must run the same program on "
        "the same data, on processors of one kind",
        ranks_->name(static_cast<int>(rank)),
        epoch == 0 ? "before training" : fmt::format("after epoch {}", epoch)));
  }
}

}  // namespace ganglion::train
