#include "ganglion/nn/losses/losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;
using ::testing::HasSubstr;

struct Result {
  std::vector<double> loss;
  std::vector<double> gradient;  // of the sum over the rows
};

Result evaluate(const Loss& loss, const Tensor& prediction_data, const Tensor& target_data) {
  Graph graph;
  const DType dtype = prediction_data.dtype();
  const Value prediction = graph.input("p", {dtype, prediction_data.shape()});
  const TensorType type = loss.target_type(prediction.type());
  const Value rows = loss.per_sample(prediction, graph.input("t", type));
  const Value wrt[] = {prediction};
  const Value gradient = gradients(ops::reduce_sum(rows), wrt)[0];
  const runtime::Evaluation evaluation(
      graph, {{"p", prediction_data}, {"t", target_data.cast(type.dtype)}});
  return {numbers_of(evaluation.at(rows)), numbers_of(evaluation.at(gradient))};
}

class ExactLosses : public testing::TestWithParam<DType> {};

TEST_P(ExactLosses, BinaryFromLogitsOfTenThousand) {
  const Tensor x = Tensor::of(Shape{4, 1}, {1e4, 1e4, -1e4, -1e4}).cast(GetParam());
  const Tensor t = Tensor::of(Shape{4, 1}, {1.0, 0.0, 1.0, 0.0});
  const Result result = evaluate(BinaryCrossentropy{.from_logits = true}, x, t);
  EXPECT_EQ(result.loss, (std::vector<double>{0, 1e4, 1e4, 0}));
  EXPECT_EQ(result.gradient, (std::vector<double>{0, 1, -1, 0}));
}

TEST_P(ExactLosses, ClassesFromLogitsOfTenThousand) {
  const Tensor x =
      Tensor::of(Shape{3, 3}, {1e4, -1e4, 0.0, 1e4, -1e4, 0.0, -1e4, -1e4, -1e4}).cast(GetParam());
  const Tensor labels = Tensor::of(Shape{3}, {0.0, 1.0, 2.0});
  const Tensor one_hot = Tensor::of(Shape{3, 3}, {1.0, 0., 0., 0., 1., 0., 0., 0., 1.});
  const double third = GetParam() == DType::f32 ? static_cast<double>(1.0f / 3.0f) : 1.0 / 3.0;
  const double tolerance = GetParam() == DType::f32 ? 2e-7 : 1e-15;
  const std::vector<double> gradient = {0, 0, 0, 1, -1, 0, third, third, third - 1};
  for (const Result& result :
       {evaluate(SparseCategoricalCrossentropy{.from_logits = true}, x, labels),
        evaluate(CategoricalCrossentropy{.from_logits = true}, x, one_hot)}) {
    EXPECT_EQ(result.loss[0], 0);
    EXPECT_EQ(result.loss[1], 2e4);
    EXPECT_NEAR(result.loss[2], std::log(3.0), tolerance * 1e4);  // -1e4 - log 3 is rounded
    for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(result.gradient[i], gradient[i], tolerance);
  }
}

TEST_P(ExactLosses, SureAndWrongProbabilitiesStayFinite) {
  const Tensor p = Tensor::of(Shape{2, 2}, {0.0, 1.0, 1.0, 0.0}).cast(GetParam());
  const Tensor t = Tensor::of(Shape{2, 2}, {1.0, 0.0, 1.0, 0.0});
  for (const Loss& loss : {Loss(BinaryCrossentropy{}), Loss(CategoricalCrossentropy{})}) {
    const Result result = evaluate(loss, p, t);
    EXPECT_NEAR(result.loss[0], -std::log(1e-7), 0.2) << loss.name();
    EXPECT_NEAR(result.loss[1], 0, 3e-7) << loss.name();
    for (double g : result.gradient) EXPECT_TRUE(std::isfinite(g)) << loss.name();
  }
}

INSTANTIATE_TEST_SUITE_P(Types, ExactLosses, testing::Values(DType::f32, DType::f64));

TEST(Losses, HuberOfHugeErrorsHasASlopeOfDelta) {
  const Tensor p = Tensor::of(Shape{3}, {1e30, -1e30, 0.25}).cast(DType::f32);
  const Result result = evaluate(Huber{.delta = 2}, p, Tensor::of(Shape{3}, {0., 0., 0.}));
  EXPECT_EQ(result.gradient, (std::vector<double>{2, -2, 0.25}));
  EXPECT_NEAR(result.loss[0] / 2e30, 1, 1e-6);
  EXPECT_EQ(result.loss[2], 0.03125);
}

