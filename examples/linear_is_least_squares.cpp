// Why hidden units need an activation that bends: without one, a network of any depth computes a
// linear function of its inputs, and the best it can end at is the least-squares solution. Here
// networks of 1, 2 and 4 linear layers are trained, and the least-squares solution is computed
// directly from the normal equations. They agree.
//
//     build/examples/linear_is_least_squares

#include <ganglion/ganglion.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <random>
#include <vector>

namespace gg = ganglion;

constexpr std::size_t kFeatures = 3;
constexpr std::size_t kColumns = kFeatures + 1;  // and a column of ones, for the bias

/// y depends on x by a curve and has noise: no line fits, but one fits best.
gg::data::Dataset measurements(std::int64_t rows) {
  std::mt19937 generator(5);
  const auto draw = [&] { return 2 * static_cast<double>(generator()) / 4294967296.0 - 1; };
  std::vector<float> features, targets;
  for (std::int64_t i = 0; i < rows; ++i) {
    std::array<double, kFeatures> x{};
    for (double& value : x) {
      value = draw();
      features.push_back(static_cast<float>(value));
    }
    const double y = 2 * x[0] - x[1] + std::sin(3 * x[2]) + x[0] * x[0] + 0.3 * draw() - 0.7;
    targets.push_back(static_cast<float>(y));
  }
  return {.features = gg::Tensor::of({rows, 3}, features),
          .targets = gg::Tensor::of({rows, 1}, targets)};
}

using Row = std::array<double, kColumns>;

/// Solves (AᵀA) w = Aᵀy in double, where A has the features and a column of ones: Gauss's method.
Row least_squares(const gg::data::Dataset& data) {
  std::array<std::array<double, kColumns + 1>, kColumns> m{};  // [AᵀA | Aᵀy]
  for (std::size_t row = 0; row < static_cast<std::size_t>(data.rows()); ++row) {
    std::array<double, kColumns + 1> a{};
    for (std::size_t i = 0; i < kFeatures; ++i) {
      a[i] = data.features.values<float>()[row * kFeatures + i];
    }
    a[kFeatures] = 1;
    a[kColumns] = data.targets.values<float>()[row];
    for (std::size_t i = 0; i < kColumns; ++i) {
      for (std::size_t j = 0; j <= kColumns; ++j) m[i][j] += a[i] * a[j];
    }
  }
  for (std::size_t pivot = 0; pivot < kColumns; ++pivot) {  // AᵀA is positive definite: no swaps
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i == pivot) continue;
      const double factor = m[i][pivot] / m[pivot][pivot];
      for (std::size_t j = pivot; j <= kColumns; ++j) m[i][j] -= factor * m[pivot][j];
    }
  }
  Row solution{};
  for (std::size_t i = 0; i < kColumns; ++i) solution[i] = m[i][kColumns] / m[i][i];
  return solution;
}

/// The linear function that a trained network computes, read off its answers: to 0 it says its
/// bias, to each unit vector the bias and one weight.
Row function_of(gg::nn::Sequential& model) {
  std::vector<float> points(kColumns * kFeatures, 0.0F);
  for (std::size_t i = 0; i < kFeatures; ++i) points[i * kFeatures + i] = 1;
  const gg::Tensor answers = model.predict(gg::Tensor::of({kColumns, kFeatures}, points));
  const auto values = answers.values<float>();
  Row row{};
  for (std::size_t i = 0; i < kFeatures; ++i) {
    row[i] = static_cast<double>(values[i]) - static_cast<double>(values[kFeatures]);
  }
  row[kFeatures] = values[kFeatures];
  return row;
}

Row train(const gg::data::Dataset& data, int hidden_layers) {
  std::vector<gg::nn::Layer> layers = {gg::nn::Input({kFeatures})};
  for (int i = 0; i < hidden_layers; ++i) layers.push_back(gg::nn::Dense{5, gg::linear});
  layers.push_back(gg::nn::Dense{1});
  gg::nn::Sequential model(layers);
  model.compile(
      {.loss = gg::nn::MeanSquaredError{},
       .optimizer = gg::optim::SGD{.learning_rate = 0.02, .momentum = 0.9, .nesterov = true}});
  const auto history =
      model.fit(data, {.epochs = 3000, .batch_size = data.rows(), .shuffle = false});
  std::printf("%d layers: loss %.6f, ", hidden_layers + 1, history["loss"].back());
  return function_of(model);
}

int main() try {
  const auto data = measurements(200);
  const Row best = least_squares(data);
  std::printf("least squares: y = %.4f x1 %+.4f x2 %+.4f x3 %+.4f\n\n", best[0], best[1], best[2],
              best[3]);
  double largest = 0;
  for (const int hidden_layers : {0, 1, 3}) {
    const Row learnt = train(data, hidden_layers);
    std::printf("y = %.4f x1 %+.4f x2 %+.4f x3 %+.4f\n", learnt[0], learnt[1], learnt[2],
                learnt[3]);
    for (std::size_t i = 0; i < kColumns; ++i) {
      largest = std::max(largest, std::abs(learnt[i] - best[i]));
    }
  }
  std::printf("\nlargest difference from least squares: %.1e\n", largest);
  return largest < 1e-4 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "linear_is_least_squares: %s\n", error.what());
  return 1;
}
