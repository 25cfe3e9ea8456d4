#pragma once
#include <cstdint>
#include <optional>
#include <vector>

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
  /// Which of their rows depend on each other, as those of one group or forecasts of about the same
  /// time: a number for each row; empty: none do.
  std::vector<std::int64_t> validation_groups = {};
  std::vector<std::int64_t> test_groups = {};
  /// The training rows, as they were read.
  DataSummary summary = {};
  /// The first rows (20,000 at most) of the test, or of validation or training where there are no
  /// others, as they were read: to show the mistakes in.
  data::Table raw = {};
};

}  // namespace ganglion::train
