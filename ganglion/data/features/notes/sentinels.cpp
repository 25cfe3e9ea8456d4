#include "ganglion/data/features/notes/sentinels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// "-99", "999", "9999.99"; "-999.25", of well logs; "-8888", "-6999"
bool is_of_nines(double value) {
  constexpr std::size_t kOfAnyDigit = 4;
  std::string text = number_text(std::abs(value));
  if (value < 0 && text.ends_with("9.25")) text.resize(text.size() - 3);
  const bool nines = std::ranges::count(text, '9') >= 2;
  if (nines && text.find_first_not_of("9.") == std::string::npos) return true;
  const std::string_view behind = std::string_view(text).substr(1);
  const bool alike = behind.find_first_not_of(text[0]) == std::string_view::npos && text[0] >= '6';
  const bool ends_in_nines = behind.find_first_not_of('9') == std::string_view::npos;
  return value < 0 && text.size() >= kOfAnyDigit && (alike || ends_in_nines);
}

/// What programs write where there is no value: the ends of the types of 16, 32 and 64 bits (R,
/// GDAL and ESRI among others), 1e20 of climate models, 9.97e36 of NetCDF, 1.70141e38 of Surfer;
/// perhaps with fewer digits. Nobody measures anything beyond 1e29.
bool is_fill_value(double value) {
  constexpr std::array<double, 7> kWhole = {32767,
                                            -32768,
                                            65535,
                                            2147483647,
                                            -2147483648.0,
                                            9223372036854775807.0,
                                            -9223372036854775808.0};
  constexpr double kClimate = 1e20;
  constexpr double kBeyondAll = 1e29;
  const double size = std::abs(value);
  return std::ranges::find(kWhole, value) != kWhole.end() || size >= kBeyondAll ||
         std::abs(size / kClimate - 1) < 1e-5;
}

/// "-999", "-99.99": nobody measures it among numbers that are never negative.
bool is_odd_one(double value) {
  const std::string text = number_text(std::abs(value));
  return value < 0 && is_of_nines(value) && text.size() >= 3;
}

/// The other numbers of a column, and how often the one occurs.
struct Others {
  std::int64_t rows = 0;
  std::int64_t of_one = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
};

Others others_than(double one, const std::vector<double>& numbers) {
  Others others;
  for (const double number : numbers) {
    if (std::isnan(number)) continue;
    ++others.rows;
    if (number == one) {
      ++others.of_one;
      continue;
    }
    others.least = std::min(others.least, number);
    others.most = std::max(others.most, number);
  }
  return others;
}

constexpr std::size_t kFewDates = 10;

/// Dates that are numbers, too.
struct NumberedDates {
  std::string_view what;
  double least;  ///< numbers outside need not be looked at
  double most;
  int width;  ///< of the text, with zeros before it
  int decimals;
};
constexpr std::array<NumberedDates, 5> kNumberedDates = {
    {{"times", 19000101000000, 20991231235959, 14, 0},  // 20201231235959
     {"days", 19000101, 20991231, 8, 0},                // 20201231
     {"months", 190001, 209912, 6, 0},                  // 202012
     {"months", 1900.01, 2099.12, 7, 2},                // 2020.12
     {"months", 1.19, 12.2099, 7, 4}}};                 // 12.2020

/// The text of a number that is a date, else empty.
std::string date_in(double number, const NumberedDates& form) {
  if (number < form.least || number > form.most) return {};
  const std::string text = fmt::format("{:0{}.{}f}", number, form.width, form.decimals);
  double written = 0;
  const auto date = parse_date(text, DateOrder::year_first);
  const bool ours = date && date->values[0] >= 1900 && date->values[0] < 2100;
  return ours && parse_number(text, written) && written == number ? text : std::string();
}

/// 1022020, written as 01022020, as "2020-02-01", or as "2020-01-02" with the month first; else
/// empty.
std::string day_with_year_last(double number, bool month_first) {
  constexpr double kLeast = 1'01'1900;
  constexpr double kMost = 31'12'2099;
  if (!(number >= kLeast && number <= kMost) || number != std::floor(number)) return {};
  const std::string digits = fmt::format("{:08.0f}", number);
  const std::string first = digits.substr(0, 2);
  const std::string second = digits.substr(2, 2);
  const std::string text = fmt::format("{}-{}-{}", digits.substr(4), month_first ? first : second,
                                       month_first ? second : first);
  const auto date = parse_date(text, DateOrder::year_first);
  return date && date->values[0] >= 1900 && date->values[0] < 2100 ? text : std::string();
}

