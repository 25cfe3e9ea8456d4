#include "ganglion/data/features/identifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/data/features/name_parts.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kFewRows = 10;
/// Rows in which a name says little, and the numbers themselves much.
constexpr std::int64_t kManyRows = 50;
/// Files put behind each other are few, and have some rows each.
constexpr std::int64_t kMaxRuns = 10;
constexpr std::int64_t kRowsOfRun = 10;

using Words = std::set<std::string, std::less<>>;

/// What the name of a column says of its numbers.
enum class NameSays : std::uint8_t { row, identifier, perhaps, measure, nothing };

const Words& people() {
  static const Words kPeople = {"account",   "client",      "customer", "employee", "member",
                                "passenger", "participant", "patient",  "person",   "respondent",
                                "student",   "subject",     "user"};
  return kPeople;
}

/// Whoever or whatever has a row each in many tables.
bool is_thing(std::string_view word) {
  static const Words kThings = {"case",   "entry",  "image",       "item",       "instance",
                                "object", "obs",    "order",       "product",    "record",
                                "row",    "sample", "observation", "transaction"};
  return kThings.contains(word) || people().contains(word);
}

/// Who has several rows is often in all parts of a split.
bool names_people(const std::vector<std::string>& parts) {
  static const Words kOthers = {"player", "driver", "speaker", "animal", "rat", "mouse", "chick"};
  return !parts.empty() && (people().contains(parts.back()) || kOthers.contains(parts.back()));
}

bool names_an_identifier(std::string_view last) {
  static const Words kIds = {"id", "ids", "uuid", "guid", "uid"};
  return kIds.contains(last) || (last.ends_with("id") && is_thing(last.substr(0, last.size() - 2)));
}

bool names_a_row(const std::string& name, const std::vector<std::string>& parts) {
  static const Words kAlone = {"index",     "idx",  "row", "rows",   "rowno",   "rownum", "rowname",
                               "rownames",  "no",   "nr",  "nummer", "lfdnr",   "sno",    "slno",
                               "rownumber", "rnum", "rn",  "lfd",    "rowindex"};
  static const Words kBefore = {"row", "sl", "sr", "s", "lfd", "serial", "line", "obs"};
  static const Words kCounters = {"index", "idx", "no", "nr", "num", "number", "id"};
  if (parts.empty() || name.starts_with("Unnamed") || name == "level_0") return true;  // of pandas
  if (parts.size() == 1) return kAlone.contains(parts[0]);
  return parts.size() == 2 && kBefore.contains(parts[0]) && kCounters.contains(parts[1]);
}

bool names_a_measure(const std::vector<std::string>& parts) {
  static const Words kMeasures = {
      "year",       "years",       "month",      "months",     "day",
      "days",       "date",        "time",       "week",       "weeks",
      "hour",       "hours",       "minute",     "minutes",    "second",
      "seconds",    "quarter",     "age",        "step",       "steps",
      "t",          "x",           "epoch",      "timestamp",  "duration",
      "period",     "lap",         "iteration",  "dose",       "dosage",
      "temp",       "temperature", "depth",      "height",     "length",
      "width",      "distance",    "position",   "pos",        "size",
      "area",       "weight",      "mass",       "volume",     "speed",
      "velocity",   "pressure",    "energy",     "power",      "angle",
      "degree",     "degrees",     "price",      "cost",       "salary",
      "income",     "amount",      "revenue",    "sales",      "budget",
      "score",      "rank",        "level",      "rate",       "count",
      "quantity",   "qty",         "population", "mileage",    "km",
      "miles",      "frequency",   "freq",       "wavelength", "concentration",
      "elevation",  "altitude",    "latitude",   "longitude",  "heat",
      "experience", "cycle",       "cycles",     "total",      "load",
      "voltage",    "current",     "nm",         "mm",         "cm"};
  return std::ranges::any_of(parts, [](const auto& part) { return kMeasures.contains(part); });
}

NameSays read_name(std::span<const std::string> names, const Column& column) {
  static const Words kCounters = {"index", "idx",    "no",  "nr",      "num",
                                  "key",   "number", "row", "rownames"};
  const bool first = names.front() == column.name;
  const std::string second = names.size() > 1 ? names[1] : "";
  if (first && column.name == "c1" && !second.empty() && second != "c2") return NameSays::row;
  // What R calls a column without a name; coordinates are X and Y.
  if (first && column.name == "X" && second != "Y") return NameSays::perhaps;
  const auto parts = parts_of_name(column.name);
  if (names_a_row(column.name, parts)) return NameSays::row;
  if (names_an_identifier(parts.back())) return NameSays::identifier;
  if (names_a_measure(parts)) return NameSays::measure;
  return kCounters.contains(parts.back()) || is_thing(parts.back()) ? NameSays::perhaps
                                                                    : NameSays::nothing;
}

/// What one look at whole numbers in the order of their rows tells.
struct Sequence {
  std::int64_t rows = 0;  ///< that have a number
  std::int64_t missing = 0;
  std::int64_t runs = 1;  ///< of numbers that rise from row to row
  bool counts_up = true;
  bool counts_down = true;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();

  double range() const { return most - least + 1; }
  bool rises() const { return runs == 1; }
  bool counts() const { return missing == 0 && (counts_up || counts_down); }
  bool rises_a_few_times() const { return runs <= kMaxRuns && rows >= kRowsOfRun * runs; }
  double row_count() const { return static_cast<double>(rows); }
  /// -log of the probability, at most, that independent numbers of this range all differ.
  double surprise_if_different() const { return row_count() * (row_count() - 1) / (2 * range()); }
};

