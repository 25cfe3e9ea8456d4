#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ganglion/ganglion.h"
#include "tools/figures/figure.h"
#include "tools/figures/figures.h"

namespace ganglion::figures {
namespace {

constexpr Range kX{-2.0, 2.0};
constexpr int kUnits = 4;

data::Dataset squares() {
  std::vector<float> x;
  std::vector<float> y;
  for (const auto& [at, square] : sampled(kX, 200, [](double at) { return at * at; })) {
    x.push_back(static_cast<float>(at));
    y.push_back(static_cast<float>(square));
  }
  const auto rows = static_cast<std::int64_t>(x.size());
  return {.features = Tensor::of({rows, 1}, x), .targets = Tensor::of({rows, 1}, y)};
}

}  // namespace

void draw_relu_pieces(const Folder& folder) {
  nn::Sequential model({nn::Input({1}), nn::Dense{kUnits, nn::Activation::relu}, nn::Dense{1}});
  model.compile(
      {.loss = nn::MeanSquaredError{}, .optimizer = optim::Adam{.learning_rate = 0.02}, .seed = 3});
  model.fit(squares(), {.epochs = 400, .batch_size = 20});

  const auto number = [&](const char* name, int i) {
    return static_cast<double>(model.weight(name).values<float>()[static_cast<std::size_t>(i)]);
  };
  const double bias = number("dense_1/bias", 0);
  Figure figure("the pieces of four relu units, and their sum, beside x squared",
                {.x = kX, .y = {-1.5, 4.5}, .x_title = "x", .y_title = "y"});
  figure.dashed(sampled(kX, 200, [](double x) { return x * x; }));
  const auto piece = [&](int unit, double x) {
    const double z = number("dense/kernel", unit) * x + number("dense/bias", unit);
    return number("dense_1/kernel", unit) * std::max(z, 0.0);
  };
  for (int unit = 0; unit < kUnits; ++unit) {
    figure.curve(sampled(kX, 400, [&](double x) { return piece(unit, x); }), unit + 1,
                 "unit " + std::to_string(unit + 1) + ": its weight times relu(w x + b)");
  }
  figure
      .curve(sampled(kX, 400,
                     [&](double x) {
                       double sum = bias;
                       for (int unit = 0; unit < kUnits; ++unit) sum += piece(unit, x);
                       return sum;
                     }),
             0, "the network: their sum and the bias of the output")
      .save(folder / "relu_pieces.svg");
}

}  // namespace ganglion::figures
