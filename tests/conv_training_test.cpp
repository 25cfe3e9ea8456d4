// A small convolutional network learns handwritten digits, with the same bits on any number of
// threads.
#include <ganglion/ganglion.h>
#include <gtest/gtest.h>

#include <cstring>

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
