#include "ganglion/data/csv/units_row.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/csv/csv_formats.h"
#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

/// Whether a column holds numbers only from the second row on.
bool numbers_below(std::span<const CsvSample> rows, std::size_t column, const CsvOptions& options) {
  std::vector<std::string_view> texts;
  for (const CsvSample& row : rows.subspan(1)) {
    if (column >= row.fields.size() || is_marked_missing(row.fields[column], options)) continue;
    texts.push_back(row.fields[column]);
  }
  return texts.size() > 1 && survey_numbers(texts, options.decimal, false).others == 0;
}

bool occurs_below(std::span<const CsvSample> rows, std::size_t column) {
  return std::ranges::any_of(rows.subspan(1), [&](const CsvSample& row) {
    return row.fields.size() > column && row.fields[column] == rows[0].fields[column];
  });
}

bool may_be_unit(const std::string& text) {
  constexpr std::size_t kLongUnit = 24;
  return !is_number_somehow(text) && text.size() <= kLongUnit;
}

}  // namespace

bool is_units_row(std::span<const CsvSample> rows, const CsvHead& head, const CsvOptions& options) {
  const std::size_t width = head.names.size() + (head.row_names ? 1 : 0);
  if (head.header.empty() || rows.size() < 3) return false;
  const std::vector<std::string>& units = rows[0].fields;
  if (units.size() != width || !std::ranges::all_of(units, may_be_unit)) return false;
  bool any = false;
  for (std::size_t i = 0; i < units.size() && !any; ++i) {
    any = !is_marked_missing(units[i], options) && numbers_below(rows, i, options);
  }
  // A unit is said of numbers; over texts there is nothing, or a word of its own.
  for (std::size_t i = 0; i < units.size() && any; ++i) {
    const bool text = !units[i].empty() && !numbers_below(rows, i, options);
    any = !text || !occurs_below(rows, i);
  }
  return any;
}

}  // namespace ganglion::data