TEST(Losses, SparseSmoothingIsThatOfOneHotTargets) {
  const Tensor x = Tensor::of(Shape{2, 3}, {0.3, -1.0, 2.0, 1.5, 0.1, -0.4});
  const Tensor labels = Tensor::of(Shape{2}, {2.0, 1.0});
  const Tensor one_hot = Tensor::of(Shape{2, 3}, {0., 0., 1., 0., 1., 0.});
  const Result sparse = evaluate(
      SparseCategoricalCrossentropy{.from_logits = true, .label_smoothing = 0.2}, x, labels);
  const Result dense =
      evaluate(CategoricalCrossentropy{.from_logits = true, .label_smoothing = 0.2}, x, one_hot);
  EXPECT_EQ(sparse.loss, dense.loss);
  EXPECT_EQ(sparse.gradient, dense.gradient);
}

TEST(Losses, SequencesOfLabelsGiveTheMeanOfARow) {
  const Tensor x = Tensor::of(Shape{1, 2, 2}, {0.0, 0.0, 3.0, 1.0});
  const Result result = evaluate(SparseCategoricalCrossentropy{.from_logits = true}, x,
                                 Tensor::of(Shape{1, 2}, {0.0, 1.0}));
  EXPECT_NEAR(result.loss[0], (std::log(2.0) + std::log1p(std::exp(2.0))) / 2, 1e-15);
}

RC_GTEST_PROP(Losses, LogitsAndProbabilitiesAgree, ()) {
  const double x = *rc::gen::inRange(-1000, 1001) / 100.0;
  const double t = *rc::gen::inRange(0, 101) / 100.0;
  const Tensor target = Tensor::of(Shape{1, 1}, {t});
  const double from_logits =
      evaluate(BinaryCrossentropy{.from_logits = true}, Tensor::of(Shape{1, 1}, {x}), target)
          .loss[0];
  const double from_probabilities =
      evaluate(BinaryCrossentropy{}, Tensor::of(Shape{1, 1}, {1 / (1 + std::exp(-x))}), target)
          .loss[0];
  RC_ASSERT(std::abs(from_logits - from_probabilities) <= 1e-9);
}

// Every loss but Poisson's offset, hinge's and Huber's flat parts included, is convex in the
// predictions (or logits), so that the value half-way lies on or below the mean of the ends.
RC_GTEST_PROP(Losses, AreConvexInThePredictions, ()) {
  const std::vector<Loss> losses = {BinaryCrossentropy{.from_logits = true},
                                    CategoricalCrossentropy{.from_logits = true},
                                    MeanSquaredError{},
                                    MeanAbsoluteError{},
                                    Huber{},
                                    Hinge{}};
  std::vector<double> a(3), b(3), middle(3);
  for (std::size_t i = 0; i < 3; ++i) {
    a[i] = *rc::gen::inRange(-500, 501) / 50.0;
    b[i] = *rc::gen::inRange(-500, 501) / 50.0;
    middle[i] = (a[i] + b[i]) / 2;
  }
  const Tensor t = Tensor::of(Shape{1, 3}, {0.0, 1.0, 0.0});
  for (const Loss& loss : losses) {
    const auto at = [&](const std::vector<double>& x) {
      return evaluate(loss, Tensor::of(Shape{1, 3}, x), t).loss[0];
    };
    RC_ASSERT(at(middle) <= (at(a) + at(b)) / 2 + 1e-12);
  }
}

TEST(Losses, SayWhatTheirOutputsMean) {
  EXPECT_EQ(Loss(SparseCategoricalCrossentropy{}).outputs(), Outputs::classes);
  EXPECT_EQ(Loss(CategoricalCrossentropy{}).outputs(), Outputs::classes);
  EXPECT_EQ(Loss(BinaryCrossentropy{}).outputs(), Outputs::answers);
  EXPECT_EQ(Loss(MeanSquaredError{}).outputs(), Outputs::numbers);
  EXPECT_TRUE(Loss(Poisson{}).needs_positive());
  EXPECT_FALSE(Loss(Huber{}).needs_positive());
}

TEST(Losses, WhatAPersonSees) {
  Graph graph;
  const Value x = graph.input("x", {DType::f64, Shape{1, 2}});
  const Value sigmoids = Loss(BinaryCrossentropy{.from_logits = true}).prediction(x);
  const Value classes = Loss(SparseCategoricalCrossentropy{.from_logits = true}).prediction(x);
  EXPECT_EQ(Loss(BinaryCrossentropy{}).prediction(x), x);
  EXPECT_EQ(Loss(MeanSquaredError{}).prediction(x), x);
  const runtime::Evaluation evaluation(graph, {{"x", Tensor::of(Shape{1, 2}, {0.0, std::log(3)})}});
  EXPECT_NEAR(evaluation.at(sigmoids).values<double>()[1], 0.75, 1e-15);
  EXPECT_NEAR(evaluation.at(classes).values<double>()[0], 0.25, 1e-15);
}

