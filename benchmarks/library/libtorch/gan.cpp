// Twin of examples/gan.cpp.

#include <torch/torch.h>

#include <cmath>
#include <cstdio>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

constexpr std::int64_t kBatch = 128, kNoise = 4;

nn::Sequential network(std::int64_t inputs) {
  return nn::Sequential(nn::Linear(inputs, 32), nn::ReLU(), nn::Linear(32, 32), nn::ReLU(),
                        nn::Linear(32, 1));
}

torch::Tensor answer(const torch::Tensor& logits, double truth) {
  return F::binary_cross_entropy_with_logits(logits, torch::full_like(logits, truth));
}

/// The parameters of one network, moved towards those of another.
void move_towards(nn::Sequential& averaged, nn::Sequential& network, double part) {
  const torch::NoGradGuard guard;
  for (std::size_t i = 0; i < network->parameters().size(); ++i)
    averaged->parameters()[i].lerp_(network->parameters()[i], part);
}

int main() {
  torch::manual_seed(1);
  auto generator = network(kNoise), discriminator = network(1), averaged = network(kNoise);
  move_towards(averaged, generator, 1);
  // The discriminator is to be ahead, so that what it says is worth following.
  torch::optim::Adam fast(discriminator->parameters(),
                          torch::optim::AdamOptions(2e-3).betas({0.5, 0.999}));
  torch::optim::Adam slow(generator->parameters(),
                          torch::optim::AdamOptions(5e-4).betas({0.5, 0.999}));

  for (int i = 1; i <= 4000; ++i) {
    // The discriminator learns to say 1 to real numbers and 0 to made ones.
    const auto real = 3 + 0.5 * torch::randn({kBatch, 1});
    fast.zero_grad();
    const auto made = generator->forward(torch::randn({kBatch, kNoise})).detach();
    const auto a =
        answer(discriminator->forward(real), 1) + answer(discriminator->forward(made), 0);
    a.backward();
    fast.step();
    // The generator learns to make numbers that it says 1 to.
    slow.zero_grad();
    const auto noise = torch::randn({kBatch, kNoise});
    const auto b = answer(discriminator->forward(generator->forward(noise)), 1);
    b.backward();
    slow.step();
    move_towards(averaged, generator, 0.005);
    if (i % 1000 == 0)
      std::printf("step %4d  loss of the discriminator %.3f, of the generator %.3f\n", i,
                  a.item<double>(), b.item<double>());
  }

  const torch::NoGradGuard guard;
  const auto made = averaged->forward(torch::randn({2000, kNoise}));
  const double mean = made.mean().item<double>(), deviation = made.std().item<double>();
  std::printf("made: mean %.2f, standard deviation %.2f (real: 3.00, 0.50)\n", mean, deviation);
  return std::abs(mean - 3) < 0.15 && std::abs(deviation - 0.5) < 0.15 ? 0 : 1;
}
