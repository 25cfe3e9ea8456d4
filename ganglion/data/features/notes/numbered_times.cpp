#include "ganglion/data/features/notes/numbered_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/features/name_parts.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr double kSecondsOfDay = 86'400;
constexpr std::size_t kFewTimes = 10;

/// What numbers count, and from when.
struct TimeCount {
  std::string_view what;
  double of_day;  ///< so many are a day
  double first;   ///< the day of 0, in days since 1970
  int since;      ///< the first year that numbers are taken for, and the one behind the last
  int until;
};
constexpr std::array<TimeCount, 5> kCounted = {
    {{"seconds since 1970", kSecondsOfDay, 0, 2000, 2100},
     {"milliseconds since 1970", 1e3 * kSecondsOfDay, 0, 2000, 2100},
     {"microseconds since 1970", 1e6 * kSecondsOfDay, 0, 2000, 2100},
     {"nanoseconds since 1970", 1e9 * kSecondsOfDay, 0, 2000, 2100},
     {"days of a spreadsheet", 1, -25569, 1990, 2050}}};

bool names_moment(const std::string& name) {
  static const std::set<std::string, std::less<>> kMoments = {
      "date", "datetime", "time",    "timestamp", "ts",   "epoch", "unix",  "unixtime",
      "day",  "created",  "updated", "datum",     "zeit", "fecha", "tarih", "dato"};
  const std::vector<std::string> parts = parts_of_name(name);
  return std::ranges::any_of(parts, [](const auto& part) { return kMoments.contains(part); });
}

bool are_all_within(const Column& column, const TimeCount& counted) {
  const auto least = static_cast<double>(days_since_epoch(counted.since, 1, 1));
  const auto most = static_cast<double>(days_since_epoch(counted.until, 1, 1));
  std::set<double> different;
  for (const double number : column.numbers) {
    if (std::isnan(number)) continue;
    const double day = number / counted.of_day + counted.first;
    if (day < least || day >= most) return false;
    if (different.size() < kFewTimes) different.insert(number);
  }
  return different.size() == kFewTimes;
}

}  // namespace

std::optional<std::string> numbered_times_note(const Column& column) {
  if (!names_moment(column.name)) return std::nullopt;
  for (const TimeCount& counted : kCounted) {
    if (!are_all_within(column, counted)) continue;
    const double one =
        *std::ranges::find_if_not(column.numbers, [](double x) { return std::isnan(x); });
    const double day = std::floor(one / counted.of_day + counted.first);
    return fmt::format(
        "numbers that seem to be {}, such as {} ({}), are taken as "
        "numbers; to have hours, weekdays or months learned from, write them as dates",
        counted.what, number_text(one), day_text(day));
  }
  return std::nullopt;
}

}  // namespace ganglion::data
