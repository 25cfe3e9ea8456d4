// An op of your own, for what the ops of the library (ganglion/ops/ops.h) can't be put together to:
// here the sine. It takes a record that says what shape comes out, how the derivative is made, and
// how to compute it. docs/adding_an_op.md explains each part.
//
//     build/examples/custom_op

#include <ganglion/ganglion.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

namespace gg = ganglion;

gg::Value sine(gg::Value x);

// The derivative of sin(x) is cos(x) = sin(x + pi/2): the op itself again.
std::vector<gg::Value> sine_gradient(const gg::Node& node, std::span<const gg::Value> dy) {
  return {dy[0] * sine(node.inputs[0] + 1.57079632679489662)};
}

template <class T>
class SineKernel : public gg::Kernel {
 public:
  explicit SineKernel(std::int64_t size) : size_(size) {}
  void run(const gg::KernelArguments& arguments) override {
    const T* x = static_cast<const T*>(arguments.inputs[0]);
    T* y = static_cast<T*>(arguments.outputs[0]);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) y[i] = std::sin(x[i]);
  }
  std::int64_t extent() const override { return size_; }

 private:
  std::int64_t size_;
};

std::unique_ptr<gg::Kernel> make_sine(const gg::Node& node) {
  const auto& type = node.outputs[0];
  if (type.dtype == gg::DType::f64) return std::make_unique<SineKernel<double>>(type.shape.size());
  return std::make_unique<SineKernel<float>>(type.shape.size());
}

const gg::OpDef kSine = {
    .name = "sine",
    .infer = gg::ops::rules::infer_unary,  // one floating tensor; the result is like it
    .gradient = sine_gradient,
    .place = gg::ops::rules::place_elementwise,  // rows don't depend on each other
    .make_kernel = make_sine,
    .types = {gg::DType::f32, gg::DType::f64},
};

gg::Value sine(gg::Value x) {
  return x.graph->add(kSine, {x});
}

// A layer that uses it: z becomes sin(z).
struct SineLayer {
  static constexpr std::string_view kind = "sine";
  gg::Value build(gg::nn::GraphBuilder&, gg::Value z) const { return sine(z); }
};

/// The largest difference between the derivative by the rule and by finite differences, in double.
double gradient_error() {
  gg::Graph graph;
  const gg::Value x = graph.input("x", {gg::DType::f64, {6}});
  const gg::Value y = gg::ops::reduce_sum(sine(x) * sine(x * 2.0));
  const gg::Value dx = gg::gradients(y, {&x, 1})[0];
  const std::vector<double> at = {-3, -1.2, 0, 0.4, 2, 50};
  const auto value = [&](const gg::Value& what, const std::vector<double>& where) {
    return gg::runtime::Evaluation(graph, {{"x", gg::Tensor::of({6}, where)}}).at(what);
  };
  const gg::Tensor rule = value(dx, at);
  double largest = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double step = 1e-5;
    auto before = at, after = at;
    before[i] -= step;
    after[i] += step;
    const double difference =
        value(y, after).values<double>()[0] - value(y, before).values<double>()[0];
    largest = std::max(largest, std::abs(rule.values<double>()[i] - difference / (2 * step)));
  }
  return largest;
}

/// A wave with two frequencies, which the network is to find from points on it.
gg::data::Dataset wave(std::int64_t rows) {
  std::vector<float> x, y;
  for (std::int64_t i = 0; i < rows; ++i) {
    const double t = 10.0 * static_cast<double>(i) / static_cast<double>(rows) - 5;
    x.push_back(static_cast<float>(t));
    y.push_back(static_cast<float>(std::sin(2 * t) + 0.5 * std::sin(5 * t + 1)));
  }
  return {.features = gg::Tensor::of({rows, 1}, x), .targets = gg::Tensor::of({rows, 1}, y)};
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
  const double error = gradient_error();
  std::printf("derivative by the rule and by finite differences: %.1e apart\n\n", error);
  std::printf("sin(2x) + sin(5x + 1) / 2, learnt from 400 points:\n");
  const double relu = learn(gg::nn::Activate{gg::relu}, "relu:");
  const double sines = learn(SineLayer{}, "sine:");
  return error < 1e-8 && sines < 0.001 && sines < relu / 10 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "custom_op: %s\n", error.what());
  return 1;
}
