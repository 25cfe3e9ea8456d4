// Twin of examples/custom_layer.cpp.

#include <torch/torch.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

struct RadialImpl : nn::Module {
  RadialImpl(std::int64_t features, std::int64_t units, double width = 1.0) {
    if (units < 1) throw std::invalid_argument("units must be at least 1");
    centres = register_parameter("centres", torch::rand({units, features}) * 2 - 1);
    widths = register_parameter("widths", torch::full({units}, width));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    if (x.dim() != 2) throw std::invalid_argument("takes [batch, features]; flatten it");
    // [batch, 1, features] - [units, features] -> [batch, units, features]
    const auto distance = x.unsqueeze(1) - centres;
    return torch::exp(-(widths * distance.square().sum(2)));
  }

  torch::Tensor centres, widths;
};
TORCH_MODULE(Radial);

/// Points of the square [-2, 2]^2; the class is 1 in two round islands.
std::pair<torch::Tensor, torch::Tensor> islands(std::int64_t rows) {
  const auto points = torch::rand({rows, 2}) * 4 - 2;
  const auto x = points.slice(1, 0, 1), y = points.slice(1, 1);
  const auto inside = torch::logical_or((x - 0.9).square() + (y - 0.7).square() < 0.64,
                                        (x + 1).square() + (y + 0.9).square() < 0.49);
  return {points, inside.to(torch::kFloat)};
}

void learn(nn::Sequential& model, const torch::Tensor& x, const torch::Tensor& y) {
  torch::optim::Adam optimizer(model->parameters(), 0.02);
  for (int epoch = 1; epoch <= 100; ++epoch) {
    const auto order = torch::randperm(x.size(0));
    for (std::int64_t first = 0; first < x.size(0); first += 50) {
      const auto rows = order.slice(0, first, first + 50);
      optimizer.zero_grad();
      F::binary_cross_entropy_with_logits(model->forward(x.index({rows})), y.index({rows}))
          .backward();
      optimizer.step();
    }
  }
}

double accuracy(nn::Sequential& model, const torch::Tensor& x, const torch::Tensor& y) {
  const torch::NoGradGuard guard;
  return ((model->forward(x) > 0) == (y > 0.5)).to(torch::kFloat).mean().item<double>();
}

int main() {
  torch::manual_seed(10);
  const auto [x, y] = islands(2000);
  const auto train_x = x.slice(0, 500), train_y = y.slice(0, 500);
  const auto test_x = x.slice(0, 0, 500), test_y = y.slice(0, 0, 500);
  std::printf("two round islands, around (0.9, 0.7) and (-1, -0.9); two hidden units:\n");
  nn::Sequential usual(nn::Linear(2, 2), nn::ReLU(), nn::Linear(2, 1));
  learn(usual, train_x, train_y);
  const double dense = accuracy(usual, test_x, test_y);
  std::printf("Linear, ReLU          test accuracy %.3f\n", dense);

  nn::Sequential model(Radial(2, 2), nn::Linear(2, 1));
  learn(model, train_x, train_y);
  const double radial = accuracy(model, test_x, test_y);
  std::printf("Radial, our own       test accuracy %.3f\n", radial);
  std::cout << "units that watch the places\n"
            << model->parameters()[0] << "\nwith the widths\n"
            << model->parameters()[1] << "\n";

  std::filesystem::create_directories("runs");
  torch::save(model, "runs/islands.pt");
  nn::Sequential loaded(Radial(2, 2), nn::Linear(2, 1));
  torch::load(loaded, "runs/islands.pt");
  const double again = accuracy(loaded, test_x, test_y);
  std::printf("saved and loaded      test accuracy %.3f\n", again);
  return radial > 0.95 && radial > dense + 0.05 && again == radial ? 0 : 1;
}
