#include "ganglion/train/job/rows/series_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/series/choose_differencing.h"
#include "ganglion/data/series/clock.h"
#include "ganglion/data/series/season.h"
#include "ganglion/data/series/series.h"
#include "ganglion/data/series/series_split.h"
#include "ganglion/data/series/series_table.h"
#include "ganglion/data/series/short_series.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/job/rows/series_columns.h"

namespace ganglion::train {
namespace {

/// Rows that are made of a long series: more would hardly tell more, as neighbours are alike.
constexpr std::int64_t kMaxMadeRows = 200'000;
/// Seasons and values behind the first forecast are to leave enough to learn from.
constexpr std::int64_t kSeasonsForTwo = 5;
constexpr std::int64_t kMaxDefaultLags = 31;
constexpr std::int64_t kDefaultLags = 12;
constexpr std::int64_t kShareOfLags = 5;

void refuse_setting(bool given, const char* name, const char* instead) {
  if (!given) return;
  throw Error(fmt::format("`{}` doesn't fit forecasts (`horizon`); {}", name, instead),
              {.setting = name});
}

void check_settings(const Job& job) {
  if (job.time_column.empty()) {
    throw Error("`horizon` forecasts a series; name the column of its times: `time_column = COL`",
                {.setting = "time_column"});
  }
  refuse_setting(job.task && job.task != data::Task::regression, "task",
                 "what is forecast is a number");
  refuse_setting(!job.test.file.empty(), "test",
                 "give a fraction, and score another file with `ganglion evaluate`");
  refuse_setting(!job.validation.file.empty(), "validation", "give a fraction");
  refuse_setting(!job.group.empty(), "group", "several series are told apart by `series`");
  refuse_setting(job.signal.has_value(), "signal", "omit it");
  refuse_setting(job.stream == Stream::yes, "stream", "series are read in memory: omit it");
  refuse_setting(job.targets.size() > 1, "target", "name one target");
}

/// All steps of a set of series, from the first to the last.
struct Span {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

Span span_of(const data::SeriesSet& set) {
  Span span{.first = set.series[0].first, .end = set.series[0].first};
  for (const data::Series& series : set.series) {
    span.first = std::min(span.first, series.first);
    span.end = std::max(span.end, series.first + series.last_known() + 1);
  }
  return span;
}

/// Where the steps of the test begin; no later than data::split_series has it.
std::int64_t test_begin(const Span& span, const Job& job) {
  const auto steps = static_cast<double>(span.end - span.first);
  return span.end - static_cast<std::int64_t>(std::ceil(job.test.fraction * steps));
}

void choose_season(Job& job, const data::SeriesSet& set, std::int64_t before,
                   data::SeriesRecipe& recipe, const Listener& listener) {
  if (!job.season) {
    const data::Season found = data::find_season(set, before);
    job.season = found.steps;
    listener.tell_choice(
        {"season", found.steps == 0 ? "none" : fmt::format("{} steps", found.steps),
         found.steps == 0
             ? "no peak of the autocorrelation stands out; to give one: `season = N`"
             : fmt::format("autocorrelation {:.2f} at that lag; to give another: `season = N`",
                           found.correlation)});
  }
  recipe.season = *job.season < 2 ? 0 : *job.season;
  const std::int64_t known = before - span_of(set).first;
  if (2 * recipe.season > known) {
    throw Error(
        fmt::format("{} needs two seasons of values before the test, but there are {} steps; "
                    "give a shorter one, or 0 for none",
                    setting("season", std::to_string(recipe.season)), known),
        {.setting = "season", .value = "0"});
  }
  recipe.seasons = recipe.season == 0 ? 0 : known >= kSeasonsForTwo * recipe.season ? 2 : 1;
}

/// With the value a season and a step before, the change since then is known, too.
void choose_lags(Job& job, std::int64_t steps, data::SeriesRecipe& recipe) {
  if (!job.lags) {
    const bool short_season = recipe.season > 0 && recipe.season < kMaxDefaultLags;
    const std::int64_t wanted = short_season ? recipe.season + 1 : kDefaultLags;
    job.lags = std::clamp<std::int64_t>(wanted, 1, std::max<std::int64_t>(steps / kShareOfLags, 1));
  }
  recipe.lags = *job.lags;
}

/// Parts of a date count that have come round twice at least, and that differ from step to step.
void choose_calendar(const data::SeriesClock& clock, std::int64_t steps,
                     data::SeriesRecipe& recipe) {
  if (clock.unit == data::ClockUnit::number) return;
  constexpr double kDay = 86'400;
  const double step = data::step_seconds(clock);
  const double covered = step * static_cast<double>(steps);
  const bool days = clock.unit != data::ClockUnit::months;
  recipe.month = covered >= 2 * 365 * kDay && step < 300 * kDay;
  recipe.weekday =
      days && covered >= 28 * kDay && std::fmod(step, 7 * kDay) != 0 && step < 7 * kDay;
  recipe.hour = days && covered >= 7 * kDay && std::fmod(step, kDay) != 0 && step < kDay;
}

void choose_differencing(Job& job, const data::SeriesSet& set, data::SeriesRecipe& recipe,
                         const Listener& listener) {
  const bool linear = job.output.value_or(nn::Activation::linear) == nn::Activation::linear;
  if (!linear && job.differencing.value_or(data::Differencing::none) != data::Differencing::none) {
    throw Error(
        fmt::format("{} can't tell differences, which may be negative; use `output = linear`",
                    setting("output", nn::name_of(*job.output))),
        {.setting = "output", .value = "linear"});
  }
  if (!linear) job.differencing = data::Differencing::none;
  if (!job.differencing) {
    const auto trials = data::try_differencings(
        set, recipe, {.validation = job.validation.fraction, .test = job.test.fraction});
    job.differencing = data::best_of(trials);
    std::string reason = "mean absolute error of a linear model on validation rows:";
    for (const data::DifferencingTrial& trial : trials) {
      reason += fmt::format("{} {} {:.4g}", &trial == &trials.front() ? "" : ",",
                            name_of(trial.differencing), trial.error);
    }
    listener.tell_choice({"differencing", std::string(name_of(*job.differencing)), reason});
  }
  recipe.differencing = *job.differencing;
  if (recipe.differencing != data::Differencing::none) job.output = nn::Activation::linear;
}

/// The last position that training and validation know the value of.
std::int64_t last_before_test(const data::Table& rows, const data::SeriesRecipe& recipe,
                              double test_fraction) {
  const auto positions = [&](const std::string& column) {
    const auto whole = data::positions_of(rows, column, recipe.clock);
    return std::vector<double>(whole.begin(), whole.end());
  };
  const std::vector<double> to = positions(recipe.time_column);
  if (test_fraction == 0) return std::llround(std::ranges::max(to));
  const auto sides =
      data::split_series(positions(std::string(data::kForecastFrom)), to, test_fraction);
  double last = to.front();
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (sides[i] == data::SeriesSide::before) last = std::max(last, to[i]);
  }
  return std::llround(last);
}

/// No network can say what it has never been trained on.
void check_horizon(const Job& job, const Span& span, const data::SeriesRecipe& recipe,
                   const Listener& listener) {
  const std::int64_t forecast = recipe.trained_until + 1 - span.first - recipe.needed();
  const auto trained = static_cast<std::int64_t>(
      std::floor((1 - job.validation.fraction) * static_cast<double>(forecast)));
  if (recipe.horizon > trained) {
    throw Error(
        fmt::format("{} is further ahead than training can look: it has {} steps behind the "
                    "values that the first forecast needs; use a smaller one",
                    setting("horizon", std::to_string(recipe.horizon)), trained),
        {.setting = "horizon", .value = std::to_string(std::max<std::int64_t>(trained, 1))});
  }
  const std::int64_t tested = span.end - 1 - recipe.trained_until;
  if (tested > 0 && tested < recipe.horizon) {
    listener.tell_warning(
        fmt::format("the test has {} steps: forecasts further ahead aren't scored", tested));
  }
}

/// The unit of MASE, by the values before the test.
double mase_scale(const data::Series& series, std::int64_t before, std::int64_t apart) {
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t place = apart; place < std::min(series.size(), before - series.first);
       ++place) {
    if (!series.known(place) || !series.known(place - apart)) continue;
    sum += std::abs(series.target[static_cast<std::size_t>(place)] -
                    series.target[static_cast<std::size_t>(place - apart)]);
    ++count;
  }
  return count == 0 ? std::nan("") : sum / static_cast<double>(count);
}

void tell_series(const data::SeriesSet& set, const data::SeriesRecipe& recipe,
                 const Listener& listener) {
  const Span span = span_of(set);
  listener.tell_choice(
      {"series",
       fmt::format("{} step{} of {}, {} to {}{}", grouped(span.end - span.first),
                   span.end - span.first == 1 ? "" : "s", data::step_text(recipe.clock),
                   data::time_text(recipe.clock, span.first),
                   data::time_text(recipe.clock, span.end - 1),
                   set.series.size() > 1 ? fmt::format(", {} series", set.series.size()) : ""),
       fmt::format("forecasts {} step{} ahead from the last {} values{}", recipe.horizon,
                   recipe.horizon == 1 ? "" : "s", recipe.lags,
                   recipe.season > 0 ? fmt::format(" and {} season{} before", recipe.seasons,
                                                   recipe.seasons == 1 ? "" : "s")
                                     : "")});
  for (const data::Note& note : set.notes) listener.tell(note);
}

}  // namespace

