#include "ganglion/nn/losses/ctc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/arithmetic/random.h"
#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;
using testing::HasSubstr;

/// Losses of rows, and the derivatives of their sum.
std::pair<std::vector<double>, std::vector<double>> computed(const CTC& ctc, const Tensor& logits,
                                                             const Tensor& labels) {
  Graph graph;
  const Value x = graph.input("x", {DType::f64, logits.shape()});
  const Value rows = Loss(ctc).per_sample(x, graph.input("t", {DType::i32, labels.shape()}));
  const Value wrt[] = {x};
  const Value derivative = gradients(ops::reduce_sum(rows), wrt)[0];
  const runtime::Evaluation values(graph, {{"x", logits}, {"t", labels}});
  return {numbers_of(values.at(rows)), numbers_of(values.at(derivative))};
}

/// What a path reads as: without repetitions, then without blanks.
std::vector<int> read_as(const std::vector<int>& path, int blank) {
  std::vector<int> labels;
  for (std::size_t t = 0; t < path.size(); ++t) {
    if (path[t] != blank && (t == 0 || path[t] != path[t - 1])) labels.push_back(path[t]);
  }
  return labels;
}

/// -log of the sum over all paths that read as the labels.
double summed_over_paths(const Tensor& logits, std::int64_t row, const std::vector<int>& labels,
                         int blank) {
  const auto steps = static_cast<std::size_t>(logits.shape()[1]);
  const auto classes = static_cast<int>(logits.shape()[2]);
  const auto probability = [&](std::size_t t, int c) {
    double sum = 0.0;
    for (int k = 0; k < classes; ++k)
      sum += std::exp(logits.at<double>({row, static_cast<std::int64_t>(t), k}));
    return std::exp(logits.at<double>({row, static_cast<std::int64_t>(t), c})) / sum;
  };
  double total = 0.0;
  std::vector<int> path(steps, 0);
  for (std::size_t place = 0; place < steps;) {
    if (read_as(path, blank) == labels) {
      double product = 1.0;
      for (std::size_t t = 0; t < steps; ++t) product *= probability(t, path[t]);
      total += product;
    }
    for (place = 0; place < steps && ++path[place] == classes; ++place) path[place] = 0;
  }
  return -std::log(total);
}

Tensor drawn_logits(std::int64_t rows, std::int64_t steps, std::int64_t classes) {
  return Random(9).normal({rows, steps, classes}, 0, 1.5).cast(DType::f64);
}

TEST(CTC, IsTheSumOverAllPaths) {
  for (const int blank : {0, 2}) {
    const int a = blank == 0 ? 1 : 0, b = blank == 0 ? 2 : 1;
    const std::vector<std::vector<int>> texts = {{a, b, a}, {a, a}, {b}, {}, {b, b, b}, {a, b, b}};
    const auto rows = static_cast<std::int64_t>(texts.size());
    const Tensor logits = drawn_logits(rows, 5, 3);
    Tensor labels(Shape{rows, 3}, DType::i32);
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < 3; ++j) {
        const auto& text = texts[static_cast<std::size_t>(i)];
        labels.at<std::int32_t>({i, j}) =
            j < std::ssize(text) ? text[static_cast<std::size_t>(j)] : blank;
      }
    }
    const auto losses = computed({.labels = 3, .blank = blank}, logits, labels).first;
    for (std::int64_t i = 0; i < rows; ++i) {
      EXPECT_NEAR(losses[static_cast<std::size_t>(i)],
                  summed_over_paths(logits, i, texts[static_cast<std::size_t>(i)], blank), 1e-10)
          << i;
    }
  }
}

TEST(CTC, ItsDerivativeIsThatOfDifferences) {
  const Tensor logits = drawn_logits(3, 6, 4);
  const auto labels = Tensor::of<std::int32_t>({3, 3}, {1, 1, 3, 2, 0, 0, 3, 2, 1});
  const CTC ctc = {.labels = 3};
  const auto derivative = computed(ctc, logits, labels).second;
  for (std::size_t i = 0; i < derivative.size(); ++i) {
    const auto sum_at = [&](double by) {
      Tensor moved = logits;
      moved.values<double>()[i] += by;
      double sum = 0.0;
      for (const double row : computed(ctc, moved, labels).first) sum += row;
      return sum;
    };
    EXPECT_NEAR(derivative[i], (sum_at(1e-5) - sum_at(-1e-5)) / 2e-5, 1e-7) << i;
  }
}

TEST(CTC, IsInfiniteForWhatCantBe) {
  const Tensor logits = drawn_logits(3, 4, 3);
  // Three of the same need two blanks between them: five steps. A label behind a blank isn't read.
  const auto labels = Tensor::of<std::int32_t>({3, 3}, {1, 1, 1, 1, 0, 2, 1, 2, 1});
  const auto losses = computed({.labels = 3}, logits, labels).first;
  EXPECT_TRUE(std::isinf(losses[0]));
  EXPECT_TRUE(std::isinf(losses[1]));
  EXPECT_TRUE(std::isfinite(losses[2]));
}

TEST(CTC, IsFiniteForLogitsOfAnySize) {
  Tensor logits(Shape{1, 3, 3}, DType::f64);
  logits.at<double>({0, 1, 2}) = 1e4;
  const auto labels = Tensor::of<std::int32_t>({1, 1}, {1});
  const auto [losses, derivative] = computed({.labels = 1}, logits, labels);
  EXPECT_NEAR(losses[0], 1e4, 10.0);
  for (const double d : derivative) EXPECT_TRUE(std::isfinite(d));
}

TEST(CTC, SaysWhatIsWrong) {
  const auto refused = [](const CTC& ctc, const Shape& prediction) {
    return error_of([&] { Loss(ctc).check_output(std::nullopt, prediction); });
  };
  EXPECT_THAT(refused({.labels = 2}, {8, 3}), HasSubstr("[batch, steps, classes]"));
  EXPECT_THAT(refused({}, {8, 4, 3}), HasSubstr("labels is 0"));
  EXPECT_THAT(refused({.labels = 5}, {8, 4, 3}), HasSubstr("4 steps"));
  EXPECT_THAT(refused({.labels = 2, .blank = 3}, {8, 4, 3}), HasSubstr("from 0 to 2"));
  EXPECT_THAT(error_of([] {
                Loss(CTC{.labels = 2}).check_output(Activation::softmax, {8, 4, 3});
              }),
              HasSubstr("softmax"));
  EXPECT_THAT(error_of([] {
                Loss(CTC{.labels = 2}).check_target({8, 4, 3}, {8, 3});
              }),
              HasSubstr("filled up with the blank"));
}

}  // namespace
}  // namespace ganglion::nn
