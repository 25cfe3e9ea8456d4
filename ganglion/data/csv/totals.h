#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// The row of totals at the end of a spreadsheet.
struct Totals {
  const char* at = nullptr;  ///< where it starts
  std::string text = {};     ///< what it says
};

/// Finds it: a last row whose numbers, two or more, are all the sums of `rows`, or that says
/// "Total", "Sum", "Mean" or the like where the rows above have something else, with fields left
/// empty that they fill, a word among numbers, or numbers that are the sums or means of `rows`.
/// `complete`: those are all rows of the text, the last one included.
std::optional<Totals> find_totals(std::string_view text, const CsvHead& head,
                                  std::span<const CsvSample> rows, bool complete,
                                  const std::string& source, const CsvOptions& options);

/// Whether a row has a word of totals.
bool says_total(const CsvSample& row);

}  // namespace ganglion::data
