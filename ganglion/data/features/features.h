#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// The feature half of Preprocessing.

/// Learns one column; nothing if it is excluded. Adds to `notes` what a user should know.
std::optional<FeatureColumn> fit_feature(const Table& table, const Column& column, ColumnType type,
                                         const PreprocessingOptions& options,
                                         std::vector<Note>& notes);

/// Writes the features of one column into `features` [rows, width], from feature `first` on.
void apply_feature(const FeatureColumn& feature, const Table& table, std::int64_t first,
                   Tensor& features);

/// What the column of a feature made of dates is to hold.
DatesWanted dates_wanted(const FeatureColumn& feature);

/// Dates and texts, as fit_feature and apply_feature do it.
std::optional<FeatureColumn> fit_dates(const Table& table, const Column& column, ColumnType type,
                                       const PreprocessingOptions& options,
                                       std::vector<Note>& notes);
std::optional<FeatureColumn> fit_words(const Table& table, const Column& column,
                                       std::vector<Note>& notes);
void apply_dates(const FeatureColumn& feature, const Table& table, std::int64_t first,
                 Tensor& features);
void apply_words(const FeatureColumn& feature, const Table& table, std::int64_t first,
                 Tensor& features);

}  // namespace ganglion::data
