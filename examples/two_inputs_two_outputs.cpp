// A network as a graph: two inputs of different kinds (measurements of a flat, and the number of
// its district), two outputs of different kinds (its price, and whether it is sold within a month).
//
//     build/examples/two_inputs_two_outputs

#include <ganglion/ganglion.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <random>
#include <vector>

namespace gg = ganglion;

// What the network is not told: price of a square metre (thousands), and how sought after it is.
constexpr std::array kPrice = {2.5, 4.0, 6.0, 3.0, 5.0};
constexpr std::array kDemand = {-0.5, 0.3, 0.0, 0.8, -0.2};

gg::data::Dataset flats(std::int64_t rows) {
  std::mt19937 generator(7);
  const auto draw = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(generator()) / 4294967296.0;
  };
  std::vector<float> measurements, prices, quick;
  std::vector<std::int32_t> districts;
  for (std::int64_t i = 0; i < rows; ++i) {
    const double area = draw(30, 150), age = draw(0, 80);
    const auto district = static_cast<std::size_t>(generator() % kPrice.size());
    const double price = area * kPrice[district] * (1 - age / 200) * draw(0.97, 1.03);
    measurements.push_back(static_cast<float>(area));
    measurements.push_back(static_cast<float>(age));
    districts.push_back(static_cast<std::int32_t>(district));
    prices.push_back(static_cast<float>(price / 100));  // in hundreds of thousands
    quick.push_back(kDemand[district] + (80 - area) / 60 + draw(-0.1, 0.1) > 0 ? 1.0F : 0.0F);
  }
  return {.features = gg::Tensor::of({rows, 2}, measurements),
          .targets = gg::Tensor::of({rows, 1}, prices),
          .more_features = {gg::Tensor::of({rows}, districts)},
          .more_targets = {gg::Tensor::of({rows, 1}, quick)}};
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
  for (const std::size_t epoch : {1, 10, 40}) {
    std::printf("epoch %2zu  loss %.4f\n", epoch, history["loss"][epoch - 1]);
  }

  // The predictions of both outputs, on flats that it was not trained on.
  const std::vector<gg::Tensor> answers = model.predict(test);
  const auto prices = answers[0].values<float>(), chances = answers[1].values<float>();
  const auto true_prices = test.targets.values<float>();
  const auto sold = test.more_targets[0].values<float>();
  double error = 0, right = 0;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    error += std::abs(prices[i] / true_prices[i] - 1);
    right += (chances[i] > 0.5F) == (sold[i] > 0.5F) ? 1 : 0;
  }
  error /= static_cast<double>(test.rows());
  right /= static_cast<double>(test.rows());
  std::printf("prices are %.1f %% off on average; right about %.1f %% of quick sales\n",
              100 * error, 100 * right);
  std::printf("\n%-10s %-18s %s\n", "district", "price (thousand)", "sold within a month");
  for (std::size_t i = 0; i < 5; ++i) {
    std::printf("%-10d %4.0f (was %4.0f)    %3.0f %% (was%s)\n",
                test.more_features[0].values<std::int32_t>()[i],
                100 * static_cast<double>(prices[i]), 100 * static_cast<double>(true_prices[i]),
                100 * static_cast<double>(chances[i]), sold[i] > 0.5F ? "" : " not");
  }
  return error < 0.05 && right > 0.93 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "two_inputs_two_outputs: %s\n", error.what());
  return 1;
}
