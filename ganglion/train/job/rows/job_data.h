#pragma once
#include <optional>

#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/table.h"
#include "ganglion/train/evaluate/data_summary.h"

namespace ganglion::train {

/// The rows of a job, ready for a network. Features are scaled by the training rows, regression
/// targets too: (y - mean) / std.
struct JobData {
  data::Preprocessing preprocessing;
  data::Dataset train;
  std::optional<data::Dataset> validation = std::nullopt;
  std::optional<data::Dataset> test = std::nullopt;
  /// The training rows, as they were read.
  DataSummary summary = {};
  /// The first rows (20,000 at most) of the test, or of validation or training where there are no
  /// others, as they were read: to show the mistakes in.
  data::Table raw = {};
};

}  // namespace ganglion::train
