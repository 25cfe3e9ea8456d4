#pragma once
#include <cstdint>
#include <span>

#include "ganglion/train/evaluate/resampling.h"

namespace ganglion::train {

/// How much one model differs from another over the folds of a cross-validation.
struct FoldDifference {
  double mean = 0.0;
  Interval interval = {};  ///< of 95 %; from -inf to inf for a single fold
};

/// From the differences of each fold, both models trained on the same rows. The interval is that of
/// the corrected resampled t-test (Nadeau and Bengio: "Inference for the Generalization Error",
/// 2003): the training rows of k folds overlap, so that the variance of the mean counts as
/// (1/k + 1/(k - 1)) s², not s²/k.
FoldDifference fold_difference(std::span<const double> differences);

/// The number that a t-distributed one of so many (>= 1) degrees of freedom stays below with
/// probability `share`, in (0.5, 1).
double student_quantile(double share, std::int64_t degrees);

}  // namespace ganglion::train
