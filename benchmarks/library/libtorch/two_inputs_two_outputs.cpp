// Twin of examples/two_inputs_two_outputs.cpp.

#include <torch/torch.h>

#include <cstdio>
#include <iostream>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

// What the network is not told: price of a square metre (thousands), and how sought after it is.
const auto kPrice = torch::tensor({2.5, 4.0, 6.0, 3.0, 5.0}, torch::kFloat);
const auto kDemand = torch::tensor({-0.5, 0.3, 0.0, 0.8, -0.2}, torch::kFloat);

struct Flats {
  torch::Tensor measurements, district, price, quick;
};

Flats flats(std::int64_t rows) {
  const auto drawn = [rows](double low, double high) {
    return low + (high - low) * torch::rand({rows});
  };
  const auto area = drawn(30, 150), age = drawn(0, 80);
  const auto district = torch::randint(5, {rows});
  const auto price = area * kPrice.index({district}) * (1 - age / 200) * drawn(0.97, 1.03);
  const auto quick = kDemand.index({district}) + (80 - area) / 60 + drawn(-0.1, 0.1) > 0;
  return {torch::stack({area, age}, 1), district, price / 100, quick.to(torch::kFloat)};
}

struct NetworkImpl : nn::Module {
  NetworkImpl(const torch::Tensor& mean_in, const torch::Tensor& deviation_in)
      : mean(register_buffer("mean", mean_in)),
        deviation(register_buffer("deviation", deviation_in)) {
    register_module("place", place);
    register_module("hidden", hidden);
    register_module("deeper", deeper);
    register_module("price", price);
    register_module("quick", quick);
  }

  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& measurements,
                                                  const torch::Tensor& district) {
    const auto scaled = (measurements - mean) / deviation;
    const auto first = torch::relu(hidden(torch::cat({scaled, place(district)}, 1)));
    const auto joined = first + torch::relu(deeper(first));  // a residual connection
    return {price(joined).squeeze(1), quick(joined).squeeze(1)};
  }

  torch::Tensor mean, deviation;
  nn::Embedding place{5, 3};  // three numbers to describe each district
  nn::Linear hidden{5, 32}, deeper{32, 32}, price{32, 1}, quick{32, 1};
};
TORCH_MODULE(Network);

int main() {
  torch::manual_seed(7);
  const Flats train = flats(2400), test = flats(600);
  Network model(train.measurements.mean(0), train.measurements.std(0));
  std::cout << model << "\n";
  torch::optim::Adam optimizer(model->parameters(), 3e-3);

  for (int epoch = 1; epoch <= 40; ++epoch) {
    double sum = 0;
    const auto order = torch::randperm(2400);
    for (std::int64_t first = 0; first < 2400; first += 32) {
      const auto rows = order.slice(0, first, first + 32);
      optimizer.zero_grad();
      const auto [price, quick] =
          model->forward(train.measurements.index({rows}), train.district.index({rows}));
      const auto loss = F::mse_loss(price, train.price.index({rows})) +
                        0.5 * F::binary_cross_entropy_with_logits(quick, train.quick.index({rows}));
      loss.backward();
      optimizer.step();
      sum += loss.item<double>() / 75;
    }
    if (epoch == 1 || epoch == 10 || epoch == 40) std::printf("epoch %2d  loss %.4f\n", epoch, sum);
  }

  const torch::NoGradGuard guard;
  model->eval();
  const auto [prices, logits] = model->forward(test.measurements, test.district);
  const auto chances = torch::sigmoid(logits);
  const double error = (prices / test.price - 1).abs().mean().item<double>();
  const double right =
      ((chances > 0.5) == (test.quick > 0.5)).to(torch::kFloat).mean().item<double>();
  std::printf("prices are %.1f %% off on average; right about %.1f %% of quick sales\n",
              100 * error, 100 * right);
  std::cout << "price and what it was, chance of a quick sale and whether there was one:\n"
            << torch::stack({prices, test.price, chances, test.quick}, 1).slice(0, 0, 5) << "\n";
  return error < 0.05 && right > 0.93 ? 0 : 1;
}
