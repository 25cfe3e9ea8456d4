// A neuron is a small computer, and one with a sigmoid is a logistic regression: here one learns to
// tell malignant from benign tumours by 30 measurements, and ends at the coefficients that
// scikit-learn's LogisticRegression finds.
//
//     build/examples/logistic_regression [data/breast_cancer.csv [coefficients.csv]]

#include <ganglion/ganglion.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>

#include "ganglion/data/read/read_table.h"

namespace gg = ganglion;

int main(int argc, char** argv) try {
  const char* path = argc > 1 ? argv[1] : "data/breast_cancer.csv";
  const char* wanted_path =
      argc > 2 ? argv[2] : "tests/golden/logistic_regression/coefficients.csv";
  const auto data = gg::data::read_csv(path, {.target = "diagnosis"});
  const auto rows = static_cast<double>(data.rows());

  // scikit-learn minimises C * (sum of losses) + |w|^2 / 2 and we the mean loss + l2 * |w|^2: the
  // same, but for a factor, when l2 = 1 / (2 * C * rows).
  const double c = 1.0;
  gg::nn::Sequential model({
      gg::nn::Input({30}),
      gg::nn::Normalization::adapt(data.features),  // every feature: mean 0, deviation 1
      gg::nn::Dense{.units = 1, .activation = gg::sigmoid, .kernel_l2 = 1 / (2 * c * rows)},
  });
  // The loss is convex, so any optimizer gets there; momentum suits its long flat valleys.
  model.compile(
      {.loss = gg::nn::BinaryCrossentropy{},
       .optimizer = gg::optim::SGD{.learning_rate = 0.3, .momentum = 0.95, .nesterov = true},
       .metrics = {gg::nn::Accuracy{}}});
  // Every step sees all rows: batch gradient descent.
  const auto history =
      model.fit(data, {.epochs = 2000, .batch_size = data.rows(), .shuffle = false});
  for (const int epoch : {1, 10, 100, 1000, 2000}) {
    std::printf("after %4d steps  loss %.6f\n", epoch,
                history["loss"][static_cast<std::size_t>(epoch - 1)]);
  }

  // Compare with scikit-learn.
  const auto table = gg::data::read_table(wanted_path);
  const auto& wanted = table.column("coefficient").numbers;
  const gg::Tensor kernel = model.weight("dense/kernel");
  const gg::Tensor bias = model.weight("dense/bias");
  double largest = 0;
  std::printf("\n%-26s %9s %13s\n", "coefficient", "ganglion", "scikit-learn");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double ours = i < 30 ? kernel.values<float>()[i] : bias.values<float>()[0];
    std::printf("%-26s %9.5f %13.5f\n", table.column("feature").text(static_cast<int>(i)).c_str(),
                ours, wanted[i]);
    largest = std::max(largest, std::abs(ours - wanted[i]));
  }
  std::printf("largest difference: %.6f\n", largest);
  std::printf("accuracy on the training rows: %.1f %%\n",
              100 * model.evaluate(data).at("accuracy"));
  return wanted.size() == 31 && largest < 1e-3 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "logistic_regression: %s\n", error.what());
  return 1;
}
