// Two networks that train against each other (Goodfellow et al., 2014): a generator makes numbers
// of noise, a discriminator tells them from real ones. Each has a training step of its own over
// both.
//
//     build/examples/gan

#include <ganglion/ganglion.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <random>

namespace gg = ganglion;
using gg::train::StepBuilder;

constexpr std::int64_t kBatch = 128, kNoise = 4;

/// Fills a tensor from a normal distribution (Box and Muller, 1958).
void draw_normal(gg::Tensor& rows, double mean, double deviation, std::mt19937& generator) {
  const auto uniform = [&] { return (static_cast<double>(generator()) + 0.5) / 4294967296.0; };
  for (float& x : rows.values<float>()) {
    const double length = std::sqrt(-2 * std::log(uniform()));
    x = static_cast<float>(mean + deviation * length * std::cos(6.283185307179586 * uniform()));
  }
}

struct Spread {
  double mean = 0, deviation = 0;
};
Spread spread_of(const gg::Tensor& numbers) {
  double sum = 0, squares = 0;
  const auto count = static_cast<double>(numbers.size());
  for (const float x : numbers.values<float>()) sum += static_cast<double>(x);
  for (const float x : numbers.values<float>())
    squares += std::pow(static_cast<double>(x) - sum / count, 2);
  return {sum / count, std::sqrt(squares / count)};
}

int main() try {
  gg::nn::Sequential generator({gg::nn::Input({kNoise}), gg::nn::Dense{32, gg::relu},
                                gg::nn::Dense{32, gg::relu}, gg::nn::Dense{1}});
  gg::nn::Sequential discriminator({gg::nn::Input({1}), gg::nn::Dense{32, gg::relu},
                                    gg::nn::Dense{32, gg::relu}, gg::nn::Dense{1}});
  const gg::nn::Loss answer = gg::nn::BinaryCrossentropy{.from_logits = true};
  // The discriminator is to be ahead, so that what it says is worth following.
  const gg::optim::Adam fast{.learning_rate = 2e-3, .beta_1 = 0.5};
  const gg::optim::Adam slow{.learning_rate = 5e-4, .beta_1 = 0.5};

  // The discriminator learns to say 1 to real numbers and 0 to made ones.
  gg::train::Step tell({&generator, &discriminator},
                       [&](StepBuilder& s) {
                         const auto real = s(discriminator, s.input("real", {1}));
                         const auto made = s(discriminator, s(generator, s.normal({kNoise})));
                         return s.loss(answer, real, 1.0) + s.loss(answer, made, 0.0);
                       },
                       {.update = {&discriminator}, .optimizer = fast});

  // The generator learns to make numbers that it says 1 to.
  gg::train::Step make(
      {&generator, &discriminator},
      [&](StepBuilder& s) {
        return s.loss(answer, s(discriminator, s(generator, s.normal({kNoise}))), 1.0);
      },
      {.update = {&generator}, .optimizer = slow, .average_decay = 0.995, .seed = 2});

  std::mt19937 random(1);
  gg::Tensor real({kBatch, 1});
  for (int i = 1; i <= 4000; ++i) {
    draw_normal(real, 3, 0.5, random);
    const double a = tell.run({{"real", real}});
    const double b = make.run(kBatch);
    if (i % 1000 == 0)
      std::printf("step %4d  loss of the discriminator %.3f, of the generator %.3f\n", i, a, b);
  }

  gg::Tensor noise({2000, kNoise});
  draw_normal(noise, 0, 1, random);
  gg::nn::Model averaged = make.averaged(generator);
  const Spread made = spread_of(averaged.predict(noise));
  std::printf("made: mean %.2f, standard deviation %.2f (real: 3.00, 0.50)\n", made.mean,
              made.deviation);
  return std::abs(made.mean - 3) < 0.15 && std::abs(made.deviation - 0.5) < 0.15 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "gan: %s\n", error.what());
  return 1;
}
