#pragma once
#include <string>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/io/json.h"

namespace ganglion::cli {

/// "; clipped 10 % beyond 0 to 80", where a column is (see data::TrainingRange).
std::string clipping_of(const data::FeatureColumn& column);
/// A line on the predictions of a target, where they are clipped.
std::string clipping_of(const data::TargetColumn& target);

/// The ranges of columns of numbers and of targets in the training rows, as far as they are known:
/// {"age": {"range": [0, 80], "clip": true}}.
io::Json ranges_json(const data::PreprocessingState& state);

}  // namespace ganglion::cli
