// Contrastive learning (SimCLR; Chen et al., arXiv:2002.05709): two noisy views of one image are
// to have similar codes, those of different images dissimilar ones. No labels are seen; that the
// codes know the digits is shown by a linear layer which is trained on them.
//
//     build/examples/contrastive_pairs

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;
namespace ops = gg::ops;

constexpr std::int64_t kBatch = 128;
constexpr double kTemperature = 0.5;

double linear_accuracy(const gg::data::Dataset& train, const gg::data::Dataset& test) {
  gg::nn::Sequential head({gg::nn::Input({train.features.shape()[1]}), gg::nn::Dense{10}});
  head.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                .optimizer = gg::optim::Adam{.learning_rate = 0.02},
                .metrics = {gg::nn::Accuracy{}}});
  head.fit(train, {.epochs = 200});
  return head.evaluate(test).at("accuracy");
}

int main() try {
  gg::data::Dataset digits = gg::data::read_csv("data/digits.csv", {.target = "digit"});
  digits.features = digits.features / 16;  // grey levels, 0 to 16
  auto [few, rest] = gg::data::split(digits, {.test_fraction = 0.98});

  gg::nn::Sequential encoder(
      {gg::nn::Input({64}), gg::nn::Dense{128, gg::relu}, gg::nn::Dense{32}});
  gg::train::Step step(
      {&encoder},
      [&](gg::train::StepBuilder& s) {
        const auto x = s.input("x", {64});
        const auto view = [&] {  // with length 1
          const auto code = s(encoder, x * (0.6 + 0.8 * s.uniform({64})) + 0.3 * s.normal({64}));
          return code / ops::sqrt(ops::reduce_sum(ops::square(code), {1}, true) + 1e-6);
        };
        const auto a = view(), b = view();
        const auto similar = ops::matmul(a, b, false, true) * (1 / kTemperature);
        // Row i of one view belongs to row i of the other: labels 0, 1, 2, …
        const auto count = ops::cumulative_sum(ops::full(s.graph(), {s.rows()}, 1.0)) - 1.0;
        return ops::softmax_cross_entropy(similar, ops::cast(count, gg::DType::i32));
      },
      {.optimizer = gg::optim::Adam{.learning_rate = 2e-3}});

  for (int epoch = 1; epoch <= 60; ++epoch) {
    double loss = 0;
    for (std::int64_t first = 0; first + kBatch <= rest.rows(); first += kBatch)
      loss = step.run({{"x", rest.features.rows(first, kBatch)}});
    if (epoch % 20 == 0) std::printf("epoch %d  loss %.3f\n", epoch, loss);
  }

  const double of_pixels = linear_accuracy(few, rest);
  few.features = encoder.predict(few.features);
  rest.features = encoder.predict(rest.features);
  const double of_codes = linear_accuracy(few, rest);
  std::printf("a linear layer on %d labelled images: test accuracy %.3f on pixels, %.3f on codes\n",
              static_cast<int>(few.rows()), of_pixels, of_codes);
  return of_codes > of_pixels + 0.04 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "contrastive_pairs: %s\n", error.what());
  return 1;
}
