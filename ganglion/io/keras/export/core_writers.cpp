#include "ganglion/io/keras/export/export_parts.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/layers/dropout.h"
#include "ganglion/nn/layers/embedding.h"
#include "ganglion/nn/layers/flatten.h"
#include "ganglion/nn/layers/layer_normalization.h"
#include "ganglion/nn/layers/normalization.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/layers/relu.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/reshape.h"

namespace ganglion::io {
namespace {

Exported write_dense(ExportStep& step) {
  const auto& dense = *step.call.handle.as<nn::Dense>();
  KerasPart part{"Dense",
                 {{"units", dense.units},
                  {"activation", keras_activation(dense.activation)},
                  {"use_bias", dense.use_bias}},
                 {step.weight("kernel")}};
  if (dense.use_bias) part.weights.push_back(step.weight("bias"));
  add_penalties(part, dense.kernel_l1, dense.kernel_l2);
  return activated(step, dense.activation, step.made(std::move(part), step.as_is()));
}

Exported write_activation(ExportStep& step) {
  const nn::Activation activation = step.call.handle.as<nn::Activate>()->activation;
  const std::string name = keras_activation(activation);
  if (name == "linear" && activation != nn::Activation::linear) {
    return activated(step, activation, step.x());
  }
  const Exported x = nn::is_over_last_axis(activation) ? step.as_is() : step.x();
  return step.made({"Activation", {{"activation", name}}}, x);
}

Exported write_relu(ExportStep& step) {
  const auto& relu = *step.call.handle.as<nn::ReLU>();
  KerasPart part{"ReLU",
                 {{"max_value", relu.max_value > 0.0 ? Json(relu.max_value) : Json()},
                  {"negative_slope", relu.negative_slope},
                  {"threshold", relu.threshold}}};
  return step.made(std::move(part), step.x());
}

Exported write_elu(ExportStep& step) {
  return step.made({"ELU", {{"alpha", step.call.handle.as<nn::ELU>()->alpha}}}, step.x());
}

Exported write_prelu(ExportStep& step) {
  const std::vector<std::int64_t>& shared = step.call.handle.as<nn::PReLU>()->shared_axes;
  KerasPart part{"PReLU",
                 {{"shared_axes", shared.empty() ? Json() : Json::list(shared)}},
                 {step.weight("alpha")}};
  return step.made(std::move(part), step.as_is());
}

Exported write_dropout(ExportStep& step) {
  return step.made({"Dropout", {{"rate", step.call.handle.as<nn::Dropout>()->rate}}}, step.x());
}

Exported write_rescaling(ExportStep& step) {
  const auto& line = *step.call.handle.as<nn::Rescaling>();
  return step.made({"Rescaling", {{"scale", line.scale}, {"offset", line.offset}}}, step.x());
}

Exported write_flatten(ExportStep& step) {
  return step.made({"Flatten", {{"data_format", "channels_last"}}}, step.as_is());
}

Exported write_reshape(ExportStep& step) {
  const auto& target = step.call.handle.as<nn::Reshape>()->target;
  return step.made({"Reshape", {{"target_shape", Json::list(target)}}}, step.as_is());
}

/// Channels first or last is nothing to be computed: the tensor stays where it is.
Exported write_permute(ExportStep& step) {
  const std::vector<std::int64_t>& dims = step.call.handle.as<nn::Permute>()->dims;
  const int rank = step.x().shape.rank();
  std::vector<std::int64_t> to_last(dims);
  for (int axis = 0; axis < rank; ++axis) to_last[static_cast<std::size_t>(axis)] = axis + 2;
  to_last.back() = 1;
  std::vector<std::int64_t> to_first(dims);
  for (int axis = 0; axis < rank; ++axis) to_first[static_cast<std::size_t>(axis)] = axis;
  to_first.front() = rank;
  const bool last = step.x().channels_last;
  if (rank > 1 && dims == (last ? to_last : to_first)) {
    return {step.x().ref, step.result, !last};
  }
  return step.made({"Permute", {{"dims", Json::list(dims)}}}, step.as_is());
}

Exported write_embedding(ExportStep& step) {
  const auto& embedding = *step.call.handle.as<nn::Embedding>();
  return step.made({"Embedding",
                    {{"input_dim", embedding.input_dim}, {"output_dim", embedding.output_dim}},
                    {step.weight("embeddings")}},
                   step.as_is());
}

/// As constants, which no version of Keras takes for weights.
Exported write_normalization(ExportStep& step) {
  const Tensor mean = step.weight("mean").values.cast(DType::f64);
  const Tensor variance = step.weight("variance").values.cast(DType::f64);
  constexpr double kSmallest = 1e-14;  // Keras divides by 1e-7 at least
  for (const double value : variance.values<double>()) {
    if (value < kSmallest) step.refuse("Keras divides by a standard deviation of 1e-7 at least");
  }
  const auto list = [](const Tensor& tensor) {
    const auto values = tensor.values<double>();
    return Json(Json::Array(values.begin(), values.end()));
  };
  return step.made(
      {"Normalization", {{"axis", -1}, {"mean", list(mean)}, {"variance", list(variance)}}},
      step.as_is());
}

Exported write_batch_normalization(ExportStep& step) {
  const auto& norm = *step.call.handle.as<nn::BatchNormalization>();
  const int rank = step.x().shape.rank();
  const std::int64_t axis = norm.axis < 0 ? norm.axis + rank + 1 : norm.axis;
  const bool of_channels = axis == 1 && rank > 1;
  return step.made(batch_normalization_part(step, "", norm, of_channels ? -1 : axis),
                   of_channels ? step.channels_last() : step.as_is());
}

Exported write_layer_normalization(ExportStep& step) {
  const auto& norm = *step.call.handle.as<nn::LayerNormalization>();
  KerasPart part{
      "LayerNormalization",
      {{"axis", -1}, {"epsilon", norm.epsilon}, {"center", norm.center}, {"scale", norm.scale}}};
  if (norm.scale) part.weights.push_back(step.weight("gamma"));
  if (norm.center) part.weights.push_back(step.weight("beta"));
  return step.made(std::move(part), step.as_is());
}

constexpr KerasWriter kCoreWriters[] = {{"dense", write_dense},
                                        {"activation", write_activation},
                                        {"relu", write_relu},
                                        {"elu", write_elu},
                                        {"prelu", write_prelu},
                                        {"dropout", write_dropout},
                                        {"rescaling", write_rescaling},
                                        {"flatten", write_flatten},
                                        {"reshape", write_reshape},
                                        {"permute", write_permute},
                                        {"embedding", write_embedding},
                                        {"normalization", write_normalization},
                                        {"batch_normalization", write_batch_normalization},
                                        {"layer_normalization", write_layer_normalization}};

}  // namespace

std::span<const KerasWriter> core_keras_writers() {
  return kCoreWriters;
}

}  // namespace ganglion::io
