// A variational autoencoder (Kingma and Welling, arXiv:1312.6114): the encoder gives a mean and a
// variance for each number of the code, from which the code is drawn, and the codes of all images
// together are kept close to standard normal ones. So codes that are drawn give new digits.
//
//     build/examples/variational_autoencoder

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;
namespace ops = gg::ops;

constexpr std::int64_t kCode = 4, kBatch = 64;

int main() try {
  gg::data::Dataset digits = gg::data::read_csv("data/digits.csv", {.target = "digit"});
  digits.features = digits.features / 16;  // grey levels, 0 to 16

  gg::nn::Sequential encoder(
      {gg::nn::Input({64}), gg::nn::Dense{64, gg::relu}, gg::nn::Dense{2 * kCode}});
  gg::nn::Sequential decoder(
      {gg::nn::Input({kCode}), gg::nn::Dense{64, gg::relu}, gg::nn::Dense{64}});

  gg::train::Step step(
      {&encoder, &decoder},
      [&](gg::train::StepBuilder& s) {
        const auto x = s.input("x", {64});
        const auto code = s(encoder, x);
        const auto mean = ops::slice(code, {0, 0}, {s.rows(), kCode});
        const auto log_variance = ops::slice(code, {0, kCode}, {s.rows(), kCode});
        const auto drawn = mean + ops::exp(0.5 * log_variance) * s.normal({kCode});
        const auto again =
            s.loss(gg::nn::BinaryCrossentropy{.from_logits = true}, s(decoder, drawn), x) * 64.0;
        const auto spread = 0.5 * (ops::square(mean) + ops::exp(log_variance) - log_variance - 1.0);
        const auto divergence = ops::reduce_mean(ops::reduce_sum(spread, {1}));
        s.output("divergence", divergence);
        return again + divergence;
      },
      {.optimizer = gg::optim::Adam{.learning_rate = 2e-3}});

  double loss = 0;
  for (int epoch = 1; epoch <= 60; ++epoch) {
    loss = 0;
    for (std::int64_t row = 0; row + kBatch <= digits.rows(); row += kBatch)
      loss += step.run({{"x", digits.features.rows(row, kBatch)}});
    loss /= static_cast<double>(digits.rows() / kBatch);
    const double divergence = gg::mean(step.read("divergence"));
    if (epoch % 20 == 0) std::printf("epoch %d  loss %.2f (%.2f)\n", epoch, loss, divergence);
  }

  const gg::Tensor image = decoder.predict(gg::Random(3).normal({1, kCode}));
  for (std::int64_t i = 0; i < 64; ++i) {
    const float logit = image.at({0, i});
    std::printf("%s%s", logit > 0.4F ? "##" : logit > -0.8F ? "--" : "  ", i % 8 == 7 ? "\n" : "");
  }
  return loss < 26 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "variational_autoencoder: %s\n", error.what());
  return 1;
}
