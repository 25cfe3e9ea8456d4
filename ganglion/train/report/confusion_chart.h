#pragma once
#include <string>
#include <vector>

#include "ganglion/nn/metrics/confusion_matrix.h"

namespace ganglion::train::report {

/// The most classes that are drawn.
inline constexpr std::int64_t kMaxConfusionClasses = 40;

/// Actual classes from top to bottom, predicted ones from left to right: the darker a cell, the
/// larger its share of the row; right answers and mistakes in colours of their own, with the counts
/// up to 16 classes.
std::string confusion_chart(const nn::ConfusionMatrix& matrix,
                            const std::vector<std::string>& names);

}  // namespace ganglion::train::report
