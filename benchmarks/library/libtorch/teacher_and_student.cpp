// Twin of examples/teacher_and_student.cpp.

#include <torch/torch.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

constexpr double kTemperature = 3.0;  // logits divided by it: softer probabilities
constexpr std::int64_t kBatch = 32;

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

nn::Sequential network(std::int64_t units) {
  return nn::Sequential(nn::Linear(64, units), nn::ReLU(), nn::Linear(units, 10));
}

double accuracy(nn::Sequential& model, const torch::Tensor& x, const torch::Tensor& y) {
  const torch::NoGradGuard guard;
  return (model->forward(x).argmax(1) == y).to(torch::kFloat).mean().item<double>();
}

int main() {
  torch::manual_seed(1);
  const auto [x, y] = read_digits();
  const auto test_x = x.slice(0, 0, 539), test_y = y.slice(0, 0, 539);
  const auto train_x = x.slice(0, 539), train_y = y.slice(0, 539);

  auto teacher = network(128);
  torch::optim::Adam fast(teacher->parameters(), 3e-3);
  for (int epoch = 1; epoch <= 30; ++epoch) {
    const auto order = torch::randperm(train_x.size(0));
    for (std::int64_t first = 0; first < train_x.size(0); first += kBatch) {
      const auto rows = order.slice(0, first, first + kBatch);
      fast.zero_grad();
      F::cross_entropy(teacher->forward(train_x.index({rows})), train_y.index({rows})).backward();
      fast.step();
    }
  }
  const double taught = accuracy(teacher, test_x, test_y);
  std::printf("teacher, 128 units: test accuracy %.3f\n", taught);

  // Only the rows' features, no labels.
  auto student = network(12);
  torch::optim::Adam optimizer(student->parameters(), 5e-3);
  for (int epoch = 1; epoch <= 60; ++epoch) {
    double last = 0;
    for (std::int64_t first = 0; first + kBatch <= train_x.size(0); first += kBatch) {
      const auto rows = train_x.slice(0, first, first + kBatch);
      optimizer.zero_grad();
      const auto soft = torch::softmax(teacher->forward(rows).detach() / kTemperature, 1);
      const auto own = torch::log_softmax(student->forward(rows) / kTemperature, 1);
      const auto loss = F::kl_div(own, soft, F::KLDivFuncOptions(torch::kBatchMean));
      loss.backward();
      optimizer.step();
      last = loss.item<double>();
    }
    if (epoch % 20 == 0) std::printf("epoch %d  divergence from the teacher %.4f\n", epoch, last);
  }
  const double learned = accuracy(student, test_x, test_y);
  std::printf("student, 12 units:  test accuracy %.3f, without having seen a label\n", learned);
  return taught > 0.95 && learned > taught - 0.04 ? 0 : 1;
}
