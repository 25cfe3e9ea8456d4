#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/model.h"
#include "ganglion/train/predictor.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"

/// Predictions keep weights in another layout. Whatever changes the weights, the next prediction is
/// that of a Predictor made just then, which knows nothing of earlier ones.
namespace ganglion::train {
namespace {

using support::drawn_tensor;
using support::same_bits;

data::Dataset rows() {
  data::Dataset data;
  data.features = drawn_tensor({64, 1, 8, 8}, 1);
  data.targets = drawn_tensor({64, 3}, 2);
  return data;
}

Sequential network_with_state(std::uint64_t seed = 1) {
  Sequential model({nn::Input({1, 8, 8}), nn::Conv2D{.filters = 8}, nn::BatchNormalization{},
                    nn::Flatten{}, nn::Dense{30, nn::Activation::relu}, nn::Dense{3}});
  model.compile({.loss = nn::MeanSquaredError{}, .seed = seed});
  return model;
}

using Change = std::function<void(Model&)>;

/// In whole batches and in batches with a rest, before and after.
void expect_seen(const std::string& what, const Change& change) {
  Sequential model = network_with_state();
  const Tensor features = rows().features;
  const Tensor before = model.predict(features, 64);
  model.predict(features, 24);
  change(model);
  const Predictor fresh(model);
  const Tensor after = model.predict(features, 64);
  EXPECT_FALSE(same_bits(after, before)) << what;
  EXPECT_TRUE(same_bits(after, fresh.predict(features, 64))) << what;
  EXPECT_TRUE(same_bits(model.predict(features, 24), fresh.predict(features, 24))) << what;
}

TEST(ChangedWeights, AreSeenByTheNextPrediction) {
  const std::vector<std::pair<std::string, Change>> changes = {
      {"fit", [](Model& model) { model.fit(rows(), {.epochs = 1}); }},
      {"set_weight",
       [](Model& model) {
         Tensor kernel = model.weight("dense/kernel");
         for (float& value : kernel.values<float>()) value *= 2.0F;
         model.set_weight("dense/kernel", kernel);
       }},
      {"set_weight of a state",
       [](Model& model) {
         Tensor mean = model.weight("batch_normalization/moving_mean");
         for (float& value : mean.values<float>()) value += 1.0F;
         model.set_weight("batch_normalization/moving_mean", mean);
       }},
      {"set_weights",
       [](Model& model) {
         const Sequential other = network_with_state(2);
         model.set_weights(other.weights().parameters, other.weights().state);
       }},
      {"copy_weights", [](Model& model) { model.copy_weights(network_with_state(2)); }},
      {"mutable_weights",
       [](Model& model) {
         for (float& value : model.mutable_weights().parameters.values<float>()) value *= 0.5F;
       }},
      {"assignment of a model", [](Model& model) { model = network_with_state(2); }},
      {"compile with another seed",
       [](Model& model) { model.compile({.loss = nn::MeanSquaredError{}, .seed = 7}); }},
      {"a part that is trained",
       [](Model& model) {
         Model head = model.part({"flatten"}, {"dense_1"});
         head.compile({.loss = nn::MeanSquaredError{}});
         data::Dataset data = rows();
         data.features = model.outputs_of({"flatten"}, data)[0];
         head.fit(data, {.epochs = 1});
       }},
  };
  for (const auto& [what, change] : changes) expect_seen(what, change);
}

TEST(ChangedWeights, AreSeenWhenTheyAreWrittenThroughAnOlderReference) {
  Sequential model = network_with_state();
  const Tensor features = rows().features;
  Weights& weights = model.mutable_weights();
  for (int i = 0; i < 3; ++i) {
    for (float& value : weights.parameters.values<float>()) value *= 0.9F;
    EXPECT_TRUE(same_bits(model.predict(features), Predictor(model).predict(features))) << i;
  }
}

TEST(ChangedWeights, AreNotThoseOfAPredictorMadeBefore) {
  Sequential model = network_with_state();
  const Tensor features = rows().features;
  const Predictor predictor(model);
  const Tensor before = predictor.predict(features);
  model.fit(rows(), {.epochs = 1});
  EXPECT_TRUE(same_bits(predictor.predict(features), before));
}

TEST(ChangedWeights, OfTheWholeAreSeenByItsPart) {
  Sequential model = network_with_state();
  Model head = model.part({"flatten"}, {"dense_1"});
  const Tensor codes = model.outputs_of({"flatten"}, rows())[0];
  const Tensor before = head.predict(codes);
  model.fit(rows(), {.epochs = 1});
  EXPECT_FALSE(same_bits(head.predict(codes), before));
  EXPECT_TRUE(same_bits(head.predict(codes), Predictor(head).predict(codes)));
}

}  // namespace
}  // namespace ganglion::train
