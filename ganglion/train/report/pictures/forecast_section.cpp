#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ganglion/data/series/clock.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

/// The scored rows of a forecast, with their times.
struct Forecasts {
  const data::SeriesRecipe& recipe;
  const ScoredRows& scored;
  std::vector<std::int64_t> from;
  std::vector<std::int64_t> to;
  std::vector<double> steps;
  std::vector<double> last;
  std::vector<double> seasonal;
  std::vector<std::string> series;

  std::size_t size() const { return from.size(); }
  double said(std::size_t i) const { return scored.prediction(static_cast<std::int64_t>(i), 0); }
  double came(std::size_t i) const { return scored.target(static_cast<std::int64_t>(i), 0); }
  bool has_season() const { return recipe.season > 0; }
};

Forecasts forecasts_of(const ReportInput& input, const ScoredRows& scored) {
  const data::SeriesRecipe& recipe = *input.data.preprocessing.state().series;
  const data::Table& rows = input.data.raw;
  Forecasts result{.recipe = recipe,
                   .scored = scored,
                   .from = data::positions_of(rows, std::string(data::kForecastFrom), recipe.clock),
                   .to = data::positions_of(rows, recipe.time_column, recipe.clock),
                   .steps = rows.column(data::kStepsAhead).numbers,
                   .last = rows.column(data::kLastValue).numbers,
                   .seasonal = rows.column(data::kSeasonalValue).numbers,
                   .series = {}};
  const data::Column* names =
      recipe.series_column.empty() ? nullptr : &rows.column(recipe.series_column);
  for (std::int64_t row = 0; row < rows.rows(); ++row) {
    result.series.push_back(names == nullptr ? "" : names->text(row));
  }
  return result;
}

/// Where times lie on the axis: years, days, or the numbers that they are.
class TimeAxis {
 public:
  TimeAxis(const data::SeriesRecipe& recipe, std::int64_t first, std::int64_t last)
      : recipe_(recipe), first_(first) {
    constexpr double kYear = 365.25 * 86'400;
    dated_ = recipe.clock.unit != data::ClockUnit::number;
    years_ =
        dated_ && data::step_seconds(recipe.clock) * static_cast<double>(last - first) > 2 * kYear;
  }

  double at(std::int64_t position) const {
    if (!dated_) return data::time_number(recipe_.clock, position);
    const data::DateParts date = data::time_parts(recipe_.clock, position);
    if (!years_) return (date.hours - data::time_parts(recipe_.clock, first_).hours) / 24;
    return date.values[0] + (date.values[1] - 1 + (date.values[2] - 1) / 31) / 12;
  }

  std::string title() const {
    if (!dated_) return recipe_.time_column;
    return years_ ? "year" : "days from " + data::time_text(recipe_.clock, first_);
  }

 private:
  const data::SeriesRecipe& recipe_;
  std::int64_t first_;
  bool dated_ = false;
  bool years_ = false;
};

/// The rows of the first series that are drawn: of the last steps.
std::vector<std::size_t> drawn_rows(const Forecasts& all) {
  constexpr std::int64_t kSteps = 80;
  std::int64_t last = all.to[0];
  std::size_t end = 0;
  while (end < all.size() && all.series[end] == all.series[0]) last = std::max(last, all.to[end++]);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < end; ++i) {
    if (all.from[i] >= last - std::max(kSteps, all.recipe.horizon)) rows.push_back(i);
  }
  return rows;
}

/// Forecasts that follow each other: the next is made when the last is over.
std::vector<std::size_t> one_after_the_other(const Forecasts& all,
                                             const std::vector<std::size_t>& rows) {
  std::vector<std::size_t> chosen;
  std::int64_t from = 0;
  for (const std::size_t i : rows) {
    if (chosen.empty() || all.from[i] >= from + all.recipe.horizon) from = all.from[i];
    if (all.from[i] == from) chosen.push_back(i);
  }
  return chosen;
}

std::string timeline(const Forecasts& all) {
  const std::vector<std::size_t> rows = drawn_rows(all);
  const std::vector<std::size_t> chosen = one_after_the_other(all, rows);
  std::map<std::int64_t, double> known;  // all that came, by its time
  for (const std::size_t i : rows) {
    known[all.from[i]] = all.last[i];
    known[all.to[i]] = all.came(i);
  }
  const TimeAxis axis(all.recipe, known.begin()->first, known.rbegin()->first);
  Series came{.name = "what came"};
  for (const auto& [position, value] : known) came.points.emplace_back(axis.at(position), value);
  Series said{.name = "forecast"};
  Series seasonal{.name = "seasonal last value"};
  for (const std::size_t i : chosen) {
    said.points.emplace_back(axis.at(all.to[i]), all.said(i));
    seasonal.points.emplace_back(axis.at(all.to[i]), all.seasonal[i]);
  }
  std::vector<Series> lines = {came};
  if (all.has_season()) lines.push_back(seasonal);
  lines.push_back(said);  // on top
  std::string text = drawn({.label = "forecast beside what came",
                            .x_title = axis.title(),
                            .y_title = shortened(all.recipe.target, 30),
                            .series = std::move(lines)});
  return text + fmt::format(
                    "<p class=\"soft-text\">Made {}{}, each {} steps ahead from what was known "
                    "then.</p>",
                    all.recipe.horizon == 1 ? "at each step"
                                            : fmt::format("every {} steps", all.recipe.horizon),
                    all.series[0].empty() ? "" : " for " + escape(shortened(all.series[0], 30)),
                    all.recipe.horizon);
}

/// The mean absolute error of each step ahead, by what `said` gives for a row.
template <class Said>
Series errors_by_step(const Forecasts& all, const char* name, const Said& said) {
  std::map<double, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& [sum, count] = sums[all.steps[i]];
    sum += std::abs(said(i) - all.came(i));
    ++count;
  }
  Series series{.name = name};
  for (const auto& [step, sum] : sums) {
    series.points.emplace_back(step, sum.first / sum.second);
    series.radii.push_back(2.5);
  }
  return series;
}

std::string by_step(const Forecasts& all) {
  if (all.recipe.horizon == 1) return "";
  std::vector<Series> lines = {
      errors_by_step(all, "forecast", [&](std::size_t i) { return all.said(i); }),
      errors_by_step(all, "last value", [&](std::size_t i) { return all.last[i]; })};
  if (all.has_season()) {
    lines.push_back(
        errors_by_step(all, "seasonal last value", [&](std::size_t i) { return all.seasonal[i]; }));
  }
  return "<h3>Error by steps ahead</h3>" + drawn({.label = "mean absolute error by steps ahead",
                                                  .x_title = "steps ahead",
                                                  .y_title = "mean absolute error",
                                                  .series = std::move(lines),
                                                  .whole_x = true});
}

}  // namespace

std::string forecast_section(const ReportInput& input, const ScoredRows& scored) {
  if (!input.data.preprocessing.state().series || input.data.raw.rows() == 0) return "";
  const Forecasts all = forecasts_of(input, scored);
  return card("Forecast", timeline(all) + by_step(all));
}

}  // namespace ganglion::train::report
