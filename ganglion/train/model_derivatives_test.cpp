#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/train/model.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

namespace ganglion::train {
namespace {

using nn::Activation;
using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;
using ByPath = std::map<std::string, Tensor>;

/// Numbers in [-1, 1) that look random.
Tensor some_numbers(const Shape& shape, int seed) {
  Tensor result(shape);
  auto values = result.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto at = static_cast<double>(i) + 100.0 * static_cast<double>(seed);
    values[i] = static_cast<float>(std::sin(12.9898 * at + 1.0));
  }
  return result;
}

ByPath some_vector(const Model& model, int seed) {
  ByPath result;
  for (const nn::ParameterSpec& spec : model.network().layout().parameters) {
    result.emplace(spec.path, some_numbers(spec.shape, seed++));
  }
  return result;
}

double dot(const ByPath& a, const ByPath& b) {
  double sum = 0;
  for (const auto& [path, tensor] : a) {
    const auto x = tensor.values<float>(), y = b.at(path).values<float>();
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum += static_cast<double>(x[i]) * static_cast<double>(y[i]);
    }
  }
  return sum;
}

void move(Model& model, const ByPath& vector, double step) {
  for (const auto& [path, tensor] : vector) {
    Tensor moved = model.weight(path);
    auto to = moved.values<float>();
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i] += static_cast<float>(step * static_cast<double>(tensor.values<float>()[i]));
    }
    model.set_weight(path, moved);
  }
}

/// Against central differences of gradients() along the vector.
void expect_product_of_differences(Model& model, const data::Dataset& rows, const ByPath& vector) {
  const ByPath product = model.hessian_vector_product(rows, vector);
  const Weights before = model.weights();
  constexpr double kStep = 5e-3;
  move(model, vector, kStep);
  const ByPath ahead = model.gradients(rows);
  model.set_weights(before.parameters, before.state);
  move(model, vector, -kStep);
  const ByPath behind = model.gradients(rows);
  model.set_weights(before.parameters, before.state);
  ASSERT_EQ(product.size(), ahead.size());
  for (const auto& [path, tensor] : product) {
    const auto a = ahead.at(path).values<float>(), b = behind.at(path).values<float>();
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double slope = (static_cast<double>(a[i]) - static_cast<double>(b[i])) / (2 * kStep);
      EXPECT_NEAR(static_cast<double>(tensor.values<float>()[i]), slope, 2e-3) << path << " " << i;
    }
  }
}

