#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "ganglion/train/compare/comparison.h"
#include "ganglion/train/compare/variant.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

struct CompareOptions {
  std::int64_t seeds = 1;  ///< trainings of each variant: seed, seed + 1, …
  Listener listener = {};  ///< what is chosen for the first variant, and a note for each training
  /// Set to true from a signal handler: the comparison ends soon, with the variants that are
  /// trained.
  const std::atomic<bool>* stop = nullptr;
  /// True while a network is trained, see RunOptions.
  std::atomic<bool>* training = nullptr;
};

/// Trains variants one after another, each on all threads, and scores them on the same rows: those
/// of the test. All are trained on the same training rows with the same seeds; data are read once,
/// but for variants that encode columns otherwise. Seeds differ in first weights and the order of
/// rows, not in how rows are divided. When it is stopped, the variant in training and those behind
/// it are left out, and with fewer than two others nothing is compared. Throws Error as run does,
/// naming the variant; for fewer than two variants; and when the rows of one are not those of the
/// others.
Comparison compare(const std::vector<Variant>& variants, const CompareOptions& options = {});

}  // namespace ganglion::train
