#include <string>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/nn/activation.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tools/figures/figure.h"
#include "tools/figures/figures.h"

namespace ganglion::figures {
namespace {

constexpr Range kZ{-4.0, 4.0};
constexpr int kSteps = 320;

std::vector<Point> points_of(const Tensor& z, const Tensor& values) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < z.values<double>().size(); ++i) {
    points.emplace_back(z.values<double>()[i], values.values<double>()[i]);
  }
  return points;
}

void draw(nn::Activation activation, const Folder& folder) {
  std::vector<double> places;
  for (const auto& [at, unused] : sampled(kZ, kSteps, [](double at) { return at; })) {
    places.push_back(at);
  }
  const Tensor z = Tensor::of(Shape{kSteps + 1}, places);

  Graph graph;
  const Value in = graph.input("z", {DType::f64, {kSteps + 1}});
  const Value a = nn::apply(activation, in);
  const Value slope = gradients(ops::reduce_sum(a), {&in, 1})[0];
  const runtime::Evaluation evaluation(graph, {{"z", z}});

  const std::string name{nn::name_of(activation)};
  Figure(name + " and its slope, for z from -4 to 4",
         {.x = kZ, .y = {-1.5, 4.0}, .x_title = "z", .y_title = name})
      .dashed({{kZ.low, 0.0}, {kZ.high, 0.0}})
      .curve(points_of(z, evaluation.at(a)), 0, "a = g(z)")
      .curve(points_of(z, evaluation.at(slope)), 1, "slope da/dz")
      .save(folder / ("activation_" + name + ".svg"));
}

}  // namespace

void draw_activations(const Folder& folder) {
  using nn::Activation;
  for (const Activation activation : {Activation::linear, Activation::sigmoid, Activation::tanh,
                                      Activation::relu, Activation::leaky_relu, Activation::elu,
                                      Activation::gelu, Activation::silu, Activation::softplus}) {
    draw(activation, folder);
  }
}

}  // namespace ganglion::figures
