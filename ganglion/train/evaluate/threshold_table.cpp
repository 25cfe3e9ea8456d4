#include "ganglion/train/evaluate/threshold_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/text_table.h"
#include "ganglion/train/evaluate/shown_number.h"

namespace ganglion::train {

std::vector<nn::ThresholdPoint> threshold_table(const nn::ThresholdCurve& curve, double threshold) {
  std::vector<double> thresholds = {threshold};
  for (int tenth = 1; tenth < 10; ++tenth) {
    if (0.1 * tenth != threshold) thresholds.push_back(0.1 * tenth);
  }
  std::ranges::sort(thresholds);
  std::vector<nn::ThresholdPoint> points;
  points.reserve(thresholds.size());
  for (const double each : thresholds) points.push_back(curve.at(each));
  return points;
}

std::string threshold_text(const std::vector<nn::ThresholdPoint>& points, double threshold,
                           const std::optional<nn::MistakeCosts>& costs) {
  std::vector<std::vector<std::string>> rows = {{"threshold", "precision", "recall", "f1"}};
  if (costs) rows[0].emplace_back("cost");
  for (const nn::ThresholdPoint& point : points) {
    rows.push_back(
        {fmt::format("{:.3g}{}", point.threshold, point.threshold == threshold ? " *" : ""),
         shown_number(point.precision()), shown_number(point.recall()), shown_number(point.f1())});
    if (costs) rows.back().push_back(fmt::format("{:.6g}", point.cost(*costs)));
  }
  return text_table(rows);
}

io::Json threshold_json(const std::vector<nn::ThresholdPoint>& points,
                        const std::optional<nn::MistakeCosts>& costs) {
  io::Json::Array list;
  for (const nn::ThresholdPoint& point : points) {
    io::Json::Object object = {{"threshold", point.threshold},
                               {"precision", io::Json::finite(point.precision())},
                               {"recall", io::Json::finite(point.recall())},
                               {"f1", io::Json::finite(point.f1())}};
    if (costs) object.emplace_back("cost", point.cost(*costs));
    list.emplace_back(std::move(object));
  }
  return list;
}

io::Json points_json(const std::vector<nn::ThresholdPoint>& points) {
  io::Json::Array list;
  for (const nn::ThresholdPoint& point : points) {
    list.emplace_back(io::Json::Array{point.threshold, point.true_positives, point.false_positives,
                                      point.false_negatives, point.true_negatives});
  }
  return list;
}

std::vector<nn::ThresholdPoint> points_from_json(const io::Json& json) {
  std::vector<nn::ThresholdPoint> points;
  for (const io::Json& entry : json.as_array()) {
    const io::Json::Array& numbers = entry.as_array();
    if (numbers.size() != 5) throw Error("thresholds: a point needs five numbers");
    points.push_back({.threshold = numbers[0].as_number(),
                      .true_positives = numbers[1].as_integer(),
                      .false_positives = numbers[2].as_integer(),
                      .false_negatives = numbers[3].as_integer(),
                      .true_negatives = numbers[4].as_integer()});
  }
  return points;
}

io::Json costs_json(const nn::MistakeCosts& costs) {
  return io::Json::Object{{"false_positive", costs.false_positive},
                          {"false_negative", costs.false_negative}};
}

nn::MistakeCosts costs_from_json(const io::Json& json) {
  return {.false_positive = json.number("false_positive"),
          .false_negative = json.number("false_negative")};
}

}  // namespace ganglion::train
