// A network as a graph: two inputs of different kinds (measurements of a flat, and the number of
// its district), two outputs of different kinds (its price, and whether it is sold within a month).
//
//     build/examples/two_inputs_two_outputs

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;

// What the network is not told: price of a square metre (thousands), and how sought after it is.
const auto kPrice = gg::Tensor::of<float>({5, 1}, {2.5, 4.0, 6.0, 3.0, 5.0});
const auto kDemand = gg::Tensor::of<float>({5, 1}, {-0.5, 0.3, 0.0, 0.8, -0.2});

gg::data::Dataset flats(std::int64_t rows) {
  gg::Random random(7);
  const auto area = random.uniform({rows, 1}, 30, 150), age = random.uniform({rows, 1}, 0, 80);
  const auto district = random.integers({rows}, 5);
  const auto price =
      area * kPrice.rows(district) * (1 - age / 200) * random.uniform({rows, 1}, 0.97, 1.03);
  const auto demand =
      kDemand.rows(district) + (80 - area) / 60 + random.uniform({rows, 1}, -0.1, 0.1);
  return {.features = gg::concat({area, age}, 1),
          .targets = price / 100,  // in hundreds of thousands
          .more_features = {district},
          .more_targets = {demand > 0}};
}

int main() try {
  const auto [train, test] = gg::data::split(flats(3000), {.test_fraction = 0.2});

  // 1. The model. Layers are called with what they read; what comes back can be read by others.
  const gg::nn::Input measurements({2}, {.name = "measurements"});
  const gg::nn::Input district({}, {.name = "district", .dtype = gg::DType::i32});
  const auto scaled = gg::nn::Normalization::adapt(train.features)(measurements);
  const auto place = gg::nn::Embedding{5, 3}(district);  // three numbers to describe each district
  const auto both = gg::nn::Concatenate{}(scaled, place);
  const auto hidden = gg::nn::Dense{32, gg::relu}(both);
  const auto deeper = gg::nn::Dense{32, gg::relu}(hidden);
  const auto joined = gg::nn::Add{}(hidden, deeper);  // a residual connection
  const auto price = gg::nn::Dense{1}(joined);
  const auto quick = gg::nn::Dense{1}(joined);  // a logit
  gg::nn::Model model({measurements, district}, {price, quick});
  std::printf("%s\n", model.summary().c_str());

  // 2. One loss for each output; what is minimised is their weighted sum.
  model.compile(
      {.losses = {gg::nn::MeanSquaredError{}, gg::nn::BinaryCrossentropy{.from_logits = true}},
       .loss_weights = {1.0, 0.5},
       .optimizer = gg::optim::Adam{.learning_rate = 3e-3}});

  // 3. Gradient descent.
  const auto history = model.fit(train, {.epochs = 40, .batch_size = 32});
  for (const std::size_t epoch : {1, 10, 40})
    std::printf("epoch %2zu  loss %.4f\n", epoch, history["loss"][epoch - 1]);

  // The predictions of both outputs, on flats that it was not trained on.
  const auto answers = model.predict(test);
  const auto &prices = answers[0], &chances = answers[1], &sold = test.more_targets[0];
  const double error = mean(gg::abs(prices / test.targets - 1));
  const double right = 1 - mean(gg::abs((chances > 0.5) - sold));
  std::printf("prices are %.1f %% off on average; right about %.1f %% of quick sales\n",
              100 * error, 100 * right);
  const auto some = gg::concat({prices, test.targets, chances, sold}, 1).rows(0, 5);
  std::printf("price and what it was, chance of a quick sale and whether there was one:\n%s\n",
              gg::to_string(some, 2).c_str());
  return error < 0.05 && right > 0.93 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "two_inputs_two_outputs: %s\n", error.what());
  return 1;
}
