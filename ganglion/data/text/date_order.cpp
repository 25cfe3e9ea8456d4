// Which order the numbers of some dates stand in.
#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/period.h"

namespace ganglion::data {
namespace {

/// Whether all texts are dates of an order; what differs among them.
struct OrderReading {
  bool all = true;
  std::set<double> years = {};
  std::set<double> days = {};
};

OrderReading read_all(std::span<const std::string_view> texts, DateOrder order) {
  OrderReading reading;
  std::optional<bool> has_day;
  for (const std::string_view text : texts) {
    const auto date = parse_date(text, order);
    reading.all = date && has_day.value_or(date->has_day) == date->has_day;
    if (!reading.all) break;
    has_day = date->has_day;
    reading.years.insert(date->values[0]);
    reading.days.insert(date->values[2]);
  }
  return reading;
}

}  // namespace

std::string_view name_of(DateOrder order) {
  constexpr std::array<std::string_view, 4> kNames = {"day first", "month first", "year first",
                                                      "month and day"};
  return kNames.at(static_cast<std::size_t>(order));
}

std::optional<DateOrder> order_of_dates(std::span<const std::string_view> texts) {
  if (texts.empty() || are_spans_of_years(texts)) return std::nullopt;
  if (const auto numbers = month_numbers(texts); numbers && numbers->days) {
    return DateOrder::no_year;
  }
  const OrderReading year_first = read_all(texts, DateOrder::year_first);
  for (const DateOrder order : {DateOrder::day_first, DateOrder::month_first}) {
    const OrderReading reading = read_all(texts, order);
    if (!reading.all) continue;
    const bool years_differ_more = reading.years.size() > reading.days.size();
    const bool better =
        year_first.all && years_differ_more && year_first.years.size() < year_first.days.size();
    return better ? DateOrder::year_first : order;
  }
  if (year_first.all) return DateOrder::year_first;
  return std::nullopt;
}

AmbiguousDate ambiguous_date(std::span<const std::string_view> texts, DateOrder order) {
  if (const auto numbers = month_numbers(texts)) {
    const bool days = order == DateOrder::no_year;
    if (numbers->sure && !days && !numbers->days) return {};
    if (days || read_all(texts, DateOrder::no_year).all) {
      return {texts.front(), days ? DateOrder::month_first : DateOrder::no_year};
    }
    return {};
  }
  for (const DateOrder other :
       {DateOrder::day_first, DateOrder::month_first, DateOrder::year_first}) {
    if (other == order || !read_all(texts, other).all) continue;
    for (const std::string_view text : texts) {
      if (parse_date(text, order)->hours != parse_date(text, other)->hours) return {text, other};
    }
  }
  return {};
}

}  // namespace ganglion::data
