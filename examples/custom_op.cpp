// An op of your own, for what the ops of the library (ganglion/ops/ops.h) can't be put together to:
// here the sine, as if there were none. It is a function of numbers, and its derivative, written
// with ops. docs/adding_an_op.md has ops that are no functions of single numbers.
//
//     build/examples/custom_op

#include <ganglion/ganglion.h>

#include <cmath>
#include <cstdio>
#include <exception>

namespace gg = ganglion;

gg::Value sine(gg::Value x);

// The derivative of sin(x) is cos(x) = sin(x + pi/2): the op itself again.
const gg::OpDef kSine = gg::elementwise_op(
    "sine", [](auto x) { return std::sin(x); },
    [](gg::Value x) { return sine(x + 1.57079632679489662); });

gg::Value sine(gg::Value x) {
  return x.graph->add(kSine, {x});
}

// A layer that uses it: z becomes sin(z).
struct SineLayer {
  static constexpr std::string_view kind = "sine";
  gg::Value build(gg::nn::GraphBuilder&, gg::Value z) const { return sine(z); }
};

/// A wave with two frequencies, which the network is to find from points on it.
gg::data::Dataset wave(std::int64_t rows) {
  const auto t = (10 * gg::arange(rows) / static_cast<double>(rows) - 5).reshaped({rows, 1});
  return {.features = t, .targets = gg::sin(2 * t) + 0.5 * gg::sin(5 * t + 1)};
}

double learn(const gg::nn::Layer& activation, const char* name) {
  const auto data = wave(400);
  gg::nn::Sequential model({gg::nn::Input({1}),
                            gg::nn::Dense{.units = 16, .kernel_initializer = gg::nn::normal(3)},
                            activation, gg::nn::Dense{1}});
  model.compile({.loss = gg::nn::MeanSquaredError{}, .optimizer = gg::optim::Adam{0.01}});
  model.fit(data, {.epochs = 300, .batch_size = 40});
  const double loss = model.evaluate(data).at("loss");
  std::printf("16 hidden units with %-5s mean squared error %.6f\n", name, loss);
  return loss;
}

int main() try {
  const double error =
      gg::gradient_error([](gg::Value x) { return gg::ops::reduce_sum(sine(x) * sine(x * 2.0)); },
                         gg::Tensor::of<double>({6}, {-3, -1.2, 0, 0.4, 2, 50}));
  std::printf("derivative by the rule and by finite differences: %.1e apart\n\n", error);
  std::printf("sin(2x) + sin(5x + 1) / 2, learnt from 400 points:\n");
  const double relu = learn(gg::nn::Activate{gg::relu}, "relu:");
  const double sines = learn(SineLayer{}, "sine:");
  return error < 1e-8 && sines < 0.001 && sines < relu / 10 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "custom_op: %s\n", error.what());
  return 1;
}
