#include "ganglion/data/series/series_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/series/clock.h"
#include "ganglion/data/series/text_column.h"

namespace ganglion::data {
namespace {

/// A forecast: of a series, from a place, so many steps ahead.
struct Origin {
  const Series* series;
  std::int64_t from;
  std::int64_t step;

  std::int64_t to() const { return from + step; }
  double last() const { return series->carried[static_cast<std::size_t>(from)]; }
  /// What was known at a place, up to `from`.
  double at(std::int64_t place) const { return series->carried[static_cast<std::size_t>(place)]; }
};

/// The value `seasons` seasons before the time that is forecast, as far back as it takes to be
/// known.
std::int64_t place_before(const Origin& origin, std::int64_t season, std::int64_t seasons) {
  const std::int64_t behind = (origin.step + season - 1) / season;
  return origin.to() - season * (behind + seasons - 1);
}

class TableMaker {
 public:
  TableMaker(const SeriesSet& set, const SeriesRecipe& recipe, SeriesRows which, std::int64_t most)
      : set_(set), recipe_(recipe), future_(which == SeriesRows::future) {
    std::int64_t all = 0;
    for (const Series& series : set.series) all += series.size() * recipe.horizon;
    every_ = most == 0 ? 1 : std::max<std::int64_t>((all + most - 1) / most, 1);
    for (const Series& series : set.series) add_origins(series);
    if (origins_.empty()) refuse_short();
    check_positive();
  }

  Table table() const {
    std::vector<Column> columns;
    if (!recipe_.series_column.empty()) {
      columns.push_back(
          texts(recipe_.series_column, [](const Origin& o) { return o.series->name; }));
    }
    columns.push_back(times(std::string(kForecastFrom), [](const Origin& o) { return o.from; }));
    columns.push_back(times(recipe_.time_column, [](const Origin& o) { return o.to(); }));
    columns.push_back(numbers(std::string(kStepsAhead),
                              [](const Origin& o) { return static_cast<double>(o.step); }));
    add_values(columns);
    add_others(columns);
    add_calendar(columns);
    columns.push_back(numbers(std::string(kLastValue), [](const Origin& o) { return o.last(); }));
    columns.push_back(numbers(std::string(kSeasonalValue), [&](const Origin& o) {
      return recipe_.season > 0 ? o.at(place_before(o, recipe_.season, 1)) : o.last();
    }));
    columns.push_back(numbers(recipe_.target, [](const Origin& o) {
      return o.series->known(o.to()) ? o.series->target[static_cast<std::size_t>(o.to())]
                                     : std::nan("");
    }));
    return Table(set_.source, std::move(columns));
  }

 private:
  void add_origins(const Series& series) {
    const std::int64_t last = series.last_known();
    for (std::int64_t from = future_ ? last : 0; from <= last; ++from) {
      if (from + 1 < recipe_.needed() || !series.known(from) || (last - from) % every_ != 0)
        continue;
      for (std::int64_t step = 1; step <= recipe_.horizon; ++step) {
        if (future_ || series.known(from + step)) origins_.push_back({&series, from, step});
      }
    }
  }

  [[noreturn]] void refuse_short() const {
    std::int64_t longest = 0;
    for (const Series& series : set_.series) longest = std::max(longest, series.size());
    throw Error(fmt::format(
        "{}: the longest series has {} steps, but a forecast needs {} known ones{} (`lags = {}`{})",
        set_.source, longest, recipe_.needed(), future_ ? "" : " and one to come", recipe_.lags,
        recipe_.season > 0 ? fmt::format(", `season = {}`", recipe_.season) : ""));
  }

  void check_positive() const {
    if (recipe_.differencing != Differencing::log_ratio) return;
    for (const Series& series : set_.series) {
      const auto at = std::ranges::find_if(series.target, [](double y) { return y <= 0; });
      if (at == series.target.end()) continue;
      throw Error(
          fmt::format("{}: {} is {} at {}, but the model forecasts ratios to the last value, "
                      "which need positive values: `differencing = difference`",
                      set_.source, shown(recipe_.target), *at,
                      time_text(recipe_.clock, series.first + (at - series.target.begin()))),
          {.setting = "differencing", .value = "difference"});
    }
  }

