#pragma once
#include <string>
#include <vector>

#include "ganglion/train/compare/comparison.h"

namespace ganglion::train {

/// A metric of all variants as rows of a table: name, value, its interval, difference to the first
/// with its interval, and verdict.
std::vector<std::vector<std::string>> rows_of_metric(const Comparison& comparison,
                                                     std::size_t metric);

/// A setting as it is typed: without TOML's quotes; "-" when it isn't set.
std::string setting_in_words(const std::string& toml);

}  // namespace ganglion::train
