#include "ganglion/train/step/step.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/optimizers.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

const nn::Loss kLoss = nn::SparseCategoricalCrossentropy{.from_logits = true};

Sequential regularized_classifier() {
  return Sequential({Input({4}),
                     Dense{.units = 16, .activation = nn::Activation::tanh, .kernel_l2 = 0.01},
                     nn::BatchNormalization{}, nn::Dropout{0.1}, Dense{3}});
}

/// What fit() does, said by hand.
StepFunction classify(const Model& model) {
  return [&model](StepBuilder& s) {
    const Value x = s.input("x", {4});
    return kLoss.per_sample(s(model, x), s.input("y", {}, DType::i32));
  };
}

data::Dataset batch_of(const data::Dataset& data, std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> rows;
  for (std::int64_t i = first; i < first + count; ++i) rows.push_back(i);
  return data.rows(rows);
}

double run(Step& step, const data::Dataset& rows) {
  return step.run({{"x", rows.features}, {"y", rows.targets}});
}

TEST(CustomStep, IsWhatFitDoesToTheLastBit) {
  const data::Dataset rows = blobs(60);
  const optim::Optimizer optimizer = optim::Adam{.learning_rate = 0.01, .clip = {.norm = 0.5}};
  Sequential fitted = regularized_classifier();
  fitted.compile({.loss = kLoss, .optimizer = optimizer, .seed = 3});
  Model stepped = fitted.clone();
  Model batched = fitted.clone();
  const double loss =
      fitted.fit(rows, {.epochs = 2, .batch_size = 20, .shuffle = false})["loss"][1];

  Step step({&stepped}, classify(stepped), {.optimizer = optimizer, .seed = 3});
  double steps = 0.0, batches = 0.0;
  for (std::int64_t i = 0; i < 6; ++i) {
    const data::Dataset batch = batch_of(rows, i % 3 * 20, 20);
    const double a = run(step, batch);
    const double b = batched.train_on_batch(batch.features, batch.targets);
    if (i >= 3) steps += a * 20, batches += b * 20;
  }
  EXPECT_EQ(steps / 60, loss);
  EXPECT_EQ(batches / 60, loss);
  for (const Model* other : {&stepped, &batched}) {
    EXPECT_TRUE(same_bits(other->weights().parameters, fitted.weights().parameters));
    EXPECT_TRUE(same_bits(other->weights().state, fitted.weights().state));
  }
  EXPECT_EQ(step.runs(), 6);
  EXPECT_EQ(batched.progress().steps, 6);
}

TEST(CustomStep, GivesTheSameBitsOnAnyNumberOfThreads) {
  const data::Dataset rows = blobs(64);
  std::vector<Tensor> weights;
  for (const int threads : {1, 2, 3}) {
    Sequential model = regularized_classifier();
    Step step({&model}, classify(model), {.replicas = 4, .threads = threads});
    for (int i = 0; i < 5; ++i) run(step, rows);
    weights.push_back(model.weights().parameters);
  }
  EXPECT_TRUE(same_bits(weights[0], weights[1]));
  EXPECT_TRUE(same_bits(weights[0], weights[2]));
}

/// Against Model::gradients, and w - rate * gradient.
TEST(CustomStep, GradientsAreReadByPath) {
  const data::Dataset rows = blobs(30);
  Sequential model({Input({4}), Dense{8, nn::Activation::tanh}, Dense{3}});
  model.compile({.loss = kLoss, .optimizer = optim::SGD{}});
  const auto expected = model.gradients(rows);
  const Model before = model.clone();
  Step step({&model}, classify(model),
            {.optimizer = optim::SGD{.learning_rate = 0.5}, .keep_gradients = true});
  run(step, rows);
  const auto all = step.gradients(model);
  ASSERT_EQ(all.size(), 4U);
  for (const auto& [path, gradient] : all) {
    EXPECT_TRUE(same_bits(gradient, step.gradient(model, path)));
    for (std::size_t i = 0; i < static_cast<std::size_t>(gradient.size()); ++i) {
      EXPECT_NEAR(gradient.values<float>()[i], expected.at(path).values<float>()[i], 1e-6);
      EXPECT_NEAR(model.weight(path).values<float>()[i],
                  before.weight(path).values<float>()[i] - 0.5F * gradient.values<float>()[i],
                  1e-6);
    }
  }
  EXPECT_THAT(error_of([&] { step.gradient(model, "dense/x"); }), HasSubstr("no parameter"));
}

