#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// Permutation importance: how much worse a model gets when the values of one column are shuffled
/// between rows (Breiman 2001, Fisher, Rudin and Dominici 2019).
struct Importance {
  std::string column;      ///< of the table, whatever features it became
  double rise = 0.0;       ///< of the log-loss, or of the RMSE in the target's own unit
  double deviation = 0.0;  ///< of the rise over the repeats; NaN of a single one
};

struct ImportanceOptions {
  int repeats = 5;
  std::int64_t rows = 2000;  ///< more are sub-sampled
  std::uint64_t seed = 1;
  /// Multiply-adds that passing rows through the network may take, about: with very many columns
  /// there are fewer repeats, then fewer rows (at least 100), then nothing is measured.
  double work = 2e10;
};

/// The columns from the most important one down. Rows as in JobData. Empty when it would be too
/// much work.
std::vector<Importance> permutation_importance(Model& model,
                                               const data::Preprocessing& preprocessing,
                                               const data::Dataset& rows,
                                               const ImportanceOptions& options = {});

}  // namespace ganglion::train
