// Twin of examples/variational_autoencoder.cpp.

#include <torch/torch.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

constexpr std::int64_t kCode = 4, kBatch = 64;

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

int main() {
  torch::manual_seed(1);
  const auto x = read_digits().first;
  nn::Sequential encoder(nn::Linear(64, 64), nn::ReLU(), nn::Linear(64, 2 * kCode));
  nn::Sequential decoder(nn::Linear(kCode, 64), nn::ReLU(), nn::Linear(64, 64));
  auto parameters = encoder->parameters();
  for (const auto& parameter : decoder->parameters()) parameters.push_back(parameter);
  torch::optim::Adam optimizer(parameters, 2e-3);

  double loss = 0;
  for (int epoch = 1; epoch <= 60; ++epoch) {
    loss = 0;
    double last = 0;
    for (std::int64_t row = 0; row + kBatch <= x.size(0); row += kBatch) {
      const auto rows = x.slice(0, row, row + kBatch);
      optimizer.zero_grad();
      const auto code = encoder->forward(rows);
      const auto mean = code.slice(1, 0, kCode), log_variance = code.slice(1, kCode);
      const auto drawn = mean + torch::exp(0.5 * log_variance) * torch::randn_like(mean);
      const auto again = 64 * F::binary_cross_entropy_with_logits(decoder->forward(drawn), rows);
      const auto spread = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1);
      const auto divergence = spread.sum(1).mean();
      const auto both = again + divergence;
      both.backward();
      optimizer.step();
      loss += both.item<double>() / static_cast<double>(x.size(0) / kBatch);
      last = divergence.item<double>();
    }
    if (epoch % 20 == 0) std::printf("epoch %d  loss %.2f (%.2f)\n", epoch, loss, last);
  }

  const torch::NoGradGuard guard;
  const auto image = decoder->forward(torch::randn({1, kCode}));
  for (int i = 0; i < 64; ++i) {
    const float logit = image[0][i].item<float>();
    std::printf("%s%s", logit > 0.4F ? "##" : logit > -0.8F ? "--" : "  ", i % 8 == 7 ? "\n" : "");
  }
  return loss < 26 ? 0 : 1;
}
