// Two networks that train against each other (Goodfellow et al., 2014): a generator makes numbers
// of noise, a discriminator tells them from real ones. Each has a training step of its own over
// both.
//
//     build/examples/gan

#include <ganglion/ganglion.h>

#include <cmath>
#include <cstdio>
#include <exception>

namespace gg = ganglion;
using gg::train::StepBuilder;

constexpr std::int64_t kBatch = 128, kNoise = 4;

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

  gg::Random random(1);
  for (int i = 1; i <= 4000; ++i) {
    const double a = tell.run({{"real", random.normal({kBatch, 1}, 3, 0.5)}});
    const double b = make.run(kBatch);
    if (i % 1000 == 0)
      std::printf("step %4d  loss of the discriminator %.3f, of the generator %.3f\n", i, a, b);
  }

  const gg::Tensor made = make.averaged(generator).predict(random.normal({2000, kNoise}));
  const double mean = gg::mean(made), deviation = gg::standard_deviation(made);
  std::printf("made: mean %.2f, standard deviation %.2f (real: 3.00, 0.50)\n", mean, deviation);
  return std::abs(mean - 3) < 0.15 && std::abs(deviation - 0.5) < 0.15 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "gan: %s\n", error.what());
  return 1;
}
