#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"

// Every loss against Keras (tests/golden/losses): each row's loss, the weighted mean, and its
// gradient by the predictions.
namespace ganglion::nn {
namespace {

using Json = nlohmann::json;

Json golden_losses() {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/losses/losses.json");
  if (!file) throw std::runtime_error("tests/golden/losses/losses.json cannot be read");
  return Json::parse(file);
}

Tensor tensor_of(const Json& json, DType dtype) {
  std::vector<std::int64_t> dims;
  for (const Json* part = &json; part->is_array(); part = &part->at(0)) {
    dims.push_back(static_cast<std::int64_t>(part->size()));
  }
  std::vector<double> numbers;
  const std::function<void(const Json&)> collect = [&](const Json& part) {
    if (!part.is_array()) return numbers.push_back(part.get<double>());
    for (const Json& inner : part) collect(inner);
  };
  collect(json);
  return Tensor::of(Shape(dims), numbers).cast(dtype);
}

Loss loss_of(const Json& row) {
  Attributes config;
  for (const auto& [name, value] : row["options"].items()) {
    config.set(name,
               value.is_boolean() ? Attribute(value.get<bool>()) : Attribute(value.get<double>()));
  }
  return loss_from_config(row["loss"].get<std::string>(), config);
}

void expect_close(const Tensor& got, const Json& want, double tolerance, const std::string& what) {
  const Tensor expected = tensor_of(want, DType::f64);
  const Tensor mine = got.cast(DType::f64);
  ASSERT_EQ(mine.shape(), expected.shape()) << what;
  for (std::int64_t i = 0; i < mine.size(); ++i) {
    const double target = expected.values<double>()[static_cast<std::size_t>(i)];
    EXPECT_NEAR(mine.values<double>()[static_cast<std::size_t>(i)], target,
                tolerance * std::max(1.0, std::abs(target)))
        << what << ", element " << i;
  }
}

void compare(const Json& row, DType dtype, double tolerance) {
  const Loss loss = loss_of(row);
  const Tensor prediction_data = tensor_of(row["y_pred"], dtype);
  Graph graph;
  const Value prediction = graph.input("prediction", {dtype, prediction_data.shape()});
  const TensorType type = loss.target_type(prediction.type());
  const Value target = graph.input("target", type);
  const Value rows = loss.per_sample(prediction, target);
  std::map<std::string, Tensor> feeds = {{"prediction", prediction_data},
                                         {"target", tensor_of(row["y_true"], type.dtype)}};
  Value weights;
  if (!row["sample_weight"].is_null()) {
    weights = graph.input("weights", {dtype, rows.shape()});
    feeds["weights"] = tensor_of(row["sample_weight"], dtype);
  }
  const Value mean = weighted_mean(rows, weights);
  const Value wrt[] = {prediction};
  const Value gradient = gradients(mean, wrt)[0];
  const runtime::Evaluation evaluation(graph, feeds);
  const std::string what = row["loss"].get<std::string>() + " " + row["options"].dump();
  expect_close(evaluation.at(rows), row["per_sample"], tolerance, what + " per sample");
  expect_close(evaluation.at(mean), row["value"], tolerance, what + " value");
  const bool plain = row.contains("gradient_without_division");
  expect_close(evaluation.at(gradient), row[plain ? "gradient_without_division" : "gradient"],
               tolerance, what + " gradient");
}

TEST(LossesGolden, InDoubleAreThoseOfKeras) {
  const Json data = golden_losses();
  ASSERT_GE(data["cases"].size(), 50u);
  for (const Json& row : data["cases"]) compare(row, DType::f64, 1e-12);
}

TEST(LossesGolden, InSingleAreThoseOfKeras) {
  const Json data = golden_losses();
  for (const Json& row : data["cases"]) compare(row, DType::f32, 1e-5);
}

}  // namespace
}  // namespace ganglion::nn