/// d/dx_i of p_k = p_k (W_ik - sum_j p_j W_ij) for p = softmax(x W).
TEST(Jacobian, OfASoftmaxIsItsClosedForm) {
  Sequential model({Input({4}), Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  const Tensor rows = blobs(5).features;
  const Tensor p = model.predict(rows), kernel = model.weight("dense/kernel");
  const Tensor jacobian = model.jacobian(rows);
  ASSERT_EQ(jacobian.shape(), (Shape{5, 3, 4}));
  for (std::int64_t row = 0; row < 5; ++row) {
    for (std::int64_t k = 0; k < 3; ++k) {
      for (std::int64_t i = 0; i < 4; ++i) {
        float mean = 0;
        for (std::int64_t j = 0; j < 3; ++j) mean += p.at({row, j}) * kernel.at({i, j});
        EXPECT_NEAR(jacobian.at({row, k, i}), p.at({row, k}) * (kernel.at({i, k}) - mean), 1e-6F);
      }
    }
  }
}

TEST(Jacobian, OfALinearNetworkIsItsKernel) {
  Sequential model({Input({4}), Dense{2}});  // not compiled: its outputs as they are
  const Tensor jacobian = model.jacobian(blobs(2).features);
  for (std::int64_t k = 0; k < 2; ++k) {
    for (std::int64_t i = 0; i < 4; ++i) {
      EXPECT_EQ(jacobian.at({1, k, i}), model.weight("dense/kernel").at({i, k}));
    }
  }
}

TEST(Jacobian, OfManyRowsIsThatOfEach) {
  Sequential model({Input({4}), Dense{5, Activation::tanh}, nn::Dropout{0.5}, Dense{2}});
  const Tensor rows = blobs(300).features;  // more than are computed at once
  const Tensor all = model.jacobian(rows);
  for (const std::int64_t row : {0, 255, 256, 299}) {
    const Tensor one = model.jacobian(rows.rows(row, 1));
    for (std::size_t i = 0; i < 8; ++i) {
      EXPECT_NEAR(one.values<float>()[i],
                  all.values<float>()[static_cast<std::size_t>(row) * 8 + i], 1e-6F);
    }
  }
}

TEST(Jacobian, OfAConvolutionIsThatOfDifferences) {
  Sequential model({Input({2, 5, 5}), nn::Conv2D{.filters = 3, .activation = Activation::tanh},
                    nn::AveragePooling{}, nn::BatchNormalization{}});
  const Tensor rows = some_numbers({2, 2, 5, 5}, 1);
  const Tensor jacobian = model.jacobian(rows);
  const Tensor outputs = model.predict(rows);
  const std::int64_t count = outputs.size() / 2;
  ASSERT_EQ(jacobian.size(), 2 * count * 50);
  ASSERT_EQ(jacobian.shape().rank(), 7);
  for (std::int64_t i = 0; i < 50; i += 7) {
    Tensor ahead = rows, behind = rows;
    for (std::int64_t row = 0; row < 2; ++row) {
      ahead.values<float>()[static_cast<std::size_t>(50 * row + i)] += 1e-2F;
      behind.values<float>()[static_cast<std::size_t>(50 * row + i)] -= 1e-2F;
    }
    const Tensor a = model.predict(ahead), b = model.predict(behind);
    for (std::int64_t k = 0; k < 2 * count; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const float slope = (a.values<float>()[at] - b.values<float>()[at]) / 2e-2F;
      EXPECT_NEAR(jacobian.values<float>()[static_cast<std::size_t>(k * 50 + i)], slope, 1e-3F);
    }
  }
}

TEST(Jacobian, RefusesWhatHasNone) {
  Sequential words({Input({3}, {.dtype = DType::i32}), nn::Embedding{5, 2}, nn::Flatten{}});
  EXPECT_THAT(error_of([&] {
                words.jacobian(Tensor({1, 3}, DType::i32));
              }),
              HasSubstr("one input of floats"));
  Sequential model({Input({4}), Dense{2}});
  EXPECT_THAT(error_of([&] { model.jacobian(Tensor({1, 3})); }), HasSubstr("jacobian"));
  EXPECT_THAT(error_of([&] { model.jacobian(Tensor({0, 4})); }), HasSubstr("jacobian"));
}

/// Of the mean squared error of x w + b the second derivatives are 2/n of the sums of x_i x_j.
TEST(HessianVectorProduct, OfLeastSquaresIsItsClosedForm) {
  Sequential model({Input({4}), Dense{1}});
  model.compile({});
  data::Dataset rows = blobs(12);
  rows.targets = some_numbers({12, 1}, 3);
  const ByPath vector = some_vector(model, 1);
  const ByPath product = model.hessian_vector_product(rows, vector);
  const auto v = vector.at("dense/kernel").values<float>();
  const double v0 = static_cast<double>(vector.at("dense/bias").values<float>()[0]);
  std::vector<double> wanted(5, 0.0);  // of the weights, then of the bias
  for (std::int64_t row = 0; row < 12; ++row) {
    double along = v0;
    for (std::int64_t i = 0; i < 4; ++i) {
      along += static_cast<double>(rows.features.at({row, i}) * v[static_cast<std::size_t>(i)]);
    }
    for (std::int64_t i = 0; i < 4; ++i) {
      wanted[static_cast<std::size_t>(i)] +=
          2.0 / 12 * static_cast<double>(rows.features.at({row, i})) * along;
    }
    wanted[4] += 2.0 / 12 * along;
  }
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(static_cast<double>(product.at("dense/kernel").values<float>()[i]), wanted[i],
                1e-5 * (1 + std::abs(wanted[i])));
  }
  EXPECT_NEAR(static_cast<double>(product.at("dense/bias").values<float>()[0]), wanted[4], 1e-5);
}

TEST(HessianVectorProduct, IsTheDerivativeOfGradientsAlongTheVector) {
  Sequential model(
      {Input({4}), Dense{.units = 3, .activation = Activation::tanh, .kernel_l2 = 0.1}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  data::Dataset rows = blobs(9);
  rows.targets = Tensor::of<std::int32_t>({9}, {0, 1, 2, 0, 1, 2, 0, 1, 2});
  rows.sample_weights = Tensor::of<float>({9}, {1, 2, 0.5, 1, 1, 3, 1, 1, 0.25});
  expect_product_of_differences(model, rows, some_vector(model, 1));
  ByPath part = some_vector(model, 2);
  part.erase("dense/kernel");  // counts as zero
  expect_product_of_differences(model, rows, part);
}

TEST(HessianVectorProduct, OfAConvolutionToo) {
  Sequential model({Input({2, 6, 6}), nn::Conv2D{.filters = 3, .activation = Activation::tanh},
                    nn::BatchNormalization{}, nn::AveragePooling{}, nn::Flatten{}, Dense{1}});
  model.compile({});
  const data::Dataset rows = {.features = some_numbers({4, 2, 6, 6}, 1),
                              .targets = some_numbers({4, 1}, 2)};
  expect_product_of_differences(model, rows, some_vector(model, 1));
}

TEST(HessianVectorProduct, IsSymmetric) {
  Sequential model({Input({4}), Dense{6, Activation::gelu}, Dense{4}});
  model.compile({});
  data::Dataset rows = blobs(20);
  rows.targets = rows.features;
  const ByPath u = some_vector(model, 1), v = some_vector(model, 7);
  const double uhv = dot(u, model.hessian_vector_product(rows, v));
  EXPECT_NEAR(uhv, dot(v, model.hessian_vector_product(rows, u)), 1e-4 * (1 + std::abs(uhv)));
}

TEST(HessianVectorProduct, RefusesVectorsThatDoNotFit) {
  Sequential model({Input({4}), Dense{2}});
  model.compile({});
  const data::Dataset rows = {.features = blobs(3).features, .targets = Tensor({3, 2})};
  const auto refused = [&](const ByPath& vector) {
    return error_of([&] { model.hessian_vector_product(rows, vector); });
  };
  EXPECT_EQ(refused({{"dense/weights", Tensor({4, 2})}}),
            "hessian_vector_product: the network has no parameter 'dense/weights'; it has "
            "dense/kernel, dense/bias");
  EXPECT_EQ(refused({{"dense/bias", Tensor({3})}}),
            "hessian_vector_product: the vector for 'dense/bias' is f32[3], the parameter is "
            "f32[2]");
  EXPECT_THAT(refused({}), HasSubstr("names no parameter"));
  Sequential recurrent({Input({2, 4}), nn::GRU{3}, Dense{1}});
  recurrent.compile({});
  EXPECT_THAT(error_of([&] {
                recurrent.hessian_vector_product(
                    {.features = Tensor({1, 2, 4}), .targets = Tensor({1, 1})},
                    some_vector(recurrent, 1));
              }),
              HasSubstr("no gradient rule"));
}

}  // namespace
}  // namespace ganglion::train
