#include "ganglion/data/text/period.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/calendar_words.h"
#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

bool take_any(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// Exactly so many digits.
bool take_number(std::string_view& text, std::size_t digits, int& number) {
  if (text.size() < digits) return false;
  number = 0;
  for (const char c : text.substr(0, digits)) {
    if (!is_digit(c)) return false;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return true;
}

bool take_year(std::string_view& text, int& year) {
  return take_number(text, 4, year) && is_likely_year(year);
}

/// Of four digits, or of two.
bool take_short_year(std::string_view& text, int& year) {
  if (count_digits(text) == 4) return take_year(text, year);
  if (count_digits(text) != 2 || !take_number(text, 2, year)) return false;
  year = full_year(year);
  return true;
}

/// Week 1 has the year's first Thursday.
std::optional<std::int64_t> day_of_week(int year, int week, int day) {
  const std::int64_t fourth = days_since_epoch(year, 1, 4);
  const std::int64_t monday = fourth - (weekday_of(year, 1, 4) - 1) + std::int64_t{7} * (week - 1);
  const bool of_year = calendar_day(monday + 3).year == year;
  if (week < 1 || !of_year || day < 1 || day > 7) return std::nullopt;
  return monday + day - 1;
}

/// The start of a part of a year that has so many of them.
std::optional<std::int64_t> day_of_part(int year, int part, int parts) {
  if (part < 1 || part > parts) return std::nullopt;
  return days_since_epoch(year, (part - 1) * (12 / parts) + 1, 1);
}

/// "Q3 2024", "3Q2024", "Q3'24", "3Q24"
std::optional<std::int64_t> quarter_before_year(std::string_view text) {
  int quarter = 0;
  int year = 0;
  const bool letter_first = take_any(text, "Qq");
  if (!take_number(text, 1, quarter) || (!letter_first && !take_any(text, "Qq"))) {
    return std::nullopt;
  }
  const bool apart = take_any(text, " '");
  const bool joined = !apart && take_any(text, "-/");
  if (letter_first && !apart && !joined) return std::nullopt;
  const bool read = joined ? take_year(text, year) : take_short_year(text, year);
  return read && text.empty() ? day_of_part(year, quarter, 4) : std::nullopt;
}

/// "05", "05-3" behind the year and the W of a week.
std::optional<std::int64_t> week_behind(std::string_view text, int year, bool apart) {
  int week = 0;
  int day = 1;
  if (!take_number(text, 2, week)) return std::nullopt;
  if (!text.empty() && (take_char(text, '-') != apart || !take_number(text, 1, day))) {
    return std::nullopt;
  }
  return text.empty() ? day_of_week(year, week, day) : std::nullopt;
}

/// How far apart times of a unit lie.
struct Spacing {
  std::int64_t span = 0;
  bool even = true;
};

Spacing spacing_of(std::vector<std::int64_t> times) {
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  Spacing spacing{.span = times.back() - times.front()};
  for (std::size_t i = 2; i < times.size(); ++i) {
    spacing.even = spacing.even && times[i] - times[i - 1] == times[1] - times[0];
  }
  return spacing;
}

}  // namespace

std::optional<std::int64_t> first_day_of_period(std::string_view text) {
  text = inner_text(text);
  if (count_digits(text) < 2) return quarter_before_year(text);
  int year = 0;
  int number = 0;
  if (!take_year(text, year)) return std::nullopt;
  const bool apart = take_any(text, "- ");
  if (take_char(text, 'W')) return week_behind(text, year, apart);
  if (!apart) take_any(text, "/.");
  const char letter = text.empty() ? '\0' : small_letter(text[0]);
  const int parts = letter == 'q' ? 4 : letter == 'm' ? 12 : letter == 'h' || letter == 's' ? 2 : 0;
  if (parts == 0) return std::nullopt;
  text.remove_prefix(1);
  const std::size_t digits = parts == 12 ? count_digits(text) : 1;
  if (digits > 2 || !take_number(text, digits, number) || !text.empty()) return std::nullopt;
  return day_of_part(year, number, parts);
}

bool is_span_of_years(std::string_view text) {
  text = inner_text(text);
  int first = 0;
  int last = 0;
  return take_year(text, first) && take_any(text, "-/") && take_number(text, 2, last) &&
         text.empty() && (first + 1) % 100 == last;
}

bool are_spans_of_years(std::span<const std::string_view> texts) {
  constexpr std::size_t kLeast = 3;
  return texts.size() >= kLeast && std::ranges::all_of(texts, is_span_of_years);
}

bool MonthNumber::is_day() const {
  return number >= 1 && number <= days_in(month, kNoYear);
}

std::optional<MonthNumber> month_number(std::string_view text) {
  text = inner_text(text);
  const std::size_t dash = text.rfind('-');
  if (dash == text.npos || text.size() - dash != 3) return std::nullopt;
  const std::string_view digits = text.substr(dash + 1);
  if (count_digits(digits) != 2) return std::nullopt;
  const int month = month_of(text.substr(0, dash));
  if (month == 0) return std::nullopt;
  return MonthNumber{.month = month, .number = (digits[0] - '0') * 10 + (digits[1] - '0')};
}

std::optional<MonthNumbers> month_numbers(std::span<const std::string_view> texts) {
  std::vector<std::int64_t> days;
  std::vector<std::int64_t> months;
  bool all_days = true;
  for (const std::string_view text : texts) {
    const auto one = month_number(text);
    if (!one) return std::nullopt;
    all_days = all_days && one->is_day();
    days.push_back(days_since_epoch(kNoYear, one->month, 1) + one->number);
    months.push_back(std::int64_t{12} * full_year(one->number) + one->month);
  }
  if (texts.empty()) return std::nullopt;
  if (!all_days) return MonthNumbers{.days = false, .sure = true};
  const Spacing by_day = spacing_of(std::move(days));
  const Spacing by_month = spacing_of(std::move(months));
  if (by_day.even != by_month.even) return MonthNumbers{.days = by_day.even, .sure = true};
  return MonthNumbers{.days = by_day.span < by_month.span};
}

std::string month_day_text(int month, int day) {
  constexpr std::array<std::string_view, 12> kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}-{:02}", kNames.at(static_cast<std::size_t>(month) - 1), day);
}

}  // namespace ganglion::data
