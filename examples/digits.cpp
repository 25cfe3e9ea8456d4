// Handwritten digits: 8x8 images of 0 to 9, a network 64-25-15-10.
//
//     build/examples/digits [data/digits.csv]

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;

int main(int argc, char** argv) try {
  const char* path = argc > 1 ? argv[1] : "data/digits.csv";
  const auto data = gg::data::read_csv(path, {.target = "digit", .scale = true});
  const auto [train, test] =
      gg::data::split(data, {.test_fraction = 0.2, .stratify = true, .seed = 1});

  // 1. The model: layers of neurons, each a weighted sum and an activation.
  gg::nn::Sequential model({
      gg::nn::Input({64}), gg::nn::Dense{25, gg::relu}, gg::nn::Dense{15, gg::relu},
      gg::nn::Dense{10},  // logits: the loss turns them into probabilities, which is more accurate
  });
  std::printf("%s\n", model.summary().c_str());

  // 2. The loss, and the optimizer that minimises it.
  model.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = gg::optim::Adam{.learning_rate = 3e-3},
                 .metrics = {gg::nn::Accuracy{}}});

  // 3. Gradient descent.
  const auto history = model.fit(train, {.epochs = 40, .batch_size = 32, .validation_split = 0.1});
  for (const auto& epoch : history.epochs) {
    if (epoch.epoch % 10 == 0) {
      std::printf("epoch %2d  loss %.4f  accuracy %.4f  val_accuracy %.4f\n",
                  static_cast<int>(epoch.epoch), epoch.at("loss"), epoch.at("accuracy"),
                  epoch.at("val_accuracy"));
    }
  }
  const auto scores = model.evaluate(test);
  std::printf("test accuracy %.4f on %d digits\n", scores.at("accuracy"),
              static_cast<int>(test.rows()));

  const gg::Tensor probabilities = model.predict(test.features);
  std::printf("the first is a %d; the network says:", test.targets.values<std::int32_t>()[0]);
  for (int digit = 0; digit < 10; ++digit) {
    std::printf(
        " %d: %.3f", digit,
        static_cast<double>(probabilities.values<float>()[static_cast<std::size_t>(digit)]));
  }
  std::printf("\n");
  return scores.at("accuracy") > 0.9 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "digits: %s\n", error.what());
  return 1;
}
