// A small convolutional network learns handwritten digits, with the same bits on any number of
// threads.
#include <ganglion/ganglion.h>
#include <gtest/gtest.h>

#include <cstring>

#include "ganglion/train/step_graph.h"

namespace ganglion {
namespace {

/// data/digits.csv as images [rows, 1, 8, 8] of numbers from 0 to 1.
data::Dataset digits() {
  data::Dataset data = data::read_csv(GANGLION_SOURCE_DIR "/data/digits.csv", {.target = "digit"});
  for (float& pixel : data.features.values<float>()) pixel /= 16.0F;
  data.features = data.features.reshaped({data.rows(), 1, 8, 8});
  return data;
}

nn::Network small_convnet() {
  return {nn::Input({1, 8, 8}),
          nn::Conv2D{.filters = 16, .padding = "same", .activation = relu},
          nn::MaxPooling2D{},
          nn::Conv2D{.filters = 32, .padding = "same", .use_bias = false},
          nn::BatchNormalization{.momentum = 0.9},
          nn::Activate{relu},
          nn::MaxPooling2D{},
          nn::Flatten{},
          nn::Dropout{0.2},
          nn::Dense{10}};
}

train::Model trained(const data::Dataset& data, int epochs, int threads) {
  train::Model model(small_convnet());
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::Adam{.learning_rate = 3e-3},
                 .metrics = {nn::Accuracy{}},
                 .replicas = 4,
                 .threads = threads});
  model.fit(data, {.epochs = epochs, .batch_size = 32});
  return model;
}

std::int64_t replicas_of(const nn::Network& network, std::int64_t batch_size, bool training) {
  const train::CompileOptions options = {
      .loss = nn::SparseCategoricalCrossentropy{.from_logits = true}};
  Graph graph;
  if (training) {
    train::build_training_graph(graph, network, options, {.batch_size = batch_size});
  } else {
    train::build_prediction_graph(graph, network, &options, batch_size);
  }
  return train::default_replicas(graph, batch_size, training);
}

TEST(ConvTraining, SharesOfABatchAreAsLargeAsTheirWorkWants) {
  const nn::Network convolutions = {nn::Input({1, 28, 28}),
                                    nn::Conv2D{.filters = 32, .activation = relu},
                                    nn::MaxPooling2D{}, nn::Flatten{}, nn::Dense{10}};
  const nn::Network dense = {nn::Input({784}), nn::Dense{512, relu}, nn::Dense{512, relu},
                             nn::Dense{10}};
  const nn::Network tiny = {nn::Input({64}), nn::Dense{25, relu}, nn::Dense{10}};
  EXPECT_EQ(replicas_of(convolutions, 64, true), 4);
  EXPECT_EQ(replicas_of(convolutions, 64, false), 4);
  EXPECT_EQ(replicas_of(dense, 64, true), 1);
  EXPECT_EQ(replicas_of(dense, 128, true), 2);
  EXPECT_EQ(replicas_of(dense, 64, false), 2) << "its weights are read by each";
  EXPECT_EQ(replicas_of(tiny, 64, true), 1);
  EXPECT_EQ(replicas_of(convolutions, 33, true), 1) << "shares are equal";
}

TEST(ConvTrainingSlow, LearnsDigits) {
  const auto [train, test] =
      data::split(digits(), {.test_fraction = 0.2, .stratify = true, .seed = 1});
  train::Model model = trained(train, 15, 1);
  EXPECT_GT(model.evaluate(test).at("accuracy"), 0.97);
}

TEST(ConvTrainingSlow, GivesTheSameBitsWithAnyNumberOfThreads) {
  const data::Dataset data = digits();
  train::Model alone = trained(data, 1, 1);
  train::Model together = trained(data, 1, 2);
  for (const auto& spec : alone.network().layout().parameters) {
    const Tensor a = alone.weight(spec.path);
    const Tensor b = together.weight(spec.path);
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.bytes()), 0) << spec.path;
  }
}

}  // namespace
}  // namespace ganglion
