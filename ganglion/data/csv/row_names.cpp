#include "ganglion/data/csv/row_names.h"

#include <set>
#include <string_view>

#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// Where commas cut, a first field may be half of a number with a decimal comma: "0,5".
bool begin_with_numbers(std::span<const CsvSample> rows) {
  double first = 0;
  if (!parse_number(rows[1].fields.front(), first)) return false;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    double value = 0;
    const bool counted =
        parse_number(rows[r].fields.front(), value) && value == first + static_cast<double>(r - 1);
    if (!counted) return true;
  }
  return false;
}

}  // namespace

bool may_name_rows(std::span<const CsvSample> rows, char delimiter) {
  std::set<std::string_view> names;
  bool any_last = false;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const auto& fields = rows[r].fields;
    if (fields.front().empty() || !names.insert(fields.front()).second) return false;
    any_last = any_last || !fields.back().empty();
  }
  return any_last && (delimiter != ',' || !begin_with_numbers(rows));
}

}  // namespace ganglion::data
