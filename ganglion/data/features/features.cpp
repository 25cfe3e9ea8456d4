#include "ganglion/data/features/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/bins.h"
#include "ganglion/data/features/category_finder.h"
#include "ganglion/data/features/identifiers.h"
#include "ganglion/data/task.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

std::vector<double> values_of(const Table& table, const Column& column, ColumnKind kind) {
  return kind == ColumnKind::boolean ? answers_of(table, column) : numbers_of(table, column);
}

/// The transform that a column of numbers asks for, if it is not said.
Transform chosen_transform(const Column& column, const std::vector<double>& values,
                           std::vector<Note>& notes) {
  const auto skewness = skewness_for_log(values);
  if (!skewness) return {};
  notes.push_back(
      {column.name,
       fmt::format(
           "a few very large values (skewness {:.1f}), so it is log-transformed before scaling; "
           "to disable: {}",
           *skewness, setting("columns", column.name + "=linear"))});
  return fit_transform(TransformKind::log, values);
}

Transform transform_for(const Column& column, ColumnType type, const std::vector<double>& values,
                        std::vector<Note>& notes) {
  if (type == ColumnType::number) return chosen_transform(column, values, notes);
  if (type == ColumnType::log) return fit_transform(TransformKind::log, values);
  return type == ColumnType::robust ? fit_transform(TransformKind::robust, values) : Transform{};
}

/// What is to be said of a column that says nothing.
std::string constant_note(const Column& column, const FeatureColumn& feature,
                          const PreprocessingOptions& options) {
  const char* what = options.scale ? "is scaled to 0" : "carries no information";
  if (feature.kind != ColumnKind::number) return fmt::format("the same in every row; it {}", what);
  if (feature.range && feature.range->width() > 0) {
    return fmt::format(
        "the differences between {} and {} are lost in rounding, so it {}; subtract "
        "the least value from all, or, if they are codes: {}",
        number_text(feature.range->least), number_text(feature.range->most), what,
        setting("columns", column.name + "=category"));
  }
  return fmt::format("{} in every row; it {}", column.text_of(feature.fill), what);
}

