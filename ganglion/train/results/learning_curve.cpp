#include "ganglion/train/results/learning_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/core/text_table.h"
#include "ganglion/train/evaluate/shown_number.h"

namespace ganglion::train {
namespace {

constexpr double kInterval = 1.96;  // standard errors on either side: 95 %

}  // namespace

std::string LearningCurve::sentence() const {
  if (points.size() < 2 || std::isnan(slope.standard_error)) return "";
  const double low = slope.mean - kInterval * slope.standard_error;
  const double high = slope.mean + kInterval * slope.standard_error;
  const std::string numbers = fmt::format(
      "each doubling of the training rows changes the {} loss by {:+.3g} (95 % CI: {:+.3g} to "
      "{:+.3g})",
      part, slope.mean, low, high);
  if (high < 0.0) return "More rows would help: " + numbers + ".";
  if (low > 0.0) return "More rows do not help: " + numbers + ".";
  return "More rows would not clearly help: " + numbers + ", which includes 0.";
}

std::string LearningCurve::to_string() const {
  std::vector<std::vector<std::string>> rows = {{"training rows", "train " + metric,
                                                 part + " " + metric, part + " loss",
                                                 "± standard error"}};
  for (const Point& point : points) {
    rows.push_back({std::to_string(point.rows), shown_number(point.train),
                    shown_number(point.held_out), shown_number(point.loss.mean),
                    shown_number(point.loss.standard_error)});
  }
  return text_table(rows);
}

io::Json LearningCurve::to_json() const {
  io::Json::Array list;
  for (const Point& point : points) {
    list.emplace_back(
        io::Json::Object{{"rows", point.rows},
                         {"train", io::Json::finite(point.train)},
                         {"held_out", io::Json::finite(point.held_out)},
                         {"train_loss", io::Json::finite(point.train_loss)},
                         {"loss", io::Json::finite(point.loss.mean)},
                         {"standard_error", io::Json::finite(point.loss.standard_error)}});
  }
  return io::Json::Object{{"part", part},
                          {"metric", metric},
                          {"points", std::move(list)},
                          {"slope", io::Json::finite(slope.mean)},
                          {"slope_standard_error", io::Json::finite(slope.standard_error)},
                          {"sentence", sentence()}};
}

RowMean slope_by_doubling(const std::vector<std::int64_t>& rows,
                          const std::vector<std::vector<double>>& losses) {
  if (rows.size() < 2) throw Error("learning curve: a slope needs two points");
  const std::size_t first = rows.size() - std::min(rows.size(), LearningCurve::kSlopePoints);
  const auto count = static_cast<double>(rows.size() - first);
  double middle = 0.0;
  for (std::size_t i = first; i < rows.size(); ++i) {
    middle += std::log2(static_cast<double>(rows[i])) / count;
  }
  double squares = 0.0;
  for (std::size_t i = first; i < rows.size(); ++i) {
    squares += std::pow(std::log2(static_cast<double>(rows[i])) - middle, 2);
  }
  // The least squares slope is a weighted sum of the losses, so each row has a slope of its own.
  std::vector<double> slopes(losses[0].size(), 0.0);
  for (std::size_t i = first; i < rows.size(); ++i) {
    const double weight = (std::log2(static_cast<double>(rows[i])) - middle) / squares;
    for (std::size_t row = 0; row < slopes.size(); ++row) slopes[row] += weight * losses[i][row];
  }
  return mean_of_rows(slopes);
}

std::vector<std::int64_t> nested_order(std::int64_t rows, std::span<const std::int32_t> labels,
                                       std::uint64_t seed) {
  const std::vector<std::int64_t> drawn =
      random_permutation(rows, seed, stream_of("learning_curve"));
  if (labels.empty()) return drawn;
  std::map<std::int32_t, double> sizes;
  for (const std::int32_t label : labels) sizes[label] += 1.0;
  // The k-th row of a class of n stands at (k + 1/2) / n of all.
  std::map<std::int32_t, double> met;
  std::vector<std::pair<double, std::int64_t>> places;
  for (const std::int64_t row : drawn) {
    const std::int32_t label = labels[static_cast<std::size_t>(row)];
    places.emplace_back((met[label] + 0.5) / sizes[label], row);
    met[label] += 1.0;
  }
  std::ranges::stable_sort(places, {}, [](const auto& place) { return place.first; });
  std::vector<std::int64_t> order;
  for (const auto& [place, row] : places) order.push_back(row);
  return order;
}

}  // namespace ganglion::train
