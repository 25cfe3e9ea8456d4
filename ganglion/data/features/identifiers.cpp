#include "ganglion/data/features/identifiers.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace ganglion::data {
namespace {

constexpr std::int64_t kRowsForIdentifier = 50;

bool is_between(char c, char first, char last) {
  return c >= first && c <= last;
}

/// "PassengerId" -> passenger, id; "row_no" -> row, no.
std::vector<std::string> parts_of_name(const std::string& name) {
  std::vector<std::string> parts;
  char before = ' ';
  bool inside = false;
  for (const char c : name) {
    const bool capital = is_between(c, 'A', 'Z');
    const bool part =
        capital || is_between(c, 'a', 'z') || is_between(c, '0', '9') || (c & 0x80) != 0;
    const bool begins = !inside || (capital && is_between(before, 'a', 'z'));
    if (part && begins) parts.emplace_back();
    if (part) parts.back() += capital ? static_cast<char>(c - 'A' + 'a') : c;
    inside = part;
    before = c;
  }
  return parts;
}

bool names_an_identifier(const std::string& name) {
  static const std::set<std::string> kLast = {"id",  "ids", "index", "idx",    "no",  "nr",
                                              "num", "key", "uuid",  "number", "row", "rownames"};
  const auto parts = parts_of_name(name);
  if (name.starts_with("Unnamed")) return true;
  return !parts.empty() && kLast.contains(parts.back());
}

bool names_a_time(const std::string& name) {
  static const std::set<std::string> kTimes = {"year", "month", "day",  "date", "time", "week",
                                               "hour", "age",   "step", "t",    "epoch"};
  return std::ranges::any_of(parts_of_name(name),
                             [&](const std::string& part) { return kTimes.contains(part); });
}

bool counts_rows(const std::vector<double>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] != values[i - 1] + 1) return false;
  }
  return true;
}

}  // namespace

bool names_rows(const Table& table, const Column& column, bool first) {
  if (table.rows() < kRowsForIdentifier) return false;
  const std::vector<double>& numbers = column.numbers;
  if (!std::ranges::all_of(numbers, [](double x) { return std::trunc(x) == x; })) return false;
  const bool counted = counts_rows(numbers);
  const bool first_unnamed =
      first && column.name == "c1" &&
      *std::ranges::max_element(numbers) > 10.0 * static_cast<double>(table.rows());
  // What costs most, and most memory, comes last.
  if (!names_an_identifier(column.name) && !first_unnamed &&
      !(counted && !names_a_time(column.name))) {
    return false;
  }
  if (counted) return true;
  std::vector<double> values = numbers;
  std::ranges::sort(values);
  return std::ranges::adjacent_find(values) == values.end();
}

}  // namespace ganglion::data
