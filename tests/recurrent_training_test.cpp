// Recurrent layers learn what they are for: to remember a step long ago.
#include <ganglion/ganglion.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/rng.h"

namespace ganglion {
namespace {

constexpr std::int64_t kSequenceSteps = 12;

/// 1 or -1, which is the class, and then smaller numbers of either sign.
data::Dataset first_signs(std::int64_t rows, std::uint64_t seed) {
  data::Dataset set;
  set.features = Tensor(Shape{rows, kSequenceSteps, 1});
  set.targets = Tensor(Shape{rows}, DType::i32);
  for (std::int64_t i = 0; i < rows * kSequenceSteps; ++i) {
    const double drawn = 2 * random_uniform(seed, 1, static_cast<std::uint64_t>(i)) - 1;
    const double number = i % kSequenceSteps == 0 ? std::copysign(1.0, drawn) : drawn / 2;
    set.features.values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(number);
    if (i % kSequenceSteps == 0) {
      set.targets.values<std::int32_t>()[static_cast<std::size_t>(i / kSequenceSteps)] =
          number > 0 ? 1 : 0;
    }
  }
  return set;
}

double accuracy_of(const nn::Layer& layer) {
  train::Model model(nn::Network{nn::Input({kSequenceSteps, 1}), layer, nn::Dense{2}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::Adam{.learning_rate = 0.02},
                 .metrics = {nn::Accuracy{}}});
  model.fit(first_signs(1000, 1), {.epochs = 20, .batch_size = 32});
  return model.evaluate(first_signs(200, 2)).at("accuracy");
}

TEST(RecurrentTraining, GatesRememberTheFirstStep) {
  EXPECT_GT(accuracy_of(nn::LSTM{12}), 0.97);
  EXPECT_GT(accuracy_of(nn::GRU{12}), 0.97);
  EXPECT_GT(accuracy_of(nn::Bidirectional{.layer = "simple_rnn", .units = 6}), 0.97);
}

}  // namespace
}  // namespace ganglion
