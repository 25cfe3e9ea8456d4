#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/dataset.h"

/// How the rows are spread over the classes, and what to do where they are not spread evenly.
namespace ganglion::train {

/// The rows of each class; empty when a row does not have one class (regression, several labels).
std::vector<double> class_counts(const data::Dataset& data);

/// What a row of each class counts in the loss, so that all classes together count alike:
/// rows / (classes * rows of the class), as scikit-learn's "balanced". `counts` as class_counts
/// gives them; a class without rows is taken to have one.
std::vector<double> balanced_weights(const std::vector<double>& counts);

/// What to say when the rarest class has less than a fifth of the rows that an even share would be;
/// nothing otherwise, and where rows don't have one class.
std::optional<std::string> imbalance_note(const data::Dataset& data);

}  // namespace ganglion::train
