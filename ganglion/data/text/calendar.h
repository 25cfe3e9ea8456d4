#pragma once
#include <cstdint>
#include <string_view>

/// The Gregorian calendar, and its words in English.
namespace ganglion::data {

/// 1 to 12 for the name of a month, at least three letters of it; else 0.
int month_of(std::string_view word);
/// Whether a word is the name of a day of the week, at least three letters of it.
bool is_weekday(std::string_view word);

/// Days of a month (1 to 12).
int days_in(int month, int year);
/// 1 Monday to 7 Sunday, by Sakamoto's method.
int weekday_of(int year, int month, int day);
/// Days from 1 January 1970 (Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t days_since_epoch(int year, int month, int day);

}  // namespace ganglion::data
