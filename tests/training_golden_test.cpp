// Ten steps of training against Keras: tests/golden/mlp, on the fast kernels in f32.
#include <gtest/gtest.h>

#include "ganglion/train/model.h"
#include "tests/support/golden_networks.h"

namespace ganglion {
namespace {

using golden::Json;

data::Dataset data_of(const Json& row, const train::Model& model) {
  const TensorType prediction{DType::f32, model.network().output_shapes()[0].prepended(1)};
  const DType target_dtype = golden::loss_of(row).target_type(prediction).dtype;
  data::Dataset data = {
      .features = golden::tensor_of(row.at("inputs"), model.network().inputs()[0].dtype),
      .targets = golden::tensor_of(row.at("targets"), target_dtype)};
  if (!row.at("sample_weight").is_null()) {
    data.sample_weights = golden::tensor_of(row.at("sample_weight"), DType::f32);
  }
  return data;
}

void set_weights(train::Model& model, const Json& weights) {
  for (const auto& [path, value] : weights.items()) {
    model.set_weight(path, golden::tensor_of(value, DType::f32));
  }
}

/// The bias in front of a batch normalisation has no effect; rounding alone moves it.
bool has_effect(const Json& row, const std::string& path) {
  return !row.contains("moving_before") || path != "dense/bias";
}

void check(const Json& row, std::int64_t replicas) {
  SCOPED_TRACE(row.at("name").get<std::string>() + ", replicas " + std::to_string(replicas));
  const Json& golden = row.at("adam_10_steps");
  train::Model model(golden::network_of(row));
  model.compile({.loss = golden::loss_of(row),
                 .optimizer = optim::Adam{.learning_rate = golden.at("learning_rate")},
                 .replicas = replicas,
                 .threads = 1});
  set_weights(model, row.at("weights"));
  if (row.contains("moving_before")) set_weights(model, row.at("moving_before"));
  const data::Dataset data = data_of(row, model);
  const auto history = model.fit(data, {.epochs = 10, .batch_size = data.rows(), .shuffle = false});
  const auto losses = history["loss"];
  ASSERT_EQ(losses.size(), 10U);
  for (std::size_t step = 0; step < losses.size(); ++step) {
    const double wanted = golden.at("loss_before_step").at(step);
    EXPECT_NEAR(losses[step], wanted, 1e-5 * std::max(1.0, wanted)) << "step " << step + 1;
  }
  for (const auto& [path, wanted] : golden.at("weights").items()) {
    if (has_effect(row, path)) golden::expect_near(model.weight(path), wanted, 1e-5, path);
  }
  if (!golden.contains("moving")) return;
  for (const auto& [path, wanted] : golden.at("moving").items()) {
    golden::expect_near(model.weight(path), wanted, 1e-5, path);
  }
}

TEST(TrainingGolden, TenStepsOfAdam) {
  const Json rows = golden::networks();
  ASSERT_EQ(rows.size(), 8U);
  for (const Json& row : rows) {
    check(row, 1);
    check(row, 4);
  }
}

}  // namespace
}  // namespace ganglion