/// A note on numbers such as 31122020, which aren't read as dates.
std::optional<std::string> note_on_days_with_year_last(const Column& column) {
  for (const bool month_first : {false, true}) {
    std::set<std::string> dates;
    double example = 0;
    const bool all = std::ranges::all_of(column.numbers, [&](double number) {
      if (std::isnan(number)) return true;
      const std::string text = day_with_year_last(number, month_first);
      if (dates.size() < kFewDates) {
        dates.insert(text);
        if (text == *dates.begin()) example = number;
      }
      return !text.empty();
    });
    if (!all || dates.size() < kFewDates) continue;
    return fmt::format(
        "numbers that are all days with the year last, such as {:08.0f}; to have them read as "
        "dates, write them as {}",
        example, *dates.begin());
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> sentinel_note(const Column& column) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (const double number : column.numbers) {
    least = std::fmin(least, number);
    most = std::fmax(most, number);
  }
  for (const double one : {least, most}) {
    if (!std::isfinite(one) || !(is_of_nines(one) || is_fill_value(one))) continue;
    const Others others = others_than(one, column.numbers);
    const double gap = one == least ? others.least - one : one - others.most;
    constexpr std::int64_t kRowsForOne = 10;
    const bool odd = is_odd_one(one) && others.least >= 0 && others.rows >= kRowsForOne;
    const bool once = others.of_one == 1 && !odd;
    if (once || !(others.least < others.most)) continue;
    if (gap <= others.most - others.least) continue;
    const std::string text = number_text(one);
    return fmt::format(
        "{} in {} of {} rows is far from all others ({} to {}); if it stands for a missing value: "
        "{}",
        text, others.of_one, others.rows, number_text(others.least), number_text(others.most),
        setting("columns", column.name + "=number missing=" + text));
  }
  return std::nullopt;
}

std::optional<std::string> date_sentinel_note(const Column& column, DateOrder order) {
  constexpr std::array<std::string_view, 8> kPlaceholders = {
      "9999-12-31", "9999-01-01", "2999-12-31", "2099-12-31",
      "1900-01-01", "1899-12-30", "1899-12-31", "1970-01-01"};
  std::vector<double> hours;
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (column.is_missing(row)) continue;
    const auto date = parse_date(column.text(row), order);
    if (!date) return std::nullopt;
    hours.push_back(date->hours);
    rows.push_back(row);
  }
  for (const std::string_view day : kPlaceholders) {
    const double one = parse_date(day, DateOrder::year_first)->hours;
    const Others others = others_than(one, hours);
    if (others.of_one < 2 || !(others.least < others.most)) continue;
    const double gap = one < others.least ? others.least - one : one - others.most;
    if (gap <= others.most - others.least) continue;
    const auto at = std::ranges::find(hours, one) - hours.begin();
    const std::string text = column.text(rows[static_cast<std::size_t>(at)]);
    return fmt::format(
        "{} in {} of {} rows is far from all others; if it stands for a missing value: {}", text,
        others.of_one, others.rows, setting("columns", column.name + "=date missing=" + text));
  }
  return std::nullopt;
}

std::optional<std::string> dense_dates_note(const Column& column) {
  for (const NumberedDates& form : kNumberedDates) {
    std::set<std::string> dates;
    const bool all = std::ranges::all_of(column.numbers, [&](double number) {
      if (std::isnan(number)) return true;
      const std::string text = date_in(number, form);
      if (dates.size() < kFewDates) dates.insert(text);
      return !text.empty();
    });
    if (!all || dates.size() < kFewDates) continue;
    return fmt::format("numbers that are all {}, such as {}; to read them as dates: {}", form.what,
                       *dates.begin(), setting("columns", column.name + "=date"));
  }
  return note_on_days_with_year_last(column);
}

}  // namespace ganglion::data
