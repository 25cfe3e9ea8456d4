#include "ganglion/data/text/period.h"

#include <cstddef>

#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
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

/// Week 1 has the year's first Thursday.
std::optional<std::int64_t> day_of_week(int year, int week, int day) {
  const std::int64_t fourth = days_since_epoch(year, 1, 4);
  const std::int64_t monday = fourth - (weekday_of(year, 1, 4) - 1) + std::int64_t{7} * (week - 1);
  const bool of_year = calendar_day(monday + 3).year == year;
  if (week < 1 || !of_year || day < 1 || day > 7) return std::nullopt;
  return monday + day - 1;
}

std::optional<std::int64_t> day_of_quarter(int year, int quarter) {
  if (quarter < 1 || quarter > 4) return std::nullopt;
  return days_since_epoch(year, 3 * quarter - 2, 1);
}

/// "Q3 2024"
std::optional<std::int64_t> quarter_before_year(std::string_view text) {
  int quarter = 0;
  int year = 0;
  if (!take(text, 'Q') || !take_number(text, 1, quarter)) return std::nullopt;
  if (!take(text, ' ') && !take(text, '-') && !take(text, '/')) return std::nullopt;
  if (!take_number(text, 4, year) || !text.empty()) return std::nullopt;
  return day_of_quarter(year, quarter);
}

}  // namespace

std::optional<std::int64_t> first_day_of_period(std::string_view text) {
  text = inner_text(text);
  if (text.starts_with('Q')) return quarter_before_year(text);
  int year = 0;
  int number = 0;
  if (!take_number(text, 4, year)) return std::nullopt;
  const bool apart = take(text, '-') || take(text, ' ');
  if (take(text, 'Q')) {
    const bool whole = take_number(text, 1, number) && text.empty();
    return whole ? day_of_quarter(year, number) : std::nullopt;
  }
  int day = 1;
  if (!take(text, 'W') || !take_number(text, 2, number)) return std::nullopt;
  if (!text.empty() && (take(text, '-') != apart || !take_number(text, 1, day))) {
    return std::nullopt;
  }
  return text.empty() ? day_of_week(year, number, day) : std::nullopt;
}

}  // namespace ganglion::data
