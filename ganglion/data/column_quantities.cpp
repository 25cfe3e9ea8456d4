#include "ganglion/data/column_quantities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/quantities/number_mark.h"
#include "ganglion/data/quantities/unit_word.h"
#include "ganglion/data/quantities/unread_quantity.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/written_number.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kFewValues = 20;
constexpr std::size_t kMaxUnits = 12;   // more different words are no units
constexpr std::size_t kShownUnits = 4;  // of them in an error

/// A text of a column, in how many rows it is, and in which first.
struct Value {
  std::string_view text;
  std::size_t rows = 0;
  std::int64_t first = 0;
};

std::vector<Value> values_in(const Column& column) {
  std::vector<Value> all(column.names.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].text = column.names[i];
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    if (column.codes[row] < 0) continue;
    Value& value = all[static_cast<std::size_t>(column.codes[row])];
    if (value.rows++ == 0) value.first = static_cast<std::int64_t>(row);
  }
  std::erase_if(all, [](const Value& value) { return value.rows == 0; });
  return all;
}

/// Those values of a column that have some form.
struct Matches {
  std::size_t rows = 0;
  std::size_t different = 0;
  const Value* example = nullptr;  ///< the first of those that show the form

  void add(const Value& value, bool shows) {
    rows += value.rows;
    ++different;
    if (shows && (example == nullptr || value.first < example->first)) example = &value;
  }
  /// Whether they are what the column holds, and no categories.
  bool are_meant(const std::vector<Value>& all) const {
    std::size_t present = 0;
    for (const Value& value : all) present += value.rows;
    const bool few = different <= kFewValues && different * 2 <= rows;
    return example != nullptr && !few && rows * 3 >= present * 2;
  }
};

/// "05": below 60.
bool take_sixtieths(std::string_view& text) {
  const bool below_sixty = !text.empty() && text[0] < '6';
  return below_sixty && take_digits(text) == 2;
}

/// A duration, and whether it can't be a time of the day.
struct Duration {
  bool certain = false;
  bool of_minutes = false;  ///< "7:14.5": the fraction says that 14 are seconds
};

bool take_fraction(std::string_view& text) {
  return (take_char(text, '.') || take_char(text, ',')) && take_digits(text) > 0;
}

/// "36:15", "36:15:00.5", "7:14,5", "2 days 03:00:00"; nothing for other text.
std::optional<Duration> duration_of(std::string_view text) {
  take_char(text, '-');
  double days = 0;
  if (const std::size_t at = text.find(" day"); at != std::string_view::npos) {
    if (!parse_number(text.substr(0, at), days)) return std::nullopt;
    text.remove_prefix(at + 4);
    take_char(text, 's');
    take_char(text, ',');
    if (!take_char(text, ' ')) return std::nullopt;
  }
  double hours = 0;
  const std::string_view whole = text.substr(0, text.find(':'));
  const std::size_t digits = take_digits(text);
  if (digits == 0 || digits > 5 || digits != whole.size() || !parse_number(whole, hours)) {
    return std::nullopt;
  }
  if (!take_char(text, ':') || !take_sixtieths(text)) return std::nullopt;
  const bool of_minutes = !text.empty() && text[0] != ':';
  if (take_char(text, ':') && !take_sixtieths(text)) return std::nullopt;
  if (!text.empty() && (!take_fraction(text) || !text.empty())) return std::nullopt;
  return Duration{.certain = of_minutes || 24 * days + hours >= 24, .of_minutes = of_minutes};
}

/// "0x1F", of up to 13 digits: longer ones are codes.
bool is_hexadecimal(std::string_view text) {
  constexpr std::size_t kMaxDigits = 13;
  take_char(text, '-');
  if (!text.starts_with("0x") && !text.starts_with("0X")) return false;
  text.remove_prefix(2);
  return !text.empty() && text.size() <= kMaxDigits && std::ranges::all_of(text, [](char c) {
    const char small = small_letter(c);
    return is_digit(c) || (small >= 'a' && small <= 'f');
  });
}

/// "1_000", "12_000_000.5"
bool has_underscores(std::string_view text) {
  take_char(text, '-');
  const std::size_t first = take_digits(text);
  if (first < 1 || first > 3 || !text.starts_with('_')) return false;
  while (take_char(text, '_')) {
    if (take_digits(text) != 3) return false;
  }
  return text.empty() || (take_char(text, '.') && take_digits(text) > 0 && text.empty());
}

[[noreturn]] void refuse(const Table& table, const Column& column, const Value& value,
                         const std::string& why) {
  const std::string as_category = column.name + "=category";
  throw Error(fmt::format("{}: column {}: {}; if they are categories: {}", table.place(value.first),
                          shown(column.name), why, setting("columns", as_category)),
              {.setting = "columns", .value = as_category});
}

void refuse_durations(const Table& table, const Column& column, const std::vector<Value>& all) {
  Matches durations;
  bool of_minutes = false;
  for (const Value& value : all) {
    const auto duration = duration_of(value.text);
    if (!duration) continue;
    durations.add(value, duration->certain);
    of_minutes = of_minutes || duration->of_minutes;
  }
  // A fraction is no part of a category's name, however few there are.
  if (!durations.are_meant(all) && !(of_minutes && durations.different == all.size())) return;
  refuse(table, column, *durations.example,
         fmt::format("durations such as {}{} are not read; write them as numbers, in {}",
                     shown(durations.example->text), of_minutes ? " (minutes and seconds)" : "",
                     of_minutes ? "seconds" : "hours or seconds"));
}

