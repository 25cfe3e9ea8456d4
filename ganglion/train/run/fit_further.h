#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

#include "ganglion/core/tensor.h"
#include "ganglion/data/table.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// How fit_further() trains.
struct FurtherOptions {
  std::int64_t epochs = 1;  ///< at most
  std::int64_t batch_size = 32;
  double validation = 0.0;     ///< share of the rows, the last ones, to stop early by; 0: none
  std::int64_t patience = 10;  ///< epochs without improvement of their loss; the best weights stay
  const std::atomic<bool>* stop = nullptr;  ///< set to true it ends the training after its step
};

/// Trains the model of a table on more rows: encoded and scaled as its first ones were, with the
/// weights and the optimizer's slots as they are. Two calls of one epoch on the same rows are one
/// call of two. `weights`: [rows] f32, how much each row counts. Throws Error as
/// Preprocessing::apply does (a class that it doesn't know, a missing column), and Model::fit.
History fit_further(Model& model, const data::Table& rows,
                    const std::optional<Tensor>& weights = {}, const FurtherOptions& options = {});

}  // namespace ganglion::train
