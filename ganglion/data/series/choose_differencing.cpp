#include "ganglion/data/series/choose_differencing.h"

#include <algorithm>
#include <cmath>

#include "ganglion/data/features/time_order.h"
#include "ganglion/data/series/ridge.h"
#include "ganglion/data/series/series_split.h"
#include "ganglion/data/series/series_table.h"

namespace ganglion::data {
namespace {

/// More rows would hardly change which is best.
constexpr std::int64_t kTrialRows = 50'000;
constexpr double kValidation = 0.2;

bool all_positive(const SeriesSet& set) {
  return std::ranges::all_of(set.series, [](const Series& series) {
    return std::ranges::none_of(series.target, [](double value) { return value <= 0; });
  });
}

/// The rows of a table that lie before a cut, or behind it.
std::vector<std::int64_t> rows_on(const std::vector<SeriesSide>& sides, SeriesSide side) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i] == side) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

struct Halves {
  Table train;
  Table validation;
};

std::vector<SeriesSide> sides_of(const Table& table, const SeriesRecipe& recipe, double fraction) {
  return split_series(times_of(table, std::string(kForecastFrom)),
                      times_of(table, recipe.time_column), fraction);
}

Halves halves(Table table, const SeriesRecipe& recipe, const SeriesFractions& fractions) {
  if (fractions.test > 0) {
    table = table.rows(rows_on(sides_of(table, recipe, fractions.test), SeriesSide::before));
  }
  const double share = fractions.validation > 0 ? fractions.validation : kValidation;
  const auto sides = sides_of(table, recipe, share);
  return {table.rows(rows_on(sides, SeriesSide::before)),
          table.rows(rows_on(sides, SeriesSide::behind))};
}

/// The numbers that are features.
std::vector<std::vector<double>> features_of(const Table& table, const SeriesRecipe& recipe) {
  const ColumnTypes types = series_column_types(recipe);
  std::vector<std::vector<double>> features;
  for (const Column& column : table.columns()) {
    const auto type = types.find(column.name);
    const bool excluded = type != types.end() && type->second == ColumnType::ignore;
    if (column.kind == ColumnKind::number && !excluded && column.name != recipe.target) {
      features.push_back(column.numbers);
    }
  }
  return features;
}

std::vector<double> differenced_targets(const Table& table, const SeriesRecipe& recipe) {
  std::vector<double> values = table.column(recipe.target).numbers;
  const std::vector<double>& last = table.column(kLastValue).numbers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = differenced(values[i], last[i], recipe.differencing);
  }
  return values;
}

double error_of(const Halves& rows, const SeriesRecipe& recipe) {
  const Ridge model(features_of(rows.train, recipe), differenced_targets(rows.train, recipe));
  const auto features = features_of(rows.validation, recipe);
  const std::vector<double>& targets = rows.validation.column(recipe.target).numbers;
  const std::vector<double>& last = rows.validation.column(kLastValue).numbers;
  double sum = 0;
  std::vector<double> row(features.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = features[k][i];
    sum += std::abs(undifferenced(model.predict(row), last[i], recipe.differencing) - targets[i]);
  }
  return sum / static_cast<double>(targets.size());
}

}  // namespace

std::vector<DifferencingTrial> try_differencings(const SeriesSet& set, const SeriesRecipe& recipe,
                                                 const SeriesFractions& fractions) {
  std::vector<DifferencingTrial> trials;
  for (const Differencing differencing :
       {Differencing::none, Differencing::difference, Differencing::log_ratio}) {
    if (differencing == Differencing::log_ratio && !all_positive(set)) continue;
    SeriesRecipe tried = recipe;
    tried.differencing = differencing;
    const Table table = series_table(set, tried, SeriesRows::known, kTrialRows);
    trials.push_back({differencing, error_of(halves(table, tried, fractions), tried)});
  }
  return trials;
}

Differencing best_of(const std::vector<DifferencingTrial>& trials) {
  return std::ranges::min_element(trials, {}, &DifferencingTrial::error)->differencing;
}

}  // namespace ganglion::data
