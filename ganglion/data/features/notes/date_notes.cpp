#include "ganglion/data/features/notes/date_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "ganglion/core/setting.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kRowsInOrder = 50;

using Dates = std::vector<std::optional<DateParts>>;

/// The year of a date; 0 for a time alone, and where there is none.
int year_of(const std::optional<DateParts>& date) {
  return date && date->has_day ? static_cast<int>(date->values[0]) : 0;
}

int this_year() {
  using std::chrono::days;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return calendar_day(std::chrono::duration_cast<days>(now).count()).year;
}

/// What is born in 1954 is written "19.05.54", too.
std::string of_two_digits(const Column& column, const Dates& dates) {
  constexpr int kYearsAhead = 5;
  const int latest = this_year() + kYearsAhead;
  std::size_t count = 0;
  std::string example;
  for (std::size_t row = 0; row < dates.size(); ++row) {
    const int year = year_of(dates[row]);
    if (year <= latest) continue;
    const std::string text = column.text(static_cast<std::int64_t>(row));
    if (text.find(fmt::format("{}", year)) != std::string::npos) continue;
    if (count++ == 0) example = fmt::format("{} is taken for {}", shown(text), year);
  }
  if (count == 0) return "";
  return fmt::format(
      "years of two digits: {} ({} such rows lie in the future); if that is wrong, write four "
      "digits",
      example, count);
}

std::string of_another_calendar(const Column& column, const Dates& dates) {
  const auto is_other = [](const std::optional<DateParts>& date) {
    const int year = year_of(date);
    return (year >= 1300 && year <= 1500) || (year >= 2400 && year <= 2600);
  };
  const auto others = std::ranges::count_if(dates, is_other);
  const auto all = std::ranges::count_if(dates, [](const auto& date) { return year_of(date) > 0; });
  if (others == 0 || 2 * others < all) return "";
  return fmt::format(
      "years such as that of {} look like another calendar's, whose months and weekdays are "
      "others; "
      "write the dates of the Gregorian one",
      shown(column.text(std::ranges::find_if(dates, is_other) - dates.begin())));
}

std::string rows_in_order(const Column& column, const Dates& dates) {
  const auto has_day = [](const std::optional<DateParts>& date) { return date && date->has_day; };
  if (dates.size() < kRowsInOrder || !std::ranges::all_of(dates, has_day)) return "";
  const auto hours = [](const std::optional<DateParts>& date) { return date->hours; };
  if (!std::ranges::is_sorted(dates, {}, hours) || hours(dates.front()) == hours(dates.back())) {
    return "";
  }
  return fmt::format(
      "rows stand in the order of time; to test on later rows than are learnt from, as "
      "when predicting: {}",
      setting("time_column", column.name));
}

}  // namespace

std::vector<std::string> date_notes(const Column& column, const Dates& dates, bool test_is_random) {
  std::vector<std::string> notes = {of_two_digits(column, dates),
                                    of_another_calendar(column, dates),
                                    test_is_random ? rows_in_order(column, dates) : ""};
  std::erase(notes, "");
  return notes;
}

}  // namespace ganglion::data
