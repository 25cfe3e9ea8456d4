#pragma once
#include <string_view>

/// The words of the calendar in English, German, French, Spanish, Italian, Portuguese and Dutch.
/// Capitals and accents don't matter.
namespace ganglion::data {

/// 1 to 12 for the name of a month, at least three letters of it; else 0, also for "jui", which
/// begins two.
int month_of(std::string_view word);
/// Whether a word is the name of a day of the week, at least two letters of it.
bool is_weekday(std::string_view word);

}  // namespace ganglion::data
