#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Whether a spread of numbers of a size is what rounding leaves of a constant.
bool is_rounding(double spread, double size);

/// Of the values that are not NaN. The deviation (of the population) is 0 for a constant, or what
/// is_rounding finds.
struct Moments {
  std::int64_t count = 0;
  double mean = 0;
  double std = 0;
};
Moments moments_of(const std::vector<double>& values);

/// Whether any of the values that are not NaN is not whole.
bool has_fractions(const std::vector<double>& values);

/// Throws Error naming the file, the line, the column, and `why`.
[[noreturn]] void refuse_value(const Table& table, const Column& column, std::int64_t row,
                               const std::string& why);

/// The column's number of a row, NaN where missing, whichever kind the table gave it.
/// Throws Error naming file, line and column for text and for infinite values.
std::vector<double> numbers_of(const Table& table, const Column& column);

/// The same of a column of yes and no: 1 and 0. Throws Error likewise for another text.
std::vector<double> answers_of(const Table& table, const Column& column);

}  // namespace ganglion::data
