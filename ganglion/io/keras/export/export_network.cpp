#include "ganglion/io/keras/export/export_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/conversion.h"
#include "ganglion/io/keras/export/export_step.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::io {
namespace {

const KerasWriter* writer_of(std::string_view kind) {
  for (const auto& table :
       {core_keras_writers(), convolution_keras_writers(), spatial_keras_writers(),
        merging_keras_writers(), sequence_keras_writers()}) {
    for (const KerasWriter& entry : table) {
      if (entry.kind == kind) return &entry;
    }
  }
  return nullptr;
}

/// What a loss applies to an output before it is a prediction.
nn::Activation prediction_activation(const std::string& loss, const Shape& output) {
  Graph graph;
  std::vector<std::int64_t> dims{2};
  dims.insert(dims.end(), output.begin(), output.end());
  const Value x = graph.input("output", {DType::f32, Shape(std::span<const std::int64_t>(dims))});
  const Value y = nn::parse_loss(loss).prediction(x);
  if (y.node == x.node) return nn::Activation::linear;
  if (y.producer().op == &ops::kSigmoid) return nn::Activation::sigmoid;
  if (y.producer().op == &ops::kSoftmax) return nn::Activation::softmax;
  throw Error(fmt::format("what the loss {} makes of outputs can't be written for Keras", loss));
}

/// Those that a Keras lacks as a function, or has another one under the name; every Keras has the
/// layers that compute them.
bool is_composed(nn::Activation activation) {
  return activation == nn::Activation::leaky_relu || activation == nn::Activation::log_sigmoid ||
         activation == nn::Activation::hard_sigmoid || activation == nn::Activation::hard_silu;
}

}  // namespace

KerasWeight ExportStep::weight(std::string_view parameter, const std::vector<int>& axes) const {
  const std::string path = fmt::format("{}/{}", call.layer, parameter);
  const nn::ParameterSpec* spec = model.network.layout().find(path);
  if (spec == nullptr) refuse(fmt::format("it has no {}", parameter));
  Tensor weight = nn::parameter_of(spec->trainable ? model.parameters : model.state, *spec);
  if (!axes.empty()) weight = with_axes(weight, axes);
  return {std::move(weight), {path, axes}};
}

void ExportStep::refuse(std::string_view why) const {
  throw Error(fmt::format("layer {} ({}) can't be written for Keras: {}", call.layer,
                          call.handle.kind(), why));
}

std::string keras_activation(nn::Activation activation) {
  if (activation == nn::Activation::silu) return "swish";  // the name that all versions know
  return is_composed(activation) ? "linear" : std::string(nn::name_of(activation));
}

Exported activated(ExportStep& step, nn::Activation activation, const Exported& x) {
  if (!is_composed(activation)) return x;
  const std::string last = step.call.handle.kind() == nn::Activate::kind ? "" : "activation";
  const auto call = [&](const std::string& role, KerasPart part, const Exported& on) {
    return step.to.call(step.call, role, std::move(part), {on}, step.result);
  };
  const auto line = [](double scale, double offset) {
    return KerasPart{"Rescaling", {{"scale", scale}, {"offset", offset}}};
  };
  if (activation == nn::Activation::leaky_relu) {
    return call(last, {"ReLU", {{"negative_slope", 0.2}}}, x);
  }
  if (activation == nn::Activation::log_sigmoid) {  // -log(1 + e^-x)
    const Exported turned = call("negative", line(-1.0, 0.0), x);
    const Exported soft = call("softplus", {"Activation", {{"activation", "softplus"}}}, turned);
    return call(last, line(-1.0, 0.0), soft);
  }
  const KerasPart clip{"ReLU", {{"max_value", 1.0}}};
  const Exported slope = call("slope", line(1.0 / 6.0, 0.5), x);
  if (activation == nn::Activation::hard_sigmoid) return call(last, clip, slope);
  const std::vector<Exported> both{x, call("gate", clip, slope)};
  return step.to.call(step.call, last, {"Multiply"}, both, step.result);
}

KerasNetwork keras_network_for(const SavedModel& model, KerasDialect dialect) {
  const nn::Network& network = model.network;
  KerasBuilder to;
  std::vector<Exported> values;
  for (const nn::InputSpec& spec : network.inputs()) values.push_back(to.input(spec));
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    ExportStep step{to, model, call, dialect, {}, network.call_shapes()[i]};
    for (const int input : call.inputs) {
      step.inputs.push_back(values[static_cast<std::size_t>(input)]);
    }
    const KerasWriter* writer = writer_of(call.handle.kind());
    if (writer == nullptr) step.refuse("Keras has no layer that computes the same");
    if (call.handle.quantization()) {
      step.refuse("it is quantised; export the model that it was made from");
    }
    values.push_back(writer->write(step));
  }
  std::vector<Exported> outputs;
  for (std::size_t i = 0; i < network.outputs().size(); ++i) {
    const std::string name = i == 0 ? "prediction" : fmt::format("prediction_{}", i);
    const nn::LayerCall at_the_end{name, name, nn::Activate{}, {}};
    const auto value = static_cast<std::size_t>(network.outputs()[i]);
    Exported output = to.as_is(at_the_end, values[value]);
    if (i < model.losses.size()) {
      const auto activation = prediction_activation(model.losses[i], output.shape);
      if (activation != nn::Activation::linear) {
        output =
            to.call(at_the_end, "", {"Activation", {{"activation", keras_activation(activation)}}},
                    {output}, output.shape);
      }
    }
    outputs.push_back(output);
  }
  return std::move(to).network(outputs);
}

}  // namespace ganglion::io
