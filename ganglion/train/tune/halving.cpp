#include "ganglion/train/tune/halving.h"

#include <algorithm>

namespace ganglion::train {

std::vector<Rung> halving_rungs(std::int64_t candidates, std::int64_t folds) {
  constexpr std::int64_t kKept = 3;  // one of three goes on
  std::int64_t divisor = 1;
  for (std::int64_t left = candidates; left > 1; left = (left + kKept - 1) / kKept) {
    divisor *= kKept;
  }
  std::vector<Rung> rungs;
  for (std::int64_t left = candidates; left > 0; left = (left + kKept - 1) / kKept) {
    const std::int64_t known = std::max<std::int64_t>(1, (folds + divisor / 2) / divisor);
    rungs.push_back({.candidates = left, .folds = known});
    if (left == 1) break;
    divisor /= kKept;
  }
  return rungs;
}

std::int64_t halving_trainings(const std::vector<Rung>& rungs) {
  std::int64_t trainings = 0;
  std::int64_t known = 0;
  for (const Rung& rung : rungs) {
    trainings += rung.candidates * (rung.folds - known);
    known = rung.folds;
  }
  return trainings;
}

}  // namespace ganglion::train