std::optional<FeatureColumn> fit_numbers(const Table& table, const Column& column, ColumnType type,
                                         const PreprocessingOptions& options,
                                         std::vector<Note>& notes) {
  const ColumnKind kind = type == ColumnType::boolean ? ColumnKind::boolean : ColumnKind::number;
  auto values = values_of(table, column, kind);
  const auto range = kind == ColumnKind::number ? range_of(values) : std::nullopt;
  const Transform transform =
      options.scale ? transform_for(column, type, values, notes) : Transform{};
  const bool whole = !has_fractions(values);
  for (double& value : values) value = transform(value);
  const Moments moments = moments_of(values);
  const std::int64_t missing = table.rows() - moments.count;
  if (moments.count == 0) {
    notes.push_back({column.name, "no values; excluded", NoteKind::column_excluded});
    return std::nullopt;
  }
  if (!std::isfinite(moments.std)) {
    throw Error(fmt::format("{}: column {}: the values are too large to scale; use a larger unit",
                            table.source(), shown(column.name)));
  }
  FeatureColumn feature{.name = column.name,
                        .kind = kind,
                        .format = column.format,
                        .whole = kind == ColumnKind::number && whole,
                        .transform = transform,
                        .edges = fit_edges(column, type, options, values),
                        .fill = transform.inverse(moments.mean),
                        .missing_flag = missing > 0,
                        .range = range,
                        .clip = range && options.scale && options.clip};
  if (options.scale) {
    feature.mean = moments.mean;
    feature.std = moments.std;
  }
  if (moments.std == 0) notes.push_back({column.name, constant_note(column, feature, options)});
  if (missing > 0) {
    notes.push_back(
        {column.name,
         fmt::format(
             "{} of {} values missing; replaced by the mean {:.6g}, with an indicator feature",
             missing, table.rows(), feature.fill)});
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
                                       std::vector<Note>& notes) {
  std::vector<std::int64_t> counts(column.names.size());
  std::int64_t present = 0;
  for (std::int32_t code : column.codes) {
    if (code < 0) continue;
    ++counts[static_cast<std::size_t>(code)];
    ++present;
  }
  const auto texts = static_cast<std::size_t>(
      std::count_if(counts.begin(), counts.end(), [](std::int64_t count) { return count > 0; }));
  if (texts == 0 || (texts == 1 && present == table.rows())) {
    notes.push_back(
        {column.name,
         fmt::format("{}; excluded", texts == 0 ? "no values" : "the same text in every row"),
         NoteKind::column_excluded});
    return std::nullopt;
  }
  FeatureColumn feature{.name = column.name, .kind = ColumnKind::category};
  feature.categories = frequent(column, counts, options.max_categories);
  feature.other = present < table.rows() || feature.categories.size() < texts;
  if (feature.categories.size() < texts) {
    notes.push_back(
        {column.name, fmt::format("{} distinct texts; the {} most frequent become categories",
                                  texts, feature.categories.size())});
  }
  if (present < table.rows()) {
    notes.push_back(
        {column.name, fmt::format("{} of {} values missing; encoded as a separate category",
                                  table.rows() - present, table.rows())});
  }
  return feature;
}

void apply_numbers(const FeatureColumn& feature, const Table& table, std::int64_t first,
                   Tensor& features) {
  const Column& column = table.column(feature.name);
  const auto values = values_of(table, column, feature.kind);
  const auto width = static_cast<std::size_t>(features.shape()[1]);
  const auto encoded = static_cast<std::size_t>(1 + feature.bins());
  float* to = features.values<float>().data() + first;
  for (std::size_t row = 0; row < values.size(); ++row, to += width) {
    const bool missing = std::isnan(values[row]);
    feature.encode(missing ? feature.fill : values[row], {to, encoded});
    if (!std::isfinite(to[0])) {
      refuse_value(table, column, static_cast<std::int64_t>(row),
                   fmt::format("{} is too large for a 32-bit float; use a larger unit",
                               number_text(values[row])));
    }
    if (feature.missing_flag) to[encoded] = missing ? 1.0f : 0.0f;
  }
}

void apply_texts(const FeatureColumn& feature, const Table& table, std::int64_t first,
                 Tensor& features) {
  const Column& column = table.column(feature.name);
  const CategoryFinder finder(feature.categories);
  const std::int64_t other = feature.other ? std::ssize(feature.categories) : -1;
  const auto find = [&](const std::string& text) {
    const std::int64_t at = finder.find(text);
    return at < 0 ? other : at;
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

/// A column of numbers as one of categories, each number as it was written.
Column as_texts(const Column& column) {
  Column result{.name = column.name, .kind = ColumnKind::category};
  std::map<std::string, std::int32_t> codes;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (!column.is_missing(row)) codes.emplace(column.text(row), 0);
  }
  for (auto& [text, code] : codes) {
    code = static_cast<std::int32_t>(result.names.size());
    result.names.push_back(text);
  }
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    result.codes.push_back(column.is_missing(row) ? -1 : codes.at(column.text(row)));
  }
  return result;
}

/// Digits, not behind words: a number or a date of a form that isn't known, or a code.
bool may_be_quantity(const std::string& text) {
  const auto digits = std::ranges::count_if(text, is_digit);
  return digits > 0 && (!is_letter(text[0]) || digits >= std::ranges::count_if(text, is_letter));
}

bool may_be_quantities(const Column& column) {
  return std::ranges::count_if(column.names, may_be_quantity) * 10 >= std::ssize(column.names) * 9;
}

std::string identifier_note(const Table& table, const Column& column) {
  if (column.kind == ColumnKind::number) return excluded_numbers_note(column);
  const std::set<std::int32_t> codes(column.codes.begin(), column.codes.end());
  std::string more;
  if (words_a_text(column) >= 2) {
    more = "; to use its words: " + setting("columns", column.name + "=text");
  }
  if (may_be_quantities(column)) {
    more += fmt::format(
        "; texts such as {} are no numbers or dates that are read: if they are some, write them as "
        "12.5 or 2020-12-31",
        shown(column.names.front()));
  }
  return fmt::format("{} distinct texts in {} rows, so it looks like an identifier; excluded{}",
                     codes.size() - codes.count(-1), table.rows(), more);
}

}  // namespace

std::optional<FeatureColumn> fit_feature(const Table& table, const Column& column, ColumnType type,
                                         const PreprocessingOptions& options,
                                         std::vector<Note>& notes) {
  switch (type) {
    case ColumnType::number:
    case ColumnType::linear:
    case ColumnType::log:
    case ColumnType::robust:
    case ColumnType::boolean:
      return fit_numbers(table, column, type, options, notes);
    case ColumnType::category:
      return column.kind == ColumnKind::number ? fit_texts(table, as_texts(column), options, notes)
                                               : fit_texts(table, column, options, notes);
    case ColumnType::date:
    case ColumnType::date_day_first:
    case ColumnType::date_month_first:
    case ColumnType::date_year_first:
    case ColumnType::date_no_year:
      return fit_dates(table, column, type, options, notes);
    case ColumnType::text:
      return fit_words(table, column, notes);
    case ColumnType::identifier:
      notes.push_back({column.name, identifier_note(table, column), NoteKind::column_excluded});
      return std::nullopt;
    case ColumnType::label:
      notes.push_back(
          {column.name,
           fmt::format(
               "a label beside the target, which it gives away; excluded; to use it: {}",
               setting("columns",
                       column.name + (column.kind == ColumnKind::number ? "=number" : "=boolean"))),
           NoteKind::column_excluded});
      return std::nullopt;
    case ColumnType::ignore:
      return std::nullopt;
  }
  return std::nullopt;
}

void apply_feature(const FeatureColumn& feature, const Table& table, std::int64_t first,
                   Tensor& features) {
  switch (feature.kind) {
    case ColumnKind::number:
    case ColumnKind::boolean:
      return apply_numbers(feature, table, first, features);
    case ColumnKind::category:
      return apply_texts(feature, table, first, features);
    case ColumnKind::date:
      return apply_dates(feature, table, first, features);
    case ColumnKind::text:
      return apply_words(feature, table, first, features);
  }
}

}  // namespace ganglion::data
