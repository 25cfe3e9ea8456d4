#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

/// KL divergence, cosine similarity, log-cosh and focal cross-entropy against their formulas, and
/// their derivatives against central differences.
namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;
using testing::HasSubstr;

std::vector<double> rows_loss(const Loss& loss, const Tensor& prediction, const Tensor& target,
                              std::vector<double>* gradient = nullptr) {
  Graph graph;
  const Value p = graph.input("p", {DType::f64, prediction.shape()});
  const Value rows = loss.per_sample(p, graph.input("t", {DType::f64, target.shape()}));
  const Value wrt[] = {p};
  const Value derivative = gradients(ops::reduce_sum(rows), wrt)[0];
  const runtime::Evaluation values(graph, {{"p", prediction}, {"t", target}});
  if (gradient != nullptr) *gradient = numbers_of(values.at(derivative));
  return numbers_of(values.at(rows));
}

void expect_loss(const Loss& loss, const Tensor& prediction, const Tensor& target,
                 const std::vector<double>& expected) {
  std::vector<double> gradient;
  const auto rows = rows_loss(loss, prediction, target, &gradient);
  ASSERT_EQ(rows.size(), expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_NEAR(rows[i], expected[i], 1e-9);
  const auto sum_at = [&](std::size_t place, double by) {
    Tensor moved = prediction;
    moved.values<double>()[place] += by;
    double sum = 0.0;
    for (const double row : rows_loss(loss, moved, target)) sum += row;
    return sum;
  };
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    EXPECT_NEAR(gradient[i], (sum_at(i, 1e-5) - sum_at(i, -1e-5)) / 2e-5, 1e-7) << i;
  }
}

TEST(MoreLosses, KLDivergence) {
  const Tensor p = Tensor::of<double>({2, 3}, {0.2, 0.3, 0.5, 0.6, 0.3, 0.1});
  const Tensor t = Tensor::of<double>({2, 3}, {0.5, 0.5, 0.0, 0.6, 0.3, 0.1});
  expect_loss(KLDivergence{}, p, t, {0.5 * std::log(0.5 / 0.2) + 0.5 * std::log(0.5 / 0.3), 0.0});
  Tensor logits = p;  // up to a constant a row, the logits of p
  for (double& x : logits.values<double>()) x = std::log(x) + 7.0;
  expect_loss(KLDivergence{.from_logits = true}, logits, t,
              {0.5 * std::log(0.5 / 0.2) + 0.5 * std::log(0.5 / 0.3), 0.0});
  EXPECT_THAT(error_of([] {
                Loss(KLDivergence{}).check_output(Activation::linear, {2, 3});
              }),
              HasSubstr("softmax"));
}

TEST(MoreLosses, CosineSimilarity) {
  const Tensor p = Tensor::of<double>({3, 2}, {3, 4, 1, 0, -2, -2});
  const Tensor t = Tensor::of<double>({3, 2}, {4, 3, 0, 9, 1, 1});
  expect_loss(CosineSimilarity{}, p, t, {-24.0 / 25.0, 0.0, 1.0});
  const Tensor zero(Shape{1, 2}, DType::f64);
  EXPECT_EQ(rows_loss(CosineSimilarity{}, zero, zero)[0], 0.0);
}

TEST(MoreLosses, LogCosh) {
  const Tensor p = Tensor::of<double>({3, 2}, {0.5, -1.0, 2.0, 2.0, 0.0, 3.0});
  const Tensor t(Shape{3, 2}, DType::f64);
  const auto f = [](double x) { return std::log(std::cosh(x)); };
  expect_loss(LogCosh{}, p, t, {(f(0.5) + f(1)) / 2, f(2), f(3) / 2});
  const Tensor far = Tensor::of<double>({2, 1}, {1e6, -1e6});
  for (const double loss : rows_loss(LogCosh{}, far, Tensor(Shape{2, 1}, DType::f64)))
    EXPECT_NEAR(loss, 1e6 - std::log(2.0), 1e-6);
}

TEST(MoreLosses, BinaryFocalCrossentropy) {
  const Tensor p = Tensor::of<double>({2, 2}, {0.9, 0.2, 0.3, 0.6});
  const Tensor t = Tensor::of<double>({2, 2}, {1, 1, 0, 0});
  const auto f = [](double q, double gamma) { return -std::pow(1 - q, gamma) * std::log(q); };
  for (const double gamma : {0.0, 1.0, 2.0, 3.5}) {
    expect_loss(BinaryFocalCrossentropy{.gamma = gamma}, p, t,
                {(f(0.9, gamma) + f(0.2, gamma)) / 2, (f(0.7, gamma) + f(0.4, gamma)) / 2});
  }
  expect_loss(BinaryFocalCrossentropy{.alpha = 0.3, .apply_class_balancing = true}, p, t,
              {0.3 * (f(0.9, 2) + f(0.2, 2)) / 2, 0.7 * (f(0.7, 2) + f(0.4, 2)) / 2});
  Tensor logits = p;
  for (double& x : logits.values<double>()) x = std::log(x / (1 - x));
  expect_loss(BinaryFocalCrossentropy{.from_logits = true}, logits, t,
              {(f(0.9, 2) + f(0.2, 2)) / 2, (f(0.7, 2) + f(0.4, 2)) / 2});
  const Tensor far = Tensor::of<double>({2, 1}, {1e4, -1e4});
  std::vector<double> gradient;
  const auto sure = rows_loss(BinaryFocalCrossentropy{.from_logits = true}, far,
                              Tensor::of<double>({2, 1}, {1, 1}), &gradient);
  EXPECT_EQ(sure, (std::vector<double>{0, 1e4}));
  for (const double g : gradient) EXPECT_TRUE(std::isfinite(g));
  EXPECT_THAT(error_of([] { Loss(BinaryFocalCrossentropy{.gamma = -1}).per_sample({}, {}); }),
              testing::Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace ganglion::nn
