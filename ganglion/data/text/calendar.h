#pragma once
#include <cstdint>
#include <string_view>

/// The Gregorian calendar.
namespace ganglion::data {

struct CalendarDay {
  int year = 1970;
  int month = 1;
  int day = 1;
};

/// A year of two digits: 69 to 99 are of the last century, 00 to 68 of this one (as POSIX has it).
constexpr int full_year(int two_digits) {
  return two_digits + (two_digits < 69 ? 2000 : 1900);
}

/// Whether a number of four digits beside a month or a part of a year is meant as a year.
constexpr bool is_likely_year(int number) {
  return number >= 1800 && number <= 2199;
}

/// Days of a month (1 to 12).
int days_in(int month, int year);
/// 1 Monday to 7 Sunday, by Sakamoto's method.
int weekday_of(int year, int month, int day);
/// Days from 1 January 1970 (Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t days_since_epoch(int year, int month, int day);
/// The day so many days after 1 January 1970, by the same source.
CalendarDay calendar_day(std::int64_t days_since_epoch);

}  // namespace ganglion::data
