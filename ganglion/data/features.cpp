#include "ganglion/data/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "ganglion/core/error.h"
#include "ganglion/data/text.h"

namespace ganglion::data {
namespace {

/// A text column with more different texts than this, in more than half of its rows, names rows.
constexpr std::size_t kFewTexts = 20;

struct Moments {
  std::int64_t count = 0;
  double mean = 0;
  double std = 0;
};

Moments moments_of(const std::vector<double>& values) {
  Moments result;
  double largest = 0;
  for (double value : values) {
    if (std::isnan(value)) continue;
    ++result.count;
    result.mean += (value - result.mean) / static_cast<double>(result.count);
    largest = std::max(largest, std::abs(value));
  }
  double squares = 0;
  for (double value : values) {
    if (!std::isnan(value)) squares += (value - result.mean) * (value - result.mean);
  }
  if (result.count > 0) result.std = std::sqrt(squares / static_cast<double>(result.count));
  // What rounding leaves of a constant is no spread.
  if (result.std <= 1e-13 * largest) result.std = 0;
  return result;
}

std::optional<FeatureColumn> fit_numbers(const Table& table, const Column& column,
                                         const PreprocessingOptions& options,
                                         std::vector<std::string>& notes) {
  const auto values = numbers_of(table, column);
  const Moments moments = moments_of(values);
  const std::int64_t missing = table.rows() - moments.count;
  if (moments.count == 0) {
    notes.push_back(fmt::format("column {}: no values; left out", shown(column.name)));
    return std::nullopt;
  }
  if (!std::isfinite(moments.std)) {
    throw Error(
        fmt::format("{}: column {}: the values are too large to scale; give the column "
                    "another unit",
                    table.source(), shown(column.name)));
  }
  FeatureColumn feature{.name = column.name, .fill = moments.mean, .missing_flag = missing > 0};
  if (options.scale) {
    feature.mean = moments.mean;
    feature.std = moments.std;
  }
  if (moments.std == 0) {
    notes.push_back(fmt::format("column {}: always {}; it {}", shown(column.name),
                                column.text_of(moments.mean),
                                options.scale ? "becomes 0" : "tells nothing"));
  }
  if (missing > 0) {
    notes.push_back(
        fmt::format("column {}: {} of {} values missing; they count as the mean {:.6g}, "
                    "and a feature says which",
                    shown(column.name), missing, table.rows(), moments.mean));
  }
  return feature;
}

/// The most frequent texts of a column, at most `most`, in order of their names.
std::vector<std::string> frequent(const Column& column, const std::vector<std::int64_t>& counts,
                                  std::int64_t most) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) order.push_back(i);
  }
  if (static_cast<std::int64_t>(order.size()) > most) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
    order.resize(static_cast<std::size_t>(most));
    std::sort(order.begin(), order.end());
  }
  std::vector<std::string> result;
  for (std::size_t i : order) result.push_back(column.names[i]);
  return result;
}

std::optional<FeatureColumn> fit_texts(const Table& table, const Column& column,
                                       const PreprocessingOptions& options,
                                       std::vector<std::string>& notes) {
  std::vector<std::int64_t> counts(column.names.size());
  std::int64_t present = 0;
  for (std::int32_t code : column.codes) {
    if (code < 0) continue;
    ++counts[static_cast<std::size_t>(code)];
    ++present;
  }
  const auto texts = static_cast<std::size_t>(
      std::count_if(counts.begin(), counts.end(), [](std::int64_t count) { return count > 0; }));
  const std::string name = shown(column.name);
  if (texts == 0 || (texts == 1 && present == table.rows())) {
    notes.push_back(fmt::format("column {}: {}; left out", name,
                                texts == 0 ? "no values" : "always the same text"));
    return std::nullopt;
  }
  if (texts > kFewTexts && static_cast<std::int64_t>(texts) * 2 > present) {
    notes.push_back(
        fmt::format("column {}: {} different texts in {} rows, more like names than "
                    "categories; left out",
                    name, texts, present));
    return std::nullopt;
  }
  FeatureColumn feature{.name = column.name, .kind = ColumnKind::category};
  feature.categories = frequent(column, counts, options.max_categories);
  feature.other = present < table.rows() || feature.categories.size() < texts;
  if (feature.categories.size() < texts) {
    notes.push_back(fmt::format("column {}: {} different texts; the {} most frequent are kept",
                                name, texts, feature.categories.size()));
  }
  if (present < table.rows()) {
    notes.push_back(
        fmt::format("column {}: {} of {} values missing; they are a category of their "
                    "own",
                    name, table.rows() - present, table.rows()));
  }
  return feature;
}