data::Table read_series_rows(Job& job, const Listener& listener) {
  check_settings(job);
  data::Table table = data::read_table(job.data, table_options(job));
  tell_reading(table, listener);
  tell_names(table, listener);
  data::TableColumns source(table);
  choose_targets(job, source, listener);
  table = data::with_date_orders(std::move(table), job.columns);
  data::SeriesRecipe recipe = series_columns(job, source, listener);
  recipe.horizon = job.horizon;
  recipe.clock = data::find_clock(table, job.time_column);
  if (const auto note =
          data::two_readings_note(table.column(job.time_column), recipe.clock.order)) {
    listener.tell(*note);
  }
  const data::SeriesSet set = data::read_series(table, recipe);
  const Span span = span_of(set);
  const std::int64_t before = test_begin(span, job);
  choose_season(job, set, before, recipe, listener);
  choose_lags(job, before - span.first, recipe);
  choose_calendar(recipe.clock, before - span.first, recipe);
  choose_differencing(job, set, recipe, listener);
  data::Table rows = data::series_table(set, recipe, data::SeriesRows::known, kMaxMadeRows);
  recipe.trained_until = last_before_test(rows, recipe, job.test.fraction);
  check_horizon(job, span, recipe, listener);
  for (const data::Series& series : set.series) {
    const std::int64_t apart = std::max<std::int64_t>(recipe.season, 1);
    recipe.scales.emplace_back(series.name, mase_scale(series, recipe.trained_until + 1, apart));
  }
  tell_series(set, recipe, listener);
  if (const auto note = data::short_series_note(set, recipe, rows, data::SeriesRows::known)) {
    listener.tell(*note);
  }
  job.task = data::Task::regression;
  job.recipe = std::make_shared<const data::SeriesRecipe>(std::move(recipe));
  return rows;
}

}  // namespace ganglion::train