  template <class F>
  Column numbers(std::string name, const F& value) const {
    Column column{.name = std::move(name)};
    column.numbers.reserve(origins_.size());
    for (const Origin& origin : origins_) column.numbers.push_back(value(origin));
    return column;
  }

  template <class F>
  Column texts(std::string name, const F& text) const {
    std::vector<std::string> all;
    all.reserve(origins_.size());
    for (const Origin& origin : origins_) all.push_back(text(origin));
    return text_column(std::move(name), all);
  }

  template <class F>
  Column times(std::string name, const F& place) const {
    const auto position = [&](const Origin& o) { return o.series->first + place(o); };
    if (recipe_.clock.unit == ClockUnit::number) {
      return numbers(std::move(name),
                     [&](const Origin& o) { return time_number(recipe_.clock, position(o)); });
    }
    Column column = texts(std::move(name),
                          [&](const Origin& o) { return time_text(recipe_.clock, position(o)); });
    const bool year = recipe_.clock.order != DateOrder::no_year;
    column.date_order = year ? DateOrder::year_first : DateOrder::no_year;
    return column;
  }

  /// A known value as the network is given it.
  double said(const Origin& origin, std::int64_t place) const {
    return differenced(origin.at(place), origin.last(), recipe_.differencing);
  }

  void add_values(std::vector<Column>& columns) const {
    // By its difference to itself the last value is 0.
    for (std::int64_t lag = recipe_.differencing == Differencing::none ? 1 : 2; lag <= recipe_.lags;
         ++lag) {
      columns.push_back(numbers(SeriesRecipe::lag_name(recipe_.target, lag),
                                [&](const Origin& o) { return said(o, o.from + 1 - lag); }));
    }
    for (std::int64_t count = 1; count <= recipe_.seasons; ++count) {
      columns.push_back(numbers(
          SeriesRecipe::season_name(recipe_.target, count),
          [&](const Origin& o) { return said(o, place_before(o, recipe_.season, count)); }));
    }
  }

  void add_others(std::vector<Column>& columns) const {
    for (std::size_t c = 0; c < recipe_.columns.size(); ++c) {
      const SeriesColumn& known = recipe_.columns[c];
      if (known.is_text) {
        columns.push_back(texts(known.name, [&](const Origin& o) {
          return o.series->texts[c][static_cast<std::size_t>(o.from)];
        }));
        continue;
      }
      std::int64_t back = 0;
      for (std::string& name : recipe_.lag_columns(known)) {
        columns.push_back(numbers(std::move(name), [&](const Origin& o) {
          return o.series->numbers[c][static_cast<std::size_t>(o.from - back)];
        }));
        ++back;
      }
    }
  }

  void add_calendar(std::vector<Column>& columns) const {
    const auto add = [&](const char* name, std::size_t part) {
      columns.push_back(texts(name, [&, part](const Origin& o) {
        return fmt::format("{}", time_parts(recipe_.clock, o.series->first + o.to()).values[part]);
      }));
    };
    if (recipe_.month) add("month ahead", 1);
    if (recipe_.weekday) add("weekday ahead", 3);
    if (recipe_.hour) add("hour ahead", 4);
  }

  const SeriesSet& set_;
  const SeriesRecipe& recipe_;
  bool future_;
  std::int64_t every_ = 1;
  std::vector<Origin> origins_;
};

}  // namespace

Table series_table(const SeriesSet& set, const SeriesRecipe& recipe, SeriesRows which,
                   std::int64_t most) {
  return TableMaker(set, recipe, which, most).table();
}

ColumnTypes series_column_types(const SeriesRecipe& recipe) {
  ColumnTypes types = {{std::string(kForecastFrom), ColumnType::ignore},
                       {recipe.time_column, ColumnType::ignore},
                       {std::string(kLastValue), ColumnType::ignore},
                       {std::string(kSeasonalValue), ColumnType::ignore},
                       {std::string(kStepsAhead), ColumnType::linear}};
  if (!recipe.series_column.empty()) types[recipe.series_column] = ColumnType::category;
  for (const std::string& name : recipe.target_columns()) types[name] = ColumnType::linear;
  if (recipe.month) types["month ahead"] = ColumnType::category;
  if (recipe.weekday) types["weekday ahead"] = ColumnType::category;
  if (recipe.hour) types["hour ahead"] = ColumnType::category;
  return types;
}

}  // namespace ganglion::data
