// Back propagation by hand: two neurons, one behind the other, with weights that can be calculated
// with in the head. docs/backpropagation.md walks through it.
//
//   two_neurons [MODEL]    writes the model to a file, for `ganglion explain`
#include <ganglion/ganglion.h>

#include <array>
#include <cmath>
#include <iomanip>
#include <iostream>

namespace gg = ganglion;

namespace {

/// a = relu(0.5 x - 0.5), y = 2 a + 1
gg::nn::Model two_neurons() {
  gg::nn::Sequential model({
      gg::nn::Input({1}),
      gg::nn::Dense{1, gg::relu},
      gg::nn::Dense{1},
  });
  model.compile({.loss = gg::nn::MeanSquaredError{}});
  const auto number = [](float value, gg::Shape shape) {
    return gg::Tensor::of<float>(shape, {value});
  };
  model.set_weight("dense/kernel", number(0.5F, {1, 1}));
  model.set_weight("dense/bias", number(-0.5F, {1}));
  model.set_weight("dense_1/kernel", number(2.0F, {1, 1}));
  model.set_weight("dense_1/bias", number(1.0F, {1}));
  // So that it can be asked about rows of a table; the numbers go in as they are.
  model.mutable_info().preprocessing = gg::data::PreprocessingState{
      .task = gg::data::Task::regression, .features = {{.name = "x"}}, .targets = {{.name = "y"}}};
  model.mutable_info().task = "regression";
  model.mutable_info().target_names = {"y"};
  return model;
}

/// The loss with one weight moved.
double loss_with(gg::nn::Model& model, const gg::data::Dataset& row, const char* weight,
                 float change) {
  const gg::Tensor before = model.weight(weight);
  gg::Tensor after = before;
  after.values<float>()[0] += change;
  model.set_weight(weight, after);
  const double loss = model.evaluate(row).at("loss");
  model.set_weight(weight, before);
  return loss;
}

}  // namespace

int main(int argc, char** argv) {
  gg::nn::Model model = two_neurons();
  gg::data::Dataset row;
  row.features = gg::Tensor::of<float>({1, 1}, {3});
  row.targets = gg::Tensor::of<float>({1}, {5});
  const gg::train::Explanation explanation = gg::train::explain(model, row);
  if (argc > 1) gg::train::save_model(model, argv[1]);

  // Back propagation gives the same derivatives as finite differences.
  std::cout << "weight          back propagation     finite differences\n";
  bool equal = true;
  for (const auto& layer : explanation.layers) {
    for (const auto& weight : layer.parameters) {
      constexpr float kMove = 1.0F / 64;  // small, and exact in binary
      const double moved = (loss_with(model, row, weight.name.c_str(), kMove) -
                            loss_with(model, row, weight.name.c_str(), -kMove)) /
                           (2 * kMove);
      const double found = weight.derivative->values<double>()[0];
      std::cout << std::left << std::setw(16) << weight.name << std::setw(21) << found << moved
                << '\n';
      equal = equal && std::abs(found - moved) < 1e-4;
    }
  }
  return equal ? 0 : 1;
}