/// Nothing for numbers that aren't whole, and for negative ones.
std::optional<Sequence> sequence_of(const std::vector<double>& numbers) {
  Sequence result;
  double before = 0;
  for (const double number : numbers) {
    if (std::isnan(number)) {
      ++result.missing;
      continue;
    }
    if (std::trunc(number) != number || number < 0) return std::nullopt;
    if (result.rows++ > 0) {
      result.runs += number <= before ? 1 : 0;
      result.counts_up = result.counts_up && number == before + 1;
      result.counts_down = result.counts_down && number == before - 1;
    }
    result.least = std::min(result.least, number);
    result.most = std::max(result.most, number);
    before = number;
  }
  if (result.rows < kFewRows || 2 * result.missing > result.rows) return std::nullopt;
  return result;
}

/// Takes memory for another column, so it comes last.
std::int64_t count_different(const std::vector<double>& numbers) {
  std::vector<double> sorted;
  std::ranges::copy_if(numbers, std::back_inserter(sorted),
                       [](double x) { return !std::isnan(x); });
  std::ranges::sort(sorted);
  return std::unique(sorted.begin(), sorted.end()) - sorted.begin();
}

bool all_differ(const Column& column, const Sequence& sequence) {
  if (sequence.range() < sequence.row_count()) return false;
  return sequence.rises() || count_different(column.numbers) == sequence.rows;
}

/// exp(-14) is one in a million.
constexpr double kSurprise = 14;

bool numbers_rows_by_itself(std::span<const std::string> names, const Column& column,
                            const Sequence& sequence) {
  const bool first = names.front() == column.name;
  if (first && sequence.counts() && sequence.counts_up && sequence.least <= 1) return true;
  if (sequence.rows < kManyRows) return false;
  if (sequence.counts()) return true;
  if (!first || sequence.missing > 0) return false;
  if (sequence.rises() && sequence.most < 10 * sequence.row_count()) {
    return sequence.surprise_if_different() > kSurprise;
  }
  return column.name == "c1" && sequence.most > 10 * sequence.row_count() &&
         all_differ(column, sequence);
}

}  // namespace

bool names_rows(std::span<const std::string> names, const Column& column) {
  const auto sequence = sequence_of(column.numbers);
  if (!sequence) return false;
  const auto differ_in = [&](double share) {
    return static_cast<double>(count_different(column.numbers)) >= share * sequence->row_count();
  };
  switch (read_name(names, column)) {
    case NameSays::row:
      return sequence->rises_a_few_times() || differ_in(0.25);
    case NameSays::identifier:
      return sequence->rises_a_few_times() || differ_in(0.9);
    case NameSays::perhaps:
      if (sequence->missing > 0) return false;
      return sequence->rows >= kManyRows
                 ? all_differ(column, *sequence)
                 : sequence->rises() && sequence->range() <= 2 * sequence->row_count();
    case NameSays::measure:
      return false;
    case NameSays::nothing:
      return numbers_rows_by_itself(names, column, *sequence);
  }
  return false;
}

bool names_groups(const std::string& name) {
  const auto parts = parts_of_name(name);
  return !parts.empty() && (names_an_identifier(parts.back()) || names_people(parts));
}

std::optional<std::string> numbering_note(const Column& column) {
  const auto parts = parts_of_name(column.name);
  if (names_a_measure(parts)) return std::nullopt;
  const auto sequence = sequence_of(column.numbers);
  if (!sequence) return std::nullopt;
  if (sequence->surprise_if_different() > kSurprise && all_differ(column, *sequence)) {
    return fmt::format(
        "a different integer in every row, close to each other, as row numbers are; if it is one, "
        "exclude it: {}",
        setting("ignore", column.name));
  }
  if (names_groups(column.name)) {
    return fmt::format(
        "used as a number, but its name says that it names groups of rows; to use each value as a "
        "category: {}; to exclude it: {}; to test on other groups than are learnt from: {}",
        setting("columns", column.name + "=category"), setting("ignore", column.name),
        setting("group", column.name));
  }
  return std::nullopt;
}

std::optional<std::string> group_note(const Column& column) {
  if (column.kind != ColumnKind::category || !names_groups(column.name)) return std::nullopt;
  constexpr std::int64_t kRowsOfGroup = 2;  // on average
  const std::set<std::int32_t> groups(column.codes.begin(), column.codes.end());
  const auto count = std::ssize(groups) - std::int64_t{groups.contains(-1) ? 1 : 0};
  if (count < kFewRows / 2 || std::ssize(column.codes) < kRowsOfGroup * count) return std::nullopt;
  return fmt::format(
      "{} groups of rows by its name, which are in training and test alike; to test on other "
      "groups "
      "than are learnt from: {}",
      count, setting("group", column.name));
}

std::string excluded_numbers_note(const Column& column) {
  const std::int64_t different = count_different(column.numbers);
  const std::int64_t rows = std::ssize(column.numbers);
  const std::string values = different == rows
                                 ? "a different integer in every row"
                                 : fmt::format("{} distinct integers in {} rows", different, rows);
  return fmt::format("{}, so it looks like a row number or an identifier; excluded; to use it: {}",
                     values, setting("columns", column.name + "=number"));
}

}  // namespace ganglion::data
