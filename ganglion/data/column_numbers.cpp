#include "ganglion/data/column_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/data/text/answers.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {

void refuse_value(const Table& table, const Column& column, std::int64_t row,
                  const std::string& why) {
  throw Error(fmt::format("{}: column {}: {}", table.place(row), shown(column.name), why));
}

namespace {

/// The root of the mean of the squares of the distances from the mean, each divided by a unit.
double spread_in(double unit, const std::vector<double>& values, const Moments& moments) {
  double squares = 0;
  for (double value : values) {
    const double distance = (value - moments.mean) / unit;
    if (!std::isnan(value)) squares += distance * distance;
  }
  return std::sqrt(squares / static_cast<double>(moments.count));
}

}  // namespace

bool is_rounding(double spread, double size) {
  return spread <= 4 * std::numeric_limits<double>::epsilon() * std::abs(size);
}

bool has_fractions(const std::vector<double>& values) {
  return std::ranges::any_of(
      values, [](double value) { return !std::isnan(value) && value != std::trunc(value); });
}

Moments moments_of(const std::vector<double>& values) {
  // The squares of numbers beyond these are 0 or infinite.
  constexpr double kLeast = 1e-140;
  constexpr double kMost = 1e140;
  Moments result;
  double largest = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (double value : values) {
    if (std::isnan(value)) continue;
    ++result.count;
    result.mean += (value - result.mean) / static_cast<double>(result.count);
    largest = std::max(largest, std::abs(value));
    least = std::min(least, value);
    most = std::max(most, value);
  }
  const double range = most - least;
  if (result.count == 0 || range == 0) return result;
  const bool far = range < kLeast || (range > kMost && std::isfinite(range));
  result.std = far ? spread_in(range, values, result) * range : spread_in(1, values, result);
  if (is_rounding(result.std, largest)) result.std = 0;
  return result;
}

namespace {

/// What to do about a number with the other decimal mark.
std::string other_mark(const Column& column, const std::string& text) {
  double value = 0;
  NumberFormat grouped = column.format;
  grouped.thousands = column.format.decimal == '.' ? ',' : '.';
  const bool may_group = parse_number(text, grouped, value);
  NumberFormat other = column.format;
  other.decimal = other.decimal == '.' ? ',' : '.';
  other.thousands = 0;
  if (!parse_number(text, other, value)) return {};
  const std::string mark = other.decimal == ',' ? "comma" : "point";
  return fmt::format("; or, if its numbers have a decimal {}: `decimal = {}`{}", mark,
                     other.decimal,
                     may_group ? fmt::format(" (if the {} separates thousands, take it out)", mark)
                               : std::string());
}

}  // namespace

std::vector<double> numbers_of(const Table& table, const Column& column) {
  std::vector<double> values = column.numbers;
  if (column.kind == ColumnKind::category) {
    std::vector<double> number(column.names.size());
    std::vector<bool> is_number(column.names.size());
    for (std::size_t i = 0; i < number.size(); ++i) {
      is_number[i] = parse_number(column.names[i], column.format, number[i]);
    }
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
      const auto code = static_cast<std::size_t>(column.codes[row]);
      if (column.codes[row] >= 0 && !is_number[code]) {
        refuse_value(table, column, static_cast<std::int64_t>(row),
                     fmt::format("{} is not a number{}, but the column must be numeric; correct it "
                                 "or leave it empty{}",
                                 shown(column.names[code]),
                                 column.format.plain() ? std::string()
                                                       : " with " + column.format.to_string(),
                                 other_mark(column, column.names[code])));
      }
      values.push_back(column.codes[row] < 0 ? std::numeric_limits<double>::quiet_NaN()
                                             : number[code]);
    }
  }
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isinf(values[row])) {
      refuse_value(table, column, static_cast<std::int64_t>(row),
                   "the value is infinite; correct it or leave it empty");
    }
  }
  return values;
}

std::vector<double> answers_of(const Table& table, const Column& column) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (column.is_missing(row)) {
      values.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    const auto answer = yes_or_no(column.text(row));
    if (!answer) {
      refuse_value(
          table, column, row,
          fmt::format(
              "{} is neither yes nor no, but the column is boolean; correct it or leave it empty",
              shown(column.text(row))));
    }
    values.push_back(*answer ? 1 : 0);
  }
  return values;
}

}  // namespace ganglion::data
