// Twin of examples/contrastive_pairs.cpp.

#include <torch/torch.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

constexpr std::int64_t kBatch = 128;
constexpr double kTemperature = 0.5;

std::pair<torch::Tensor, torch::Tensor> read_digits() {
  std::ifstream file("data/digits.csv");
  std::string line, cell;
  std::getline(file, line);
  std::vector<float> numbers;
  while (std::getline(file, line)) {
    std::stringstream cells(line);
    while (std::getline(cells, cell, ',')) numbers.push_back(std::stof(cell));
  }
  const auto rows = torch::tensor(numbers).view({-1, 65});
  const auto drawn = rows.index_select(0, torch::randperm(rows.size(0)));
  return {drawn.slice(1, 0, 64) / 16, drawn.select(1, 64).to(torch::kLong)};
}

double linear_accuracy(const torch::Tensor& train_x, const torch::Tensor& train_y,
                       const torch::Tensor& test_x, const torch::Tensor& test_y) {
  nn::Linear head(train_x.size(1), 10);
  torch::optim::Adam optimizer(head->parameters(), 0.02);
  for (int epoch = 1; epoch <= 200; ++epoch) {
    const auto order = torch::randperm(train_x.size(0));
    for (std::int64_t first = 0; first < train_x.size(0); first += 32) {
      const auto rows = order.slice(0, first, first + 32);
      optimizer.zero_grad();
      F::cross_entropy(head(train_x.index({rows})), train_y.index({rows})).backward();
      optimizer.step();
    }
  }
  const torch::NoGradGuard guard;
  return (head(test_x).argmax(1) == test_y).to(torch::kFloat).mean().item<double>();
}

int main() {
  torch::manual_seed(3);
  const auto [x, y] = read_digits();
  const auto few_x = x.slice(0, 0, 36), few_y = y.slice(0, 0, 36);
  const auto rest_x = x.slice(0, 36), rest_y = y.slice(0, 36);

  nn::Sequential encoder(nn::Linear(64, 128), nn::ReLU(), nn::Linear(128, 32));
  torch::optim::Adam optimizer(encoder->parameters(), 2e-3);
  const auto view = [&](const torch::Tensor& images) {  // with length 1
    const auto noisy =
        images * (0.6 + 0.8 * torch::rand_like(images)) + 0.3 * torch::randn_like(images);
    return F::normalize(encoder->forward(noisy));
  };
  const auto labels = torch::arange(kBatch);  // row i of one view belongs to row i of the other
  for (int epoch = 1; epoch <= 60; ++epoch) {
    double last = 0;
    for (std::int64_t first = 0; first + kBatch <= rest_x.size(0); first += kBatch) {
      const auto images = rest_x.slice(0, first, first + kBatch);
      optimizer.zero_grad();
      const auto similar = torch::mm(view(images), view(images).t()) / kTemperature;
      const auto loss = F::cross_entropy(similar, labels);
      loss.backward();
      optimizer.step();
      last = loss.item<double>();
    }
    if (epoch % 20 == 0) std::printf("epoch %d  loss %.3f\n", epoch, last);
  }

  const double of_pixels = linear_accuracy(few_x, few_y, rest_x, rest_y);
  const double of_codes = linear_accuracy(encoder->forward(few_x).detach(), few_y,
                                          encoder->forward(rest_x).detach(), rest_y);
  std::printf("a linear layer on 36 labelled images: test accuracy %.3f on pixels, %.3f on codes\n",
              of_pixels, of_codes);
  return of_codes > of_pixels + 0.04 ? 0 : 1;
}