/// Runs with a part of the rows each, and one with all of them.
TEST(CustomStep, AccumulatesGradients) {
  const data::Dataset rows = blobs(60);
  const optim::Optimizer optimizer =
      optim::Adam{.learning_rate = 0.05, .clip = {.global_norm = 0.3}};
  Sequential whole({Input({4}), Dense{8, nn::Activation::tanh}, Dense{3}});
  Model parts = whole.clone();
  Step one({&whole}, classify(whole), {.optimizer = optimizer});
  Step three({&parts}, classify(parts), {.optimizer = optimizer, .accumulate = 3});
  const Tensor first = parts.weights().parameters;
  for (int round = 0; round < 3; ++round) {
    run(one, rows);
    const Tensor before = parts.weights().parameters;
    for (std::int64_t i = 0; i < 3; ++i) {
      EXPECT_TRUE(same_bits(parts.weights().parameters, before)) << "changed before its turn";
      run(three, batch_of(rows, 20 * i, 20));
    }
  }
  EXPECT_EQ(three.updates(), 3);
  const auto a = whole.weights().parameters.values<float>();
  const auto b = parts.weights().parameters.values<float>();
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 2e-4);
  EXPECT_FALSE(same_bits(first, parts.weights().parameters));
}

TEST(CustomStep, KeepsAveragesOfWeights) {
  const data::Dataset rows = blobs(30);
  Sequential model({Input({4}), Dense{3}});
  Step step({&model}, classify(model),
            {.optimizer = optim::SGD{.learning_rate = 0.5}, .average_decay = 0.75});
  EXPECT_THAT(error_of([&] { step.averaged(model); }), HasSubstr("no average"));
  std::vector<double> expected;
  const Tensor first = model.weight("dense/kernel");
  for (const float w : first.values<float>()) expected.push_back(static_cast<double>(w));
  for (int i = 0; i < 4; ++i) {
    run(step, rows);
    for (std::size_t j = 0; j < expected.size(); ++j) {
      expected[j] = 0.75 * expected[j] +
                    0.25 * static_cast<double>(model.weight("dense/kernel").values<float>()[j]);
    }
  }
  const Model averaged = step.averaged(model);
  for (std::size_t j = 0; j < expected.size(); ++j)
    EXPECT_NEAR(averaged.weight("dense/kernel").values<float>()[j], expected[j], 1e-6);
}

/// A network that isn't updated is a constant: in its inference form, its weights and state as
/// they were.
TEST(CustomStep, UpdatesOnlyWhatItIsTold) {
  const data::Dataset rows = blobs(30);
  Sequential student({Input({4}), Dense{3}});
  Sequential teacher = regularized_classifier();
  const Tensor weights = teacher.weights().parameters, state = teacher.weights().state;
  const Tensor before = student.weights().parameters;
  const auto divergence = [&](StepBuilder& s) {
    const Value x = s.input("x", {4});
    s.output("taught", s(teacher, x));
    return s.loss(nn::MeanSquaredError{}, s(student, x), s(teacher, x));
  };
  Step step({&student, &teacher}, divergence,
            {.update = {&student}, .optimizer = optim::Adam{0.05}});
  const double first = step.run({{"x", rows.features}});
  const Tensor taught = step.read("taught"), predicted = teacher.predict(rows.features);
  for (std::size_t i = 0; i < 90; ++i)
    EXPECT_NEAR(taught.values<float>()[i], predicted.values<float>()[i], 1e-5);
  double last = first;
  for (int i = 0; i < 200; ++i) last = step.run({{"x", rows.features}});
  EXPECT_LT(last, 0.2 * first);
  EXPECT_TRUE(same_bits(teacher.weights().parameters, weights));
  EXPECT_TRUE(same_bits(teacher.weights().state, state));
  EXPECT_FALSE(same_bits(student.weights().parameters, before));

  Step moving({&student, &teacher}, divergence, {.update = {&student}, .training = {&teacher}});
  moving.run({{"x", rows.features}});
  EXPECT_TRUE(same_bits(teacher.weights().parameters, weights));
  EXPECT_FALSE(same_bits(teacher.weights().state, state)) << "batch normalisation in training form";
}