TEST(Losses, RefuseAnOutputLayerThatDoesNotFitAndSayWhichDoes) {
  const auto refusal = [](const Loss& loss, Activation activation, Shape shape) {
    return error_of([&] { loss.check_output(activation, shape); });
  };
  const Shape ten{32, 10};
  const Shape one{32, 1};
  const SparseCategoricalCrossentropy sparse;
  const SparseCategoricalCrossentropy sparse_logits{.from_logits = true};
  EXPECT_THAT(refusal(sparse_logits, softmax, ten), HasSubstr("set from_logits = false"));
  EXPECT_THAT(refusal(sparse, linear, ten), HasSubstr("set from_logits = true"));
  EXPECT_THAT(refusal(sparse, sigmoid, ten), HasSubstr("use binary_crossentropy"));
  EXPECT_THAT(refusal(sparse, softmax, one), HasSubstr("use binary_crossentropy"));
  EXPECT_THAT(refusal(sparse, softmax, one), HasSubstr("[32, 1]"));
  EXPECT_THAT(refusal(BinaryCrossentropy{}, softmax, ten), HasSubstr("categorical_crossentropy"));
  EXPECT_THAT(refusal(BinaryCrossentropy{}, relu, one), HasSubstr("end the network with sigmoid"));
  EXPECT_THAT(refusal(BinaryCrossentropy{.from_logits = true}, sigmoid, one), HasSubstr("twice"));
  EXPECT_THAT(refusal(Hinge{}, sigmoid, one), HasSubstr("linear or tanh"));
  EXPECT_THAT(refusal(Poisson{}, linear, one), HasSubstr("softplus"));
  EXPECT_EQ(refusal(sparse, softmax, ten), "no error");
  EXPECT_EQ(refusal(sparse_logits, linear, ten), "no error");
  EXPECT_EQ(refusal(BinaryCrossentropy{}, sigmoid, ten), "no error");
  EXPECT_EQ(refusal(MeanSquaredError{}, relu, ten), "no error");
  EXPECT_EQ(error_of([&] { Loss(sparse).check_output(std::nullopt, ten); }), "no error");
}

TEST(Losses, RefuseTargetsOfAnotherShapeAndNameBoth) {
  const auto refusal = [](const Loss& loss, Shape prediction, Shape target) {
    return error_of([&] { loss.check_target(prediction, target); });
  };
  const Shape three{32, 3};
  const std::string binary = refusal(BinaryCrossentropy{}, three, Shape{32});
  EXPECT_THAT(binary, HasSubstr("predictions [32, 3] need targets [32, 3], not [32]")) << binary;
  EXPECT_THAT(binary, HasSubstr("use sparse_categorical_crossentropy")) << binary;
  EXPECT_THAT(refusal(BinaryCrossentropy{}, Shape{32, 1}, three), HasSubstr("3 units wide"));
  EXPECT_THAT(refusal(SparseCategoricalCrossentropy{}, three, three),
              HasSubstr("for one-hot targets use categorical_crossentropy"));
  EXPECT_THAT(refusal(CategoricalCrossentropy{}, three, Shape{32, 1}),
              HasSubstr("for class labels use sparse_categorical_crossentropy"));
  EXPECT_THAT(refusal(MeanSquaredError{}, three, Shape{32, 4}), HasSubstr("[32, 3], not [32, 4]"));
  EXPECT_THAT(refusal(MeanSquaredError{}, Shape{}, Shape{}), HasSubstr("batch axis"));
  EXPECT_EQ(refusal(MeanSquaredError{}, Shape{32, 1}, Shape{32}), "no error");
  EXPECT_EQ(refusal(SparseCategoricalCrossentropy{}, three, Shape{32, 1}), "no error");
}

TEST(Losses, RefuseTargetsOfAnotherType) {
  Graph graph;
  const Value p = graph.input("p", {DType::f32, Shape{4, 3}});
  const Value t = graph.input("t", {DType::f32, Shape{4}});
  const std::string message =
      error_of([&] { Loss(SparseCategoricalCrossentropy{}).per_sample(p, t); });
  EXPECT_THAT(message, HasSubstr("f32[4, 3] need targets i32[4], not f32[4]")) << message;
}

