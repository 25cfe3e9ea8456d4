#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "ganglion/data/text/dates.h"
#include "ganglion/io/source/c_columns.h"
#include "ganglion/io/source/c_text.h"

namespace ganglion::io {
namespace {

using data::Column;
using data::ColumnKind;
using data::FeatureColumn;

constexpr std::size_t kRows = 4;

/// Deviations from the mean; none stands for a missing value.
constexpr std::array<std::optional<double>, kRows> kDeviations = {0.0, 1.0, -1.5, std::nullopt};
constexpr std::array<const char*, kRows> kDates = {"2019-03-04 13:30", "2020-02-29 00:00",
                                                   "1998-12-31 23:15", ""};
constexpr std::array<const char*, kRows> kTexts = {"one or two words", "Two, too: 42 WORDS!",
                                                   "\xc3\xa9t\xc3\xa9", ""};

/// Six digits are enough to try a column with, and can be read.
double short_number(double x) {
  return std::strtod(fmt::format("{:.6g}", x).c_str(), nullptr);
}

Column numbers_for(const FeatureColumn& feature) {
  Column column{.name = feature.name};
  for (const auto& deviation : kDeviations) {
    const double bent = feature.mean + feature.std * deviation.value_or(0);
    column.numbers.push_back(deviation ? short_number(feature.transform.inverse(bent))
                                       : std::numeric_limits<double>::quiet_NaN());
  }
  return column;
}

/// A column of texts; an empty one is missing.
Column texts_for(const std::string& name, const std::vector<std::string>& texts) {
  Column column{.name = name, .kind = ColumnKind::category};
  for (const std::string& text : texts) {
    if (!text.empty()) column.names.push_back(text);
  }
  std::ranges::sort(column.names);
  column.names.erase(std::unique(column.names.begin(), column.names.end()), column.names.end());
  for (const std::string& text : texts) {
    const auto at = std::ranges::find(column.names, text);
    column.codes.push_back(
        at == column.names.end() ? -1 : static_cast<std::int32_t>(at - column.names.begin()));
  }
  return column;
}

std::vector<std::string> categories_for(const FeatureColumn& feature) {
  const auto& known = feature.categories;
  return {known.front(), known.back(), "(another)", ""};
}

Column column_for(const FeatureColumn& feature) {
  switch (feature.kind) {
    case ColumnKind::number:
      return numbers_for(feature);
    case ColumnKind::boolean:
      return texts_for(feature.name, {"no", "yes", "yes", ""});
    case ColumnKind::category:
      return texts_for(feature.name, categories_for(feature));
    case ColumnKind::date:
      return texts_for(feature.name, {kDates.begin(), kDates.end()});
    case ColumnKind::text:
      return texts_for(feature.name, {kTexts.begin(), kTexts.end()});
  }
  return {};
}

std::string cell(const FeatureColumn& feature, const Column& column, std::int64_t row) {
  const bool missing = column.is_missing(row);
  switch (feature.kind) {
    case ColumnKind::number:
      return missing ? "NAN" : c_number(column.numbers[static_cast<std::size_t>(row)]);
    case ColumnKind::boolean:
      return missing ? "NAN" : column.text(row) == "yes" ? "1.0" : "0.0";
    case ColumnKind::category:
    case ColumnKind::text:
      return missing ? "NULL" : c_string(column.text(row));
    case ColumnKind::date: {
      if (missing) return "{0, 0, 0, 0.0}";
      const auto parts = data::parse_date(column.text(row), feature.order)->values;
      return fmt::format("{{{}, {}, {}, {}}}", parts[0], parts[1], parts[2], c_number(parts[4]));
    }
  }
  return {};
}

}  // namespace

data::Table test_table(const data::PreprocessingState& state) {
  std::vector<Column> columns;
  for (const FeatureColumn& feature : state.features) columns.push_back(column_for(feature));
  return data::Table("test rows", std::move(columns));
}

std::string c_rows(const data::PreprocessingState& state, const data::Table& table) {
  std::string text;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    std::string cells;
    for (const FeatureColumn& feature : state.features) {
      if (!cells.empty()) cells += ", ";
      cells += cell(feature, table.column(feature.name), row);
    }
    text += fmt::format("    {{{}}},\n", cells);
  }
  return text;
}

}  // namespace ganglion::io
