#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/dataset.h"
#include "ganglion/data/task.h"

namespace ganglion::train {

/// The best answer that knows nothing of a row: the means of the targets, the shares of the
/// classes, or of those rows that have each label.
std::vector<double> constant_answer(data::Task task, const data::Dataset& train);

/// That answer for each of so many rows.
Tensor constant_predictions(const std::vector<double>& answer, std::int64_t rows);

}  // namespace ganglion::train
