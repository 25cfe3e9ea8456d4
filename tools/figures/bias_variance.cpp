#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/core/rng.h"
#include "ganglion/ganglion.h"
#include "tools/figures/figure.h"
#include "tools/figures/figures.h"

namespace ganglion::figures {
namespace {

constexpr Range kX{-1.0, 1.0};
constexpr int kSteps = 60;          ///< steps at which fitted curves are drawn and compared
constexpr std::int64_t kRows = 20;  ///< of each sample
constexpr std::uint64_t kSamples = 12;
constexpr double kNoise = 0.3;

double truth(double x) {
  return std::sin(4.0 * x);
}

Tensor column(const std::vector<float>& values) {
  return Tensor::of({static_cast<std::int64_t>(values.size()), 1}, values);
}

/// Rows drawn at random, their targets with noise.
data::Dataset sample(std::uint64_t number) {
  std::vector<float> x;
  std::vector<float> y;
  for (std::uint64_t row = 0; row < kRows; ++row) {
    const double at = kX.low + (kX.high - kX.low) * random_uniform(number, 1, row);
    x.push_back(static_cast<float>(at));
    y.push_back(static_cast<float>(truth(at) + kNoise * random_normal(number, 2, row)));
  }
  return {.features = column(x), .targets = column(y)};
}

/// What a network with that many hidden units, trained on that sample, says of each place.
std::vector<double> fitted(std::int64_t units, std::uint64_t number) {
  nn::Sequential model({nn::Input({1}), nn::Dense{units, nn::Activation::tanh}, nn::Dense{1}});
  model.compile({.loss = nn::MeanSquaredError{},
                 .optimizer = optim::Adam{.learning_rate = 0.02},
                 .seed = number});
  model.fit(sample(number), {.epochs = 3000, .batch_size = kRows});
  std::vector<float> places;
  for (const auto& [at, unused] : sampled(kX, kSteps, truth))
    places.push_back(static_cast<float>(at));
  const Tensor said = model.predict(column(places));
  return {said.values<float>().begin(), said.values<float>().end()};
}

std::vector<std::vector<double>> fitted_to_all(std::int64_t units) {
  std::vector<std::vector<double>> curves;
  for (std::uint64_t number = 1; number <= kSamples; ++number)
    curves.push_back(fitted(units, number));
  return curves;
}

/// The mean over places of the squared error of the mean curve, and of the spread around it.
struct Parts {
  double bias = 0.0;
  double variance = 0.0;
};

Parts parts_of(const std::vector<std::vector<double>>& curves) {
  Parts parts;
  const auto places = sampled(kX, kSteps, truth);
  for (std::size_t place = 0; place < places.size(); ++place) {
    double mean = 0.0;
    double square = 0.0;
    for (const auto& curve : curves) {
      mean += curve[place] / static_cast<double>(kSamples);
      square += curve[place] * curve[place] / static_cast<double>(kSamples);
    }
    const double off = mean - places[place].second;
    parts.bias += off * off / static_cast<double>(places.size());
    parts.variance += (square - mean * mean) / static_cast<double>(places.size());
  }
  return parts;
}

void draw_curves(const std::vector<std::vector<double>>& curves, std::int64_t units,
                 const std::string& verdict, const std::filesystem::path& file) {
  Figure figure(
      "networks of " + std::to_string(units) + " hidden units on four samples: " + verdict,
      {.x = kX, .y = {-2.0, 2.0}, .x_title = "x", .y_title = "y"});
  for (std::size_t number = 0; number < 4; ++number) {
    std::vector<Point> points;
    for (std::size_t place = 0; place < curves[number].size(); ++place) {
      points.emplace_back(kX.low + (kX.high - kX.low) * static_cast<double>(place) / kSteps,
                          curves[number][place]);
    }
    const data::Dataset rows = sample(number + 1);
    std::vector<Point> dots;
    for (std::size_t row = 0; row < static_cast<std::size_t>(kRows); ++row) {
      dots.emplace_back(rows.features.values<float>()[row], rows.targets.values<float>()[row]);
    }
    figure.curve(points, static_cast<int>(number)).dots(dots, static_cast<int>(number), 1.5);
  }
  figure.dashed(sampled(kX, 100, truth)).save(file);
}

}  // namespace

void draw_bias_and_variance(const Folder& folder) {
  std::vector<Point> bias;
  std::vector<Point> variance;
  std::vector<Point> both;
  for (const std::int64_t units : {1, 2, 3, 5, 8, 16, 32}) {
    const auto curves = fitted_to_all(units);
    const Parts parts = parts_of(curves);
    const double at = std::log2(static_cast<double>(units));
    bias.emplace_back(at, parts.bias);
    variance.emplace_back(at, parts.variance);
    both.emplace_back(at, parts.bias + parts.variance);
    if (units == 1) draw_curves(curves, units, "high bias", folder / "bias_high.svg");
    if (units == 3) draw_curves(curves, units, "about right", folder / "bias_right.svg");
    if (units == 32) draw_curves(curves, units, "high variance", folder / "variance_high.svg");
  }
  Figure("bias, variance and their sum over the number of hidden units",
         {.x = {0.0, 5.0},
          .y = {0.0, 0.6},
          .x_title = "hidden units, as powers of 2: 1 to 32",
          .y_title = "squared error"})
      .curve(bias, 0, "bias²: the mean network is off")
      .curve(variance, 1, "variance: networks differ by their samples")
      .curve(both, 2, "both")
      .save(folder / "bias_variance.svg");
}

}  // namespace ganglion::figures
