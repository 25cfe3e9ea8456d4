#include "ganglion/io/trial.h"

#include <algorithm>
#include <cmath>

#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/runtime/interpreter.h"

namespace ganglion::io {

std::vector<Tensor> trial_rows(const nn::Network& network, std::int64_t rows) {
  std::vector<Tensor> inputs;
  for (const nn::InputSpec& spec : network.inputs()) {
    std::vector<std::int64_t> dims{rows};
    dims.insert(dims.end(), spec.shape.begin(), spec.shape.end());
    Tensor values(Shape(std::span<const std::int64_t>(dims)), spec.dtype);
    for (std::size_t i = 0; i < static_cast<std::size_t>(values.size()); ++i) {
      const double number = std::sin(static_cast<double>(i) * 1.7 + 0.3);
      if (spec.dtype == DType::i32) values.values<std::int32_t>()[i] = number > 0 ? 1 : 0;
      if (spec.dtype == DType::f32) values.values<float>()[i] = static_cast<float>(number);
    }
    inputs.push_back(std::move(values));
  }
  return inputs;
}

std::vector<Tensor> trial_predictions(const SavedModel& model, const std::vector<Tensor>& inputs) {
  Graph graph;
  nn::GraphBuilder builder(graph, model.network.layout());
  const std::vector<Value> fed = model.network.add_inputs(builder, inputs.front().shape()[0]);
  std::vector<Value> outputs = model.network.build(builder, fed);
  std::map<std::string, Tensor> feeds{{"parameters", model.parameters}, {"state", model.state}};
  for (std::size_t i = 0; i < fed.size(); ++i) {
    feeds.insert_or_assign(fed[i].producer().name, inputs[i]);
  }
  for (std::size_t i = 0; i < outputs.size() && i < model.losses.size(); ++i) {
    outputs[i] = nn::parse_loss(model.losses[i]).prediction(outputs[i]);
  }
  const runtime::Evaluation evaluation(graph, feeds);
  std::vector<Tensor> predictions;
  for (const Value& output : outputs) predictions.push_back(evaluation.at(output));
  return predictions;
}

bool nearly_equal(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].shape() != b[i].shape()) return false;
    const Tensor x = a[i].cast(DType::f64);
    const Tensor y = b[i].cast(DType::f64);
    for (std::size_t k = 0; k < static_cast<std::size_t>(y.size()); ++k) {
      const double wanted = y.values<double>()[k];
      const double most = 1e-4 * std::max(1.0, std::fabs(wanted));
      if (std::fabs(x.values<double>()[k] - wanted) > most) return false;
    }
  }
  return true;
}

}  // namespace ganglion::io
