// Every metric against scikit-learn: tests/golden/metrics.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "ganglion/nn/metrics/metrics.h"

namespace ganglion::nn {
namespace {

using Json = nlohmann::json;

const Json& golden_metrics() {
  static const Json data = [] {
    std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/metrics/metrics.json");
    return Json::parse(file);
  }();
  return data.at("data");
}

Tensor rows_of(const Json& nested) {
  const auto rows = static_cast<std::int64_t>(nested.size());
  std::vector<double> values;
  if (!nested.at(0).is_array()) return Tensor::of(Shape{rows}, nested.get<std::vector<double>>());
  for (const Json& row : nested) {
    for (const Json& value : row) values.push_back(value.get<double>());
  }
  return Tensor::of(Shape{rows, static_cast<std::int64_t>(nested.at(0).size())}, values);
}

Task task_of(const std::string& name) {
  if (name == "binary") return Task::binary;
  if (name == "multiclass") return Task::multiclass;
  return name == "multilabel" ? Task::multilabel : Task::regression;
}

struct DataSet {
  explicit DataSet(const Json& json)
      : name(json.at("name")),
        task(task_of(json.at("task"))),
        predictions(rows_of(json.at("predictions"))),
        targets(rows_of(json.at("targets"))) {
    if (!json.at("weights").is_null()) weights = rows_of(json.at("weights"));
  }

  // The metric after all rows, given in pieces of `size`.
  std::unique_ptr<Metric> measure(const std::string& metric, std::int64_t size) const {
    auto accumulator = make_metric(metric, task).make();
    for (std::int64_t first = 0; first < targets.shape()[0]; first += size) {
      std::vector<std::int64_t> rows;
      for (std::int64_t r = first; r < std::min(first + size, targets.shape()[0]); ++r) {
        rows.push_back(r);
      }
      if (weights) {
        accumulator->update(predictions.rows(rows), targets.rows(rows), weights->rows(rows));
      } else {
        accumulator->update(predictions.rows(rows), targets.rows(rows));
      }
    }
    return accumulator;
  }

  std::string name;
  Task task;
  Tensor predictions;
  Tensor targets;
  std::optional<Tensor> weights;
};

void expect_same(double got, double want, const std::string& what) {
  EXPECT_LE(std::abs(got - want), 1e-12 * std::max(std::abs(want), 1e-3))
      << what << ": " << got << ", scikit-learn has " << want;
}

TEST(MetricsGolden, ResultsEqualScikitLearn) {
  ASSERT_GE(golden_metrics().size(), 20U);
  for (const Json& json : golden_metrics()) {
    const DataSet data(json);
    for (const auto& [metric, want] : json.at("results").items()) {
      for (const std::int64_t size : {1000, 7}) {
        expect_same(data.measure(metric, size)->result(), want, data.name + " " + metric);
      }
    }
  }
}

TEST(MetricsGolden, EveryOutputEqualsScikitLearn) {
  int compared = 0;
  for (const Json& json : golden_metrics()) {
    const DataSet data(json);
    for (const auto& [metric, want] : json.at("per_output").items()) {
      const std::vector<double> got = data.measure(metric, 11)->per_output();
      ASSERT_EQ(got.size(), want.size()) << data.name << " " << metric;
      for (std::size_t i = 0; i < got.size(); ++i) {
        if (want[i].is_null()) {
          EXPECT_TRUE(std::isnan(got[i])) << data.name << " " << metric << " " << i;
        } else {
          expect_same(got[i], want[i], data.name + " " + metric);
        }
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 50);
}

TEST(MetricsGolden, ConfusionMatrixEqualsScikitLearn) {
  for (const Json& json : golden_metrics()) {
    if (!json.contains("confusion")) continue;
    const DataSet data(json);
    ConfusionMatrix matrix;
    matrix.update(data.predictions, data.targets);
    std::int64_t actual = 0;
    for (const Json& row : json.at("confusion")) {
      std::int64_t predicted = 0;
      for (const Json& cell : row) {
        EXPECT_EQ(matrix.count(actual, predicted++), cell.get<std::int64_t>()) << data.name;
      }
      ++actual;
    }
    EXPECT_EQ(actual, matrix.classes());
  }
}

TEST(MetricsGolden, OneHotTargetsMeanTheSameAsIndices) {
  for (const Json& json : golden_metrics()) {
    const DataSet data(json);
    if (data.task != Task::multiclass) continue;
    const std::int64_t classes = data.predictions.shape()[1];
    Tensor one_hot(data.predictions.shape());
    for (std::int64_t row = 0; row < data.targets.size(); ++row) {
      const auto c =
          static_cast<std::int64_t>(data.targets.values<double>()[static_cast<std::size_t>(row)]);
      one_hot.values<float>()[static_cast<std::size_t>(row * classes + c)] = 1.0F;
    }
    for (const auto& [metric, want] : json.at("results").items()) {
      if (data.weights) continue;
      expect_same(evaluate(make_metric(metric), data.predictions, one_hot), want,
                  data.name + " " + metric);
    }
  }
}

}  // namespace
}  // namespace ganglion::nn
