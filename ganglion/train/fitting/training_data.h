#pragma once
#include <optional>

#include "ganglion/data/dataset.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// The rows of a fit.
struct TrainingData {
  data::Dataset train;
  std::optional<data::Dataset> validation;
};

/// As the options say. Throws Error for a validation_split outside [0, 1), and for too few rows.
TrainingData divide(const data::Dataset& data, const FitOptions& options);

}  // namespace ganglion::train
