#include "ganglion/data/features/date_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "ganglion/core/setting.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kRowsInOrder = 50;

struct Dates {
  std::vector<DateParts> parts = {};
  std::vector<std::string> texts = {};
};

Dates dated_rows(const Column& column, DateOrder order) {
  Dates dates;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (column.is_missing(row)) continue;
    std::string text = column.text(row);
    const auto date = parse_date(text, order);
    if (!date || !date->has_day) continue;
    dates.parts.push_back(*date);
    dates.texts.push_back(std::move(text));
  }
  return dates;
}

int year_of(const DateParts& date) {
  return static_cast<int>(date.values[0]);
}

int this_year() {
  using std::chrono::days;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return calendar_day(std::chrono::duration_cast<days>(now).count()).year;
}

/// What is born in 1954 is written "19.05.54", too.
std::string of_two_digits(const Dates& dates) {
  constexpr int kYearsAhead = 5;
  const int latest = this_year() + kYearsAhead;
  std::size_t count = 0;
  std::string example;
  for (std::size_t i = 0; i < dates.parts.size(); ++i) {
    const int year = year_of(dates.parts[i]);
    if (year <= latest || dates.texts[i].find(fmt::format("{}", year)) != std::string::npos)
      continue;
    if (count++ == 0) example = fmt::format("{} is taken for {}", shown(dates.texts[i]), year);
  }
  return count == 0 ? ""
                    : fmt::format(
                          "years of two digits: {} ({} such rows lie in the future); if "
                          "that is wrong, write four digits",
                          example, count);
}

std::string of_another_calendar(const Dates& dates) {
  const auto is_other = [](const DateParts& date) {
    const int year = year_of(date);
    return (year >= 1300 && year <= 1500) || (year >= 2400 && year <= 2600);
  };
  const auto count = std::ranges::count_if(dates.parts, is_other);
  if (count == 0 || 2 * count < std::ssize(dates.parts)) return "";
  const auto first = std::ranges::find_if(dates.parts, is_other) - dates.parts.begin();
  return fmt::format(
      "years such as that of {} look like another calendar's, whose months and weekdays are "
      "others; "
      "write the dates of the Gregorian one",
      shown(dates.texts[static_cast<std::size_t>(first)]));
}

std::string rows_in_order(const Column& column, const Dates& dates) {
  const auto earlier = [](const DateParts& a, const DateParts& b) { return a.hours < b.hours; };
  if (dates.parts.size() < kRowsInOrder || std::ssize(dates.parts) < column.rows() ||
      !std::ranges::is_sorted(dates.parts, earlier) ||
      dates.parts.front().hours == dates.parts.back().hours) {
    return "";
  }
  return fmt::format(
      "rows stand in the order of time; to test on later rows than are learnt from, as "
      "when predicting: {}",
      setting("time_column", column.name));
}

}  // namespace

std::vector<std::string> date_notes(const Column& column, DateOrder order, bool test_is_random) {
  const Dates dates = dated_rows(column, order);
  std::vector<std::string> notes = {of_two_digits(dates), of_another_calendar(dates),
                                    test_is_random ? rows_in_order(column, dates) : ""};
  std::erase(notes, "");
  return notes;
}

}  // namespace ganglion::data