[[noreturn]] void refuse_value(const Table& table, const Column& column, std::int64_t row,
                               const std::string& why) {
  throw Error(fmt::format("{}: column {}: {}", table.place(row), shown(column.name), why));
}

void apply_numbers(const FeatureColumn& feature, const Table& table, std::int64_t first,
                   Tensor& features) {
  const Column& column = table.column(feature.name);
  const auto values = numbers_of(table, column);
  const auto width = static_cast<std::size_t>(features.shape()[1]);
  float* to = features.values<float>().data() + first;
  for (std::size_t row = 0; row < values.size(); ++row, to += width) {
    const bool missing = std::isnan(values[row]);
    const double centred = (missing ? feature.fill : values[row]) - feature.mean;
    to[0] = feature.std == 0 ? 0.0f : static_cast<float>(centred / feature.std);
    if (!std::isfinite(to[0])) {
      refuse_value(table, column, static_cast<std::int64_t>(row),
                   fmt::format("{} is too large for a 32-bit number; give the column another unit",
                               number_text(values[row])));
    }
    if (feature.missing_flag) to[1] = missing ? 1.0f : 0.0f;
  }
}

void apply_texts(const FeatureColumn& feature, const Table& table, std::int64_t first,
                 Tensor& features) {
  const Column& column = table.column(feature.name);
  std::unordered_map<std::string, std::int64_t> place_of;
  for (const std::string& text : feature.categories) {
    place_of.emplace(text, static_cast<std::int64_t>(place_of.size()));
  }
  const auto other = feature.other ? static_cast<std::int64_t>(place_of.size()) : -1;
  const auto find = [&](const std::string& text) {
    const auto at = place_of.find(text);
    return at == place_of.end() ? other : at->second;
  };
  std::vector<std::int64_t> place_of_code;  // one look-up a text, not one a row
  for (const std::string& text : column.names) place_of_code.push_back(find(text));

  const std::int64_t width = features.shape()[1];
  float* to = features.values<float>().data() + first;
  for (std::int64_t row = 0; row < table.rows(); ++row, to += width) {
    const auto i = static_cast<std::size_t>(row);
    const std::int64_t place = column.is_missing(row) ? other
                               : column.kind == ColumnKind::category
                                   ? place_of_code[static_cast<std::size_t>(column.codes[i])]
                                   : find(column.text(row));
    if (place >= 0) to[place] = 1.0f;
  }
}

}  // namespace

std::vector<double> numbers_of(const Table& table, const Column& column) {
  std::vector<double> values = column.numbers;
  if (column.kind == ColumnKind::category) {
    std::vector<double> number(column.names.size());
    std::vector<bool> is_number(column.names.size());
    for (std::size_t i = 0; i < number.size(); ++i) {
      is_number[i] = parse_number(column.names[i], number[i]);
    }
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
      const auto code = static_cast<std::size_t>(column.codes[row]);
      if (column.codes[row] >= 0 && !is_number[code]) {
        refuse_value(table, column, static_cast<std::int64_t>(row),
                     fmt::format("{} is not a number, and this column must hold numbers; correct "
                                 "it or leave it empty",
                                 shown(column.names[code])));
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

std::optional<FeatureColumn> fit_feature(const Table& table, const Column& column,
                                         const PreprocessingOptions& options,
                                         std::vector<std::string>& notes) {
  return column.kind == ColumnKind::number ? fit_numbers(table, column, options, notes)
                                           : fit_texts(table, column, options, notes);
}

void apply_feature(const FeatureColumn& feature, const Table& table, std::int64_t first,
                   Tensor& features) {
  return feature.kind == ColumnKind::number ? apply_numbers(feature, table, first, features)
                                            : apply_texts(feature, table, first, features);
}

}  // namespace ganglion::data
