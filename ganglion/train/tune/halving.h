#pragma once
#include <cstdint>
#include <vector>

namespace ganglion::train {

/// A step of successive halving: so many candidates are still in, and are known on so many folds.
struct Rung {
  std::int64_t candidates = 0;
  std::int64_t folds = 0;
  friend bool operator==(const Rung&, const Rung&) = default;
};

/// Candidates of one round of successive halving.
inline constexpr std::int64_t kRoundCandidates = 9;

/// Successive halving (Jamieson and Talwalkar: "Non-stochastic Best Arm Identification and
/// Hyperparameter Optimization", 2016), by thirds, with the folds of the cross-validation as what
/// is spent: all candidates are trained on a ninth of the folds (at least one), the better third of
/// them on a third, the best ninth on all. What was trained is never trained again. 9 candidates
/// on 5 folds take 9 + 3 + 3 = 15 trainings, not 45. Fewer candidates begin higher up.
std::vector<Rung> halving_rungs(std::int64_t candidates, std::int64_t folds);

/// What the rungs take in all.
std::int64_t halving_trainings(const std::vector<Rung>& rungs);

}  // namespace ganglion::train
