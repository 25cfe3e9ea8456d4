#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// Numbers as piecewise-linear bins: one feature a bin, which grows from 0 to 1 while the number
/// crosses the bin, so that a network can bend its output at every edge. Gorishniy, Rubachev and
/// Babenko 2022, "On Embeddings for Numerical Features in Tabular Deep Learning", equation 1; but
/// here the two outer bins stay within 0 and 1 as well.

/// Columns of fewer distinct values get no bins unless they are asked for.
inline constexpr std::int64_t kMinDistinctForBins = 30;
inline constexpr std::int64_t kMaxBins = 256;

/// Edges of `bins` (at least 1) bins that hold about as many of the values each: the quantiles at
/// 0, 1/bins, …, 1, each once, so that there may be fewer. Ascending; NaN doesn't count. Empty if
/// fewer than two values or `min_distinct` are different.
std::vector<double> quantile_edges(std::vector<double> values, std::int64_t bins,
                                   std::int64_t min_distinct = 2);

/// The edges of a column of numbers, by what the options say of its name or type, from its values
/// behind the transform. Empty for a column without bins.
std::vector<double> fit_edges(const Column& column, ColumnType type,
                              const PreprocessingOptions& options,
                              const std::vector<double>& values);

/// Writes the feature of each bin for `x`: how much of the bin lies below it, from 0 to 1. `edges`
/// ascend; `features` has one place fewer.
void write_bins(double x, std::span<const double> edges, std::span<float> features);

}  // namespace ganglion::data
