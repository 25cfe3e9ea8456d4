#pragma once
#include <span>
#include <string>
#include <vector>

#include "ganglion/train/explain/explain.h"

namespace ganglion::train {

/// What each column (or feature) adds to a number of the output, as text: at most `most` of them.
std::string attribution_text(const Explanation& explanation, const ExplainedOutput& output,
                             std::size_t most);

/// Indices of the numbers that are largest in size, at most `most`; without NaN, which is none.
std::vector<std::size_t> largest_of(std::span<const double> values, std::size_t most);

/// A field of the table as it was written, or "(missing)".
std::string raw_text(const ExplainedColumn& column);

}  // namespace ganglion::train