/// Two networks, each with slots of its own, in one update: as each by itself.
TEST(CustomStep, UpdatesSeveralNetworks) {
  const data::Dataset rows = blobs(30);
  Sequential a({Input({4}), Dense{6, nn::Activation::relu}});
  Sequential b({Input({6}), Dense{3}});
  Sequential chain({Input({4}), Dense{6, nn::Activation::relu}, Dense{3}});
  for (const char* name : {"kernel", "bias"}) {
    chain.set_weight(fmt::format("dense/{}", name), a.weight(fmt::format("dense/{}", name)));
    chain.set_weight(fmt::format("dense_1/{}", name), b.weight(fmt::format("dense/{}", name)));
  }
  Step both({&a, &b}, [&](StepBuilder& s) {
    return kLoss.per_sample(s(b, s(a, s.input("x", {4}))), s.input("y", {}, DType::i32));
  });
  Step one({&chain}, classify(chain));
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(run(both, rows), run(one, rows), 1e-6);
  for (std::size_t i = 0; i < 24; ++i) {
    EXPECT_NEAR(a.weight("dense/kernel").values<float>()[i],
                chain.weight("dense/kernel").values<float>()[i], 1e-6);
  }
}

TEST(CustomStep, DrawsAnewInEachRun) {
  Sequential model({Input({2}), Dense{2}});
  const auto noisy = [&](StepBuilder& s) {
    const Value noise = s.normal({2}), other = s.uniform({2});
    s.output("normal", noise);
    s.output("uniform", other);
    return s.loss(nn::MeanSquaredError{}, s(model, noise), other);
  };
  std::vector<Tensor> drawn;
  for (const std::int64_t replicas : {1, 4}) {
    Step step({&model}, noisy, {.replicas = replicas});
    step.run(1000);
    drawn.push_back(step.read("normal"));
    double sum = 0.0, squares = 0.0, uniform = 0.0;
    const Tensor other = step.read("uniform");
    for (const float x : drawn.back().values<float>()) {
      sum += static_cast<double>(x);
      squares += static_cast<double>(x) * static_cast<double>(x);
    }
    for (const float x : other.values<float>()) uniform += static_cast<double>(x);
    EXPECT_NEAR(sum / 2000, 0.0, 0.1);
    EXPECT_NEAR(squares / 2000, 1.0, 0.15);
    EXPECT_NEAR(uniform / 2000, 0.5, 0.03);
    step.run(1000);
    EXPECT_FALSE(same_bits(step.read("normal"), drawn.back()));
  }
  EXPECT_TRUE(same_bits(drawn[0], drawn[1]));
}

/// A layer that is used twice has one kernel, and one penalty on it.
TEST(CustomStep, PenaltyOfASharedLayerCountsOnce) {
  const Input a({3}), b({3});
  const nn::Layer shared = Dense{.units = 3, .kernel_l2 = 0.5};
  Model twice({a, b}, {nn::Add{}(shared(a), shared(b))});
  Model once = twice.part({"input"}, {"dense"});
  for (Model* model : {&twice, &once}) model->compile({});
  const Tensor rows(Shape{2, 3});
  const data::Dataset one{.features = rows, .targets = rows};
  const data::Dataset two{.features = rows, .targets = rows, .more_features = {rows}};
  EXPECT_GT(once.evaluate(one).penalty, 0.0);
  EXPECT_EQ(twice.evaluate(two).penalty, once.evaluate(one).penalty);
}

TEST(CustomStep, SharedInputsAndLearningRates) {
  Sequential model({Input({2}), Dense{.units = 1, .use_bias = false}});
  model.compile({.learning_rates = {{"dense", 0.0}}});
  Step step({&model},
            [&](StepBuilder& s) {
              return ops::reduce_mean(s(model, s.input("x", {2}))) * s.shared_input("scale");
            },
            {.optimizer = optim::SGD{}, .keep_gradients = true});
  const Tensor x = Tensor::of<float>({2, 2}, {1, 2, 3, 4});
  const Tensor before = model.weight("dense/kernel");
  step.run({{"scale", Tensor::scalar(10)}, {"x", x}});
  EXPECT_EQ(step.gradient(model, "dense/kernel").at({0, 0}), 20.0F);
  EXPECT_EQ(step.gradient(model, "dense/kernel").at({1, 0}), 30.0F);
  EXPECT_TRUE(same_bits(model.weight("dense/kernel"), before))
      << "a factor of 0 of the model's own";
  step.set_learning_rate(0.25);
  EXPECT_EQ(step.learning_rate(), 0.25);
  EXPECT_THAT(error_of([&] { step.set_learning_rate(-1); }), HasSubstr("at least 0"));
}

}  // namespace
}  // namespace ganglion::train