TEST(Losses, HaveNamesAndComeBackFromText) {
  EXPECT_EQ(parse_loss("bce").name(), "binary_crossentropy");
  EXPECT_EQ(parse_loss("mse").name(), "mean_squared_error");
  EXPECT_EQ(parse_loss("mae").name(), "mean_absolute_error");
  EXPECT_EQ(parse_loss("MSE").name(), "mean_squared_error");
  EXPECT_EQ(parse_loss("MeanSquaredError").name(), "mean_squared_error");
  EXPECT_EQ(parse_loss("l1").name(), "mean_absolute_error");
  EXPECT_EQ(parse_loss("Binary_Cross_Entropy").name(), "binary_crossentropy");
  EXPECT_EQ(parse_loss("SparseCategoricalCrossentropy").name(), "sparse_categorical_crossentropy");
  for (const char* name : {"cross_entropy", "log_loss", "Logistic", "cross-entropy"}) {
    EXPECT_TRUE(names_cross_entropy(name)) << name;
    EXPECT_EQ(parse_loss(name).name(), "categorical_crossentropy") << name;
  }
  EXPECT_FALSE(names_cross_entropy("bce"));
  EXPECT_EQ(parse_loss("huber delta=2").config().number("delta"), 2);
  EXPECT_TRUE(takes_logits(parse_loss("scce from_logits")));
  for (const std::string& name : loss_names()) {
    const Loss loss = parse_loss(name);
    EXPECT_EQ(parse_loss(loss.to_string()).config(), loss.config()) << name;
    EXPECT_EQ(loss.name(), name);
  }
  EXPECT_THAT(error_of([] { parse_loss("huver"); }), HasSubstr("did you mean \"huber\"?"));
  EXPECT_THAT(error_of([] { parse_loss("zzzzzzzzz"); }), HasSubstr("\"poisson\""));
  EXPECT_THAT(error_of([] { parse_loss("huber delta=0"); }), HasSubstr("delta = 0"));
  EXPECT_THAT(error_of([] { parse_loss("bce label_smoothing=1"); }),
              HasSubstr("label_smoothing = 1"));
  EXPECT_THAT(error_of([] { parse_loss("mse delta=1"); }), HasSubstr("no setting \"delta\""));
}

TEST(Losses, ChangeBetweenLogitsAndProbabilities) {
  const Loss loss = with_logits(BinaryCrossentropy{.label_smoothing = 0.1});
  EXPECT_TRUE(takes_logits(loss));
  EXPECT_EQ(loss.config().number("label_smoothing"), 0.1);
  EXPECT_FALSE(takes_logits(with_logits(loss, false)));
  EXPECT_FALSE(takes_logits(with_logits(MeanSquaredError{})));
}

struct Quartic {
  Value per_sample(Value p, Value t) const {
    return ops::reduce_sum(ops::square(ops::square(p - t)), {1});
  }
};
struct Forgetful {
  Value per_sample(Value p, Value) const { return p; }
};

TEST(Losses, OnesOwnNeedsOnlyPerSample) {
  const Result result =
      evaluate(Quartic{}, Tensor::of(Shape{1, 2}, {1.0, 3.0}), Tensor::of(Shape{1, 2}, {0., 1.}));
  EXPECT_EQ(result.loss, (std::vector<double>{17}));
  EXPECT_EQ(result.gradient, (std::vector<double>{4, 32}));
  const Tensor two = Tensor::of(Shape{1, 2}, {1.0, 3.0});
  EXPECT_THAT(error_of([&] { evaluate(Forgetful{}, two, two); }),
              HasSubstr("one number for each row"));
}

TEST(Losses, WeightedMeanDividesByTheRows) {
  Graph graph;
  const Value loss = graph.input("l", {DType::f64, Shape{4}});
  const Value weights = graph.input("w", {DType::f64, Shape{4}});
  const Value plain = weighted_mean(loss);
  const Value weighted = weighted_mean(loss, weights);
  const runtime::Evaluation evaluation(graph, {{"l", Tensor::of(Shape{4}, {1., 2., 3., 4.})},
                                               {"w", Tensor::of(Shape{4}, {0., 2., 0., 1.})}});
  EXPECT_EQ(evaluation.at(plain).values<double>()[0], 2.5);
  EXPECT_EQ(evaluation.at(weighted).values<double>()[0], 2.0);
  const Value other = graph.input("o", {DType::f64, Shape{3}});
  EXPECT_THROW(weighted_mean(loss, other), Error);
}

}  // namespace
}  // namespace ganglion::nn
