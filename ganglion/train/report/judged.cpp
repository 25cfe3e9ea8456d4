#include <algorithm>

#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

std::size_t index(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

ScoredRows::ScoredRows(const ReportInput& input)
    : task(input.data.preprocessing.state().task),
      positive(input.data.preprocessing.state().positive),
      threshold(input.data.preprocessing.state().output_threshold()),
      predictions(input.result.assessment->predictions.cast(DType::f64)),
      targets(input.result.assessment->targets.cast(DType::f64)) {
  rows = predictions.shape()[0];
  columns = rows == 0 ? 1 : predictions.size() / rows;
}

double ScoredRows::prediction(std::int64_t row, std::int64_t column) const {
  return predictions.values<double>()[index(row * columns + column)];
}

double ScoredRows::target(std::int64_t row, std::int64_t column) const {
  const std::int64_t width = rows == 0 ? 1 : targets.size() / rows;
  return targets.values<double>()[index(row * width + column)];
}

std::int64_t ScoredRows::actual_class(std::int64_t row) const {
  return static_cast<std::int64_t>(target(row, 0));
}

std::int64_t ScoredRows::predicted_class(std::int64_t row) const {
  if (columns == 1) return prediction(row, 0) > threshold ? 1 : 0;
  const auto values = predictions.values<double>().subspan(index(row * columns), index(columns));
  return std::ranges::max_element(values) - values.begin();
}

double ScoredRows::probability(std::int64_t row, std::int64_t of_class) const {
  if (columns > 1) return prediction(row, of_class);
  return of_class == 1 ? prediction(row, 0) : 1.0 - prediction(row, 0);
}

std::vector<double> ScoredRows::predictions_of(std::int64_t column) const {
  std::vector<double> values;
  for (std::int64_t row = 0; row < rows; ++row) values.push_back(prediction(row, column));
  return values;
}

std::vector<double> ScoredRows::targets_of(std::int64_t column) const {
  std::vector<double> values;
  for (std::int64_t row = 0; row < rows; ++row) values.push_back(target(row, column));
  return values;
}

}  // namespace ganglion::train::report
