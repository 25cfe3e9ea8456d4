#include "ganglion/nn/initializer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::nn {
namespace {

using testing::HasSubstr;

std::vector<double> drawn(const Initializer& initializer, const Shape& shape,
                          std::uint64_t stream = 1) {
  const Tensor tensor = initialize(initializer, shape, 42, stream, DType::f64);
  const auto values = tensor.values<double>();
  return {values.begin(), values.end()};
}

/// Bound and variance as tests/golden/init/README.md gives them.
struct Row {
  Initializer initializer;
  double variance;
  double bound;  ///< 0: none
};

TEST(Initializer, HasTheMomentsAndBoundsOfItsPaper) {
  constexpr double kIn = 200;
  constexpr double kOut = 100;
  constexpr double kCut = 2.0 / 0.87962566103423978;
  const Row rows[] = {
      {glorot_uniform(), 2 / (kIn + kOut), std::sqrt(6 / (kIn + kOut))},
      {glorot_normal(), 2 / (kIn + kOut), kCut * std::sqrt(2 / (kIn + kOut))},
      {he_uniform(), 2 / kIn, std::sqrt(6 / kIn)},
      {he_normal(), 2 / kIn, kCut * std::sqrt(2 / kIn)},
      {lecun_uniform(), 1 / kIn, std::sqrt(3 / kIn)},
      {lecun_normal(), 1 / kIn, kCut * std::sqrt(1 / kIn)},
      {uniform(), 0.05 * 0.05 / 3, 0.05},
      {normal(0.05), 0.05 * 0.05, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(to_string(row.initializer));
    const auto values = drawn(row.initializer, {200, 100});
    const double n = static_cast<double>(values.size());
    double mean = 0;
    double square = 0;
    double largest = 0;
    for (const double v : values) {
      mean += v / n;
      square += v * v / n;
      largest = std::max(largest, std::abs(v));
    }
    const double deviation = std::sqrt(row.variance);
    EXPECT_LE(std::abs(mean), 5 * deviation / std::sqrt(n));
    EXPECT_LE(std::abs(square - row.variance), 5 * std::sqrt(2 / n) * row.variance);
    if (row.bound > 0) {
      EXPECT_LE(largest, row.bound);
      EXPECT_GE(largest, 0.99 * row.bound);  // 20000 numbers come near it
    } else {
      EXPECT_GE(largest, 3 * deviation);  // not cut
    }
  }
}

TEST(Initializer, CountsTheWindowOfAConvolution) {
  // [8 out, 4 in, window 3x3]: fan_in 36, fan_out 72.
  const auto values = drawn(glorot_uniform(), {8, 4, 3, 3});
  const double bound = std::sqrt(6.0 / (36 + 72));
  const double largest = std::max(std::abs(*std::max_element(values.begin(), values.end())),
                                  std::abs(*std::min_element(values.begin(), values.end())));
  EXPECT_LE(largest, bound);
  EXPECT_GE(largest, 0.9 * bound);
}

TEST(Initializer, OrthogonalGivesOrthonormalRowsOrColumns) {
  for (const Shape& shape : {Shape{6, 4}, Shape{4, 6}, Shape{5, 5}, Shape{2, 3, 4}}) {
    SCOPED_TRACE(shape.to_string());
    const auto w = drawn(orthogonal(1.5), shape);
    const auto rows = static_cast<std::size_t>(shape[0]);
    const std::size_t columns = w.size() / rows;
    const std::size_t count = std::min(rows, columns);
    const auto at = [&](std::size_t vector, std::size_t k) {
      return rows < columns ? w[vector * columns + k] : w[k * columns + vector];
    };
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < count; ++j) {
        double product = 0;
        for (std::size_t k = 0; k < std::max(rows, columns); ++k) product += at(i, k) * at(j, k);
        EXPECT_NEAR(product, i == j ? 1.5 * 1.5 : 0.0, 1e-12);
      }
    }
  }
  EXPECT_ANY_THROW(drawn(orthogonal(), Shape{5}));
}

TEST(Initializer, FixedOnes) {
  EXPECT_THAT(drawn(zeros(), {3}), testing::Each(0.0));
  EXPECT_THAT(drawn(ones(), {3}), testing::Each(1.0));
  EXPECT_THAT(drawn(constant(0.25), {3}), testing::Each(0.25));
  EXPECT_THAT(drawn(values({1, 2, 3}), {3}), testing::ElementsAre(1, 2, 3));
  EXPECT_ANY_THROW(drawn(values({1, 2}), {3}));
}

TEST(Initializer, DependsOnSeedAndStreamOnly) {
  EXPECT_EQ(drawn(he_normal(), {8, 8}), drawn(he_normal(), {8, 8}));
  EXPECT_NE(drawn(he_normal(), {8, 8}, 1), drawn(he_normal(), {8, 8}, 2));
  const Tensor wide = initialize(he_normal(), {8, 8}, 42, 1, DType::f64);
  const Tensor narrow = initialize(he_normal(), {8, 8}, 42, 1);
  EXPECT_EQ(narrow.values<float>()[5], static_cast<float>(wide.values<double>()[5]));
}

TEST(Initializer, TextReadsBack) {
  for (const Initializer& one :
       {zeros(), ones(), constant(-0.1), values({1, 2.5}), uniform(-1, 0.1), normal(1e-3),
        glorot_uniform(), glorot_normal(), he_uniform(), he_normal(), lecun_uniform(),
        lecun_normal(), orthogonal(0.3)}) {
    EXPECT_EQ(initializer_of(to_string(one)), one) << to_string(one);
  }
  EXPECT_EQ(initializer_of(" uniform "), uniform());
  EXPECT_EQ(initializer_of("normal( 2 )"), normal(2));
}

TEST(Initializer, TextErrorsSayWhatIsWanted) {
  const std::pair<const char*, const char*> bad[] = {
      {"he_norml", "he_normal"},
      {"", "use one of"},
      {"constant", "constant(value)"},
      {"uniform(1)", "uniform(low, high)"},
      {"uniform(2, 1)", "above high"},
      {"normal(-1)", ">= 0"},
      {"normal(x)", "'x'"},
      {"normal(1", "')'"},
      {"zeros(1)", "takes no settings"},
      {"constant(nan)", "'nan'"},
      {"normal(1))", "'1)'"},
  };
  for (const auto& [text, part] : bad) {
    try {
      initializer_of(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(part)) << text;
    }
  }
}

}  // namespace
}  // namespace ganglion::nn
