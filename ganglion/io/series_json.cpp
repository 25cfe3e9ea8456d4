#include "ganglion/io/series_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/each_entry.h"
#include "ganglion/io/table_json.h"

namespace ganglion::io {
namespace {

constexpr std::array<std::string_view, 4> kUnits = {"number", "months", "weekdays", "seconds"};

/// Dates stay within some ten thousand years, in whatever unit.
constexpr double kMaxTime = 4e11;

/// Which of some words a text is, as the value of an enum.
template <class Enum, std::size_t count>
Enum one_of(const Json& json, std::string_view key,
            const std::array<std::string_view, count>& words) {
  const std::string& word = json.text(key);
  const auto at = std::ranges::find(words, word);
  if (at == words.end()) throw Error(fmt::format("series: '{}' is {}", key, shown(word)));
  return static_cast<Enum>(at - words.begin());
}

template <class Enum, std::size_t count>
std::string enum_word(Enum value, const std::array<std::string_view, count>& words) {
  return std::string(words.at(static_cast<std::size_t>(value)));
}

double number_within(const Json& json, std::string_view key, double low, double high) {
  const double value = json.number(key);
  if (!(value >= low && value <= high)) {
    throw Error(fmt::format("series: '{}' is {}", key, value));
  }
  return value;
}

std::int64_t count_within(const Json& json, std::string_view key, std::int64_t low,
                          std::int64_t high) {
  const std::int64_t value = json.integer(key);
  if (value < low || value > high) throw Error(fmt::format("series: '{}' is {}", key, value));
  return value;
}

Json clock_json(const data::SeriesClock& clock) {
  return Json::Object{{"unit", enum_word(clock.unit, kUnits)},
                      {"start", clock.start},
                      {"step", clock.step},
                      {"day", static_cast<std::int64_t>(clock.day)},
                      {"hour", clock.hour},
                      {"order", std::string(word_of(clock.order))},
                      {"writes_day", clock.writes_day},
                      {"writes_time", clock.writes_time},
                      {"utc", clock.utc}};
}

/// Steps are whole but for numbers.
data::SeriesClock clock_from_json(const Json& json) {
  data::SeriesClock clock{.unit = one_of<data::ClockUnit>(json, "unit", kUnits)};
  const bool numbers = clock.unit == data::ClockUnit::number;
  clock.start = numbers ? number_within(json, "start", -1e300, 1e300)
                        : number_within(json, "start", -kMaxTime, kMaxTime);
  clock.step = number_within(json, "step", numbers ? 1e-300 : 1, numbers ? 1e300 : kMaxTime);
  if (!numbers &&
      (clock.start != std::round(clock.start) || clock.step != std::round(clock.step))) {
    throw Error("series: 'start' and 'step' of dates must be whole");
  }
  clock.day = static_cast<int>(count_within(json, "day", 1, 31));
  clock.hour = number_within(json, "hour", 0, 24);
  clock.order = date_order_named(json.text("order"));
  clock.writes_day = json.flag("writes_day");
  clock.writes_time = json.flag("writes_time");
  clock.utc = json.flag("utc");
  return clock;
}

Json series_column_json(const data::SeriesColumn& column) {
  Json::Object object = {{"name", column.name}, {"is_text", column.is_text}};
  add_format(column.format, object);
  return object;
}

data::SeriesColumn column_from_json(const Json& json) {
  return {
      .name = json.text("name"), .is_text = json.flag("is_text"), .format = format_from_json(json)};
}

/// A scale that isn't known stands as null.
std::pair<std::string, double> scale_from_json(const Json& json) {
  const Json& scale = json.at("mase_scale");
  return {json.text("name"), scale.is_number() ? scale.as_number() : std::nan("")};
}

}  // namespace

Json to_json(const data::SeriesRecipe& recipe) {
  Json::Array columns;
  for (const data::SeriesColumn& column : recipe.columns)
    columns.push_back(series_column_json(column));
  Json::Array scales;
  for (const auto& [name, scale] : recipe.scales) {
    scales.emplace_back(Json::Object{{"name", name}, {"mase_scale", Json::finite(scale)}});
  }
  return Json::Object{{"target", recipe.target},
                      {"time_column", recipe.time_column},
                      {"series_column", recipe.series_column},
                      {"columns", std::move(columns)},
                      {"horizon", recipe.horizon},
                      {"lags", recipe.lags},
                      {"season", recipe.season},
                      {"seasons", recipe.seasons},
                      {"differencing", std::string(name_of(recipe.differencing))},
                      {"clock", clock_json(recipe.clock)},
                      {"month", recipe.month},
                      {"weekday", recipe.weekday},
                      {"hour", recipe.hour},
                      {"trained_until", recipe.trained_until},
                      {"scales", std::move(scales)}};
}

data::SeriesRecipe series_from_json(const Json& json) {
  constexpr std::int64_t kMany = 1'000'000;
  const data::SeriesRecipe recipe = {
      .target = json.text("target"),
      .time_column = json.text("time_column"),
      .series_column = json.text("series_column"),
      .columns = each(json, "columns", column_from_json),
      .horizon = count_within(json, "horizon", 1, kMany),
      .lags = count_within(json, "lags", 1, kMany),
      .season = count_within(json, "season", 0, kMany),
      .seasons = count_within(json, "seasons", 0, 2),
      .differencing = data::differencing_named(json.text("differencing")),
      .clock = clock_from_json(json.at("clock")),
      .month = json.flag("month"),
      .weekday = json.flag("weekday"),
      .hour = json.flag("hour"),
      .trained_until =
          count_within(json, "trained_until", -(std::int64_t{1} << 40), std::int64_t{1} << 40),
      .scales = each(json, "scales", scale_from_json)};
  const bool dated = recipe.clock.unit != data::ClockUnit::number;
  const double until =
      recipe.clock.start + recipe.clock.step * static_cast<double>(recipe.trained_until);
  if (dated && std::abs(until) > kMaxTime) throw Error("series: 'trained_until' is no time");
  if (recipe.seasons > 0 && recipe.season == 0) throw Error("series: 'seasons' without a season");
  if (!dated && (recipe.month || recipe.weekday || recipe.hour)) {
    throw Error("series: parts of a date, but its times are numbers");
  }
  return recipe;
}

}  // namespace ganglion::io
