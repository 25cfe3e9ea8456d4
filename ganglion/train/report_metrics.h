#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// Appends the metrics of the predictions of all outputs, with `prefix` before each name ("val_"),
/// and the number of the output behind it from the second on ("accuracy_1").
void add_metrics(std::vector<std::pair<std::string, double>>& values, const CompileOptions& options,
                 const data::Dataset& data, const std::vector<Tensor>& predictions,
                 const std::string& prefix);

}  // namespace ganglion::train
