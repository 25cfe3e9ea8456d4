#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/preprocessing.h"

namespace ganglion::data {

/// The feature half of Preprocessing.

/// Learns one column; nothing when it is to be left out. Adds to `notes` what a user should know.
std::optional<FeatureColumn> fit_feature(const Table& table, const Column& column,
                                         const PreprocessingOptions& options,
                                         std::vector<std::string>& notes);

/// Writes the features of one column into `features` [rows, width], from feature `first` on.
void apply_feature(const FeatureColumn& feature, const Table& table, std::int64_t first,
                   Tensor& features);

/// The column's number of a row, NaN where missing, whichever kind the table gave it.
/// Throws Error naming file, line and column for text and for infinite values.
std::vector<double> numbers_of(const Table& table, const Column& column);

}  // namespace ganglion::data