void refuse_hexadecimal(const Table& table, const Column& column, const std::vector<Value>& all) {
  Matches numbers;
  for (const Value& value : all) {
    if (is_hexadecimal(value.text)) numbers.add(value, true);
  }
  if (!numbers.are_meant(all)) return;
  refuse(table, column, *numbers.example,
         fmt::format("hexadecimal numbers such as {} are not read; write them as decimal ones",
                     shown(numbers.example->text)));
}

void refuse_underscores(const Table& table, const Column& column, const std::vector<Value>& all) {
  Matches numbers;
  for (const Value& value : all) {
    double number = 0;
    const bool underscores = has_underscores(value.text);
    if (underscores || parse_number(value.text, number)) numbers.add(value, underscores);
  }
  if (!numbers.are_meant(all)) return;
  refuse(table, column, *numbers.example,
         fmt::format("numbers such as {} have underscores; to read them: {}",
                     shown(numbers.example->text),
                     setting("columns", column.name + "=number thousands=underscore")));
}

void refuse_unread(const Table& table, const Column& column, const std::vector<Value>& all) {
  std::map<std::string_view, Matches> by_remedy;
  for (const Value& value : all) {
    const UnreadQuantity found = unread_quantity(value.text);
    if (!found.remedy.empty()) by_remedy[found.remedy].add(value, found.certain);
  }
  for (const auto& [remedy, numbers] : by_remedy) {
    if (!numbers.are_meant(all)) continue;
    refuse(
        table, column, *numbers.example,
        fmt::format("numbers such as {} are not read; {}", shown(numbers.example->text), remedy));
  }
}

/// "<0.5" in most rows, or in all; where numbers alone are more, refuse_slips tells of it.
void refuse_marked(const Table& table, const Column& column, const std::vector<Value>& all) {
  Matches numbers;
  std::size_t alone = 0;
  for (const Value& value : all) {
    double number = 0;
    const bool plain = parse_number(value.text, number);
    const std::string mark = plain ? "" : mark_beside_number(value.text, column.format);
    if (!plain && (mark.empty() || is_letter(mark[0]))) continue;
    numbers.add(value, !plain);
    alone += plain ? value.rows : 0;
  }
  if (!numbers.are_meant(all) || alone * 2 > numbers.rows) return;
  refuse(table, column, *numbers.example,
         fmt::format("{} is a number with a mark, as most are; write the numbers alone, and the "
                     "marks, if they matter, in a column of their own",
                     shown(numbers.example->text)));
}

/// The units of a column's numbers, the most frequent first, and those numbers that have none.
struct Units {
  std::vector<std::pair<std::string, Matches>> with;
  Matches all;  ///< that have one
  Matches without;
  bool fraction = false;  ///< one of them has: "12" and "12 b" may be houses, "12.5 b" is none
};

Units units_in(const std::vector<Value>& values) {
  Units units;
  std::map<std::string, Matches> with;
  for (const Value& value : values) {
    const auto parts = take_apart(value.text);
    if (!parts) continue;
    double number = 0;
    if (parse_number(value.text, number)) units.without.add(value, true);
    const bool apart = parts->digits.data() + parts->digits.size() != parts->unit.data();
    if (!is_unit_word(parts->unit, apart)) continue;
    with[std::string(parts->unit)].add(value, true);
    units.all.add(value, true);
    units.fraction |= parts->digits.find_first_of(".,") != std::string_view::npos;
  }
  units.with.assign(with.begin(), with.end());
  std::ranges::stable_sort(
      units.with, [](const auto& a, const auto& b) { return a.second.rows > b.second.rows; });
  return units;
}

std::string listed_units(const Units& units) {
  std::string list;
  for (std::size_t i = 0; i < std::min(kShownUnits, units.with.size()); ++i) {
    const auto& [unit, matches] = units.with[i];
    list += fmt::format("{}{} in {} row{} such as {}", i == 0 ? "" : ", ", shown(unit),
                        matches.rows, matches.rows == 1 ? "" : "s", shown(matches.example->text));
  }
  if (units.with.size() <= kShownUnits) return list;
  return list + fmt::format(" and {} more", units.with.size() - kShownUnits);
}

void refuse_units(const Table& table, const Column& column, const std::vector<Value>& all) {
  const Units units = units_in(all);
  if (units.with.size() < 2 || units.with.size() > kMaxUnits) return;
  Matches numbers = units.all;
  const bool flags = units.fraction && units.without.rows > 0;
  if (flags) {
    numbers.rows += units.without.rows;
    numbers.different += units.without.different;
  }
  if (!numbers.are_meant(all)) return;
  if (flags) {
    refuse(
        table, column, *units.with[0].second.example,
        fmt::format("some numbers have a unit or mark ({}), {} have none; write all in one unit, "
                    "without it, and marks in a column of their own",
                    listed_units(units), units.without.rows));
  }
  refuse(table, column, *units.with[1].second.example,
         fmt::format("the numbers have different units ({}); write all in one unit, without it",
                     listed_units(units)));
}

}  // namespace

void refuse_quantities(const Table& table, const Column& column) {
  if (column.kind == ColumnKind::number || column.names.empty()) return;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  if (column.date_order || order_of_dates(texts)) return;  // "2020 Jan" has no unit
  const std::vector<Value> all = values_in(column);
  refuse_durations(table, column, all);
  refuse_hexadecimal(table, column, all);
  refuse_underscores(table, column, all);
  refuse_unread(table, column, all);
  refuse_marked(table, column, all);
  refuse_units(table, column, all);
}

}  // namespace ganglion::data
