#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/io/onnx/ops/windows.h"
#include "ganglion/nn/layers/batch_normalization.h"
#include "ganglion/nn/layers/conv.h"
#include "ganglion/nn/layers/conv_transpose.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/layers/embedding.h"
#include "ganglion/nn/layers/resizing.h"

namespace ganglion::io::onnx {
namespace {

using Extents = std::vector<std::int64_t>;

/// A matrix with its axes exchanged.
Tensor transposed(const Tensor& matrix) {
  const std::int64_t rows = matrix.shape()[0];
  const std::int64_t columns = matrix.shape()[1];
  Tensor result(Shape{columns, rows});
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      result.values<float>()[static_cast<std::size_t>(c * rows + r)] =
          matrix.values<float>()[static_cast<std::size_t>(r * columns + c)];
    }
  }
  return result;
}

Tensor scaled(Tensor tensor, double factor) {
  if (factor == 1.0) return tensor;
  for (float& value : tensor.values<float>()) value *= static_cast<float>(factor);
  return tensor;
}

/// A constant as one number for each unit, if it is that: [units], with axes of 1 around, or a
/// number for all. `behind` axes follow the units.
std::optional<Tensor> by_unit(const Tensor& tensor, std::int64_t units, int behind) {
  if (tensor.dtype() != DType::f32) return std::nullopt;
  if (tensor.size() == 1) {
    const std::vector<float> all(static_cast<std::size_t>(units), tensor.values<float>()[0]);
    return Tensor::of<float>(Shape{units}, all);
  }
  const int axis = tensor.shape().rank() - 1 - behind;
  if (axis < 0 || tensor.size() != units || tensor.shape()[axis] != units) return std::nullopt;
  return tensor.reshaped(Shape{units});
}

/// The constant that a node adds to a value, as a number for each unit; none for other nodes.
std::optional<Tensor> added_constant(const NetworkMaker& maker, const StoredNode* node,
                                     const std::string& value, std::int64_t units, int behind) {
  if (node == nullptr || node->op != "Add" || node->inputs.size() != 2) return std::nullopt;
  const std::string& other = node->inputs[node->inputs[0] == value ? 1 : 0];
  const bool fits =
      maker.is_constant(other) && maker.row_shape(node->outputs[0]) == maker.row_shape(value);
  return fits ? by_unit(maker.constant(other), units, behind) : std::nullopt;
}

/// A bias that is added behind a transposition which puts the channels last, as TensorFlow has
/// them: it may as well be added before.
std::optional<Tensor> bias_behind_transpose(NetworkMaker& maker, const std::string& output,
                                            std::int64_t units) {
  const StoredNode* next = maker.reader(output);
  if (next == nullptr || next->op != "Transpose" || next->attributes.size() != 1) {
    return std::nullopt;
  }
  const Extents& order = next->attributes[0].integers;
  if (order.size() < 3 || order.front() != 0 || order.back() != 1) return std::nullopt;
  const StoredNode* sum = maker.reader(next->outputs[0]);
  std::optional<Tensor> bias = added_constant(maker, sum, next->outputs[0], units, 0);
  if (bias) {
    maker.absorb(*sum);
    maker.alias(sum->outputs[0], next->outputs[0]);
  }
  return bias;
}

/// What follows a layer and becomes part of it: the sum with a constant by unit, an activation.
struct Following {
  std::string output;
  std::optional<Tensor> bias;
  nn::Activation activation = nn::Activation::linear;
};
Following following(NetworkMaker& maker, const std::string& output, std::optional<Tensor> bias,
                    std::int64_t units, int behind, bool softmax) {
  Following result{.output = output, .bias = std::move(bias)};
  const StoredNode* next = maker.reader(output);
  if (!result.bias) {
    result.bias = added_constant(maker, next, output, units, behind);
    if (result.bias) {
      maker.absorb(*next);
      result.output = next->outputs[0];
      next = maker.reader(result.output);
    } else if (behind > 0) {
      result.bias = bias_behind_transpose(maker, output, units);
    }
  }
  if (next == nullptr) return result;
  const std::optional<nn::Activation> activation = activation_of(maker, *next);
  if (activation && (softmax || !nn::is_over_last_axis(*activation))) {
    maker.absorb(*next);
    result.activation = *activation;
    result.output = next->outputs[0];
  }
  return result;
}

void add_dense(NetworkMaker& maker, const StoredNode& node, Tensor kernel,
               std::optional<Tensor> bias) {
  const std::int64_t units = kernel.shape()[1];
  maker.row_shape(node.outputs[0]);  // there are rows
  const Following next = following(maker, node.outputs[0], std::move(bias), units, 0, true);
  const std::string name = maker.layer_name(nn::Dense::kind);
  maker.set(next.output, maker.call(nn::Dense{.units = units,
                                              .activation = next.activation,
                                              .use_bias = next.bias.has_value()},
                                    name, {maker.symbol(node.inputs[0])}));
  maker.weight(name, "kernel", std::move(kernel));
  if (next.bias) maker.weight(name, "bias", *next.bias);
}

void add_matmul(NetworkMaker& maker, const StoredNode& node) {
  const Tensor& kernel = maker.constant(node.inputs[1]);
  if (kernel.shape().rank() != 2) throw Error("the second operand is no matrix");
  add_dense(maker, node, kernel, std::nullopt);
}

void add_gemm(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  if (call.flag("transA", false)) throw Error("its first operand is transposed");
  Tensor kernel = maker.constant(node.inputs[1]);
  if (call.flag("transB", false)) kernel = transposed(kernel);
  std::optional<Tensor> bias;
  if (call.has(2)) {
    bias = by_unit(maker.constant(node.inputs[2]), kernel.shape()[1], 0);
    if (!bias) throw Error("what it adds differs by row");
    bias = scaled(std::move(*bias), call.number("beta", 1.0));
  }
  add_dense(maker, node, scaled(std::move(kernel), call.number("alpha", 1.0)), std::move(bias));
}

/// Pads as a layer's setting; "same" where they are what that means, "" for others that differ on
/// both sides.
std::string padding_of(const WindowSettings& settings, const Shape& input) {
  bool same = true;
  bool symmetric = true;
  std::string text;
  for (std::size_t i = 0; i < settings.window.size(); ++i) {
    const std::int64_t extent = input[static_cast<int>(i) + 1];
    const std::int64_t outputs = (extent + settings.strides[i] - 1) / settings.strides[i];
    const std::int64_t total = std::max<std::int64_t>(
        0, (outputs - 1) * settings.strides[i] + reach_of(settings, i) - extent);
    same = same && settings.before[i] == total / 2 && settings.after[i] == total - total / 2;
    symmetric = symmetric && settings.before[i] == settings.after[i];
    text += fmt::format("{}{}", text.empty() ? "" : "x", settings.before[i]);
  }
  if (symmetric && std::ranges::all_of(settings.before, [](auto pad) { return pad == 0; })) {
    return "valid";
  }
  if (symmetric) return text;
  return same ? "same" : "";
}

template <int Axes>
nn::Layer conv_layer(const WindowSettings& settings, const std::string& padding,
                     std::int64_t groups, std::int64_t filters, const Following& next) {
  return nn::Conv<Axes>{.filters = filters,
                        .kernel_size = settings.window,
                        .strides = settings.strides,
                        .padding = padding,
                        .dilation = settings.dilations,
                        .groups = groups,
                        .activation = next.activation,
                        .use_bias = next.bias.has_value()};
}

void add_conv(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Tensor& kernel = maker.constant(node.inputs[1]);
  const Shape row = maker.row_shape(node.inputs[0]);
  const int axes = row.rank() - 1;
  if (axes < 1 || axes > 2) throw Error("it has no layer for so many axes");
  const WindowSettings settings = window_settings(
      call, row.prepended(1), Extents(kernel.shape().begin() + 2, kernel.shape().end()));
  const std::int64_t filters = kernel.shape()[0];
  std::optional<Tensor> bias;
  if (call.has(2)) bias = maker.constant(node.inputs[2]);
  const Following next = following(maker, node.outputs[0], bias, filters, axes, false);
  std::string padding = padding_of(settings, row);
  nn::Symbol x = maker.symbol(node.inputs[0]);
  if (padding.empty()) {
    padding = "valid";
    x = maker.chain(x, {margins(settings.before, settings.after)});
  }
  const std::int64_t groups = call.integer("group", 1);
  const nn::Layer layer = axes == 1 ? conv_layer<1>(settings, padding, groups, filters, next)
                                    : conv_layer<2>(settings, padding, groups, filters, next);
  const std::string name = maker.layer_name(layer.kind());
  maker.set(next.output, maker.call(layer, name, {x}));
  maker.weight(name, "kernel", kernel);
  if (next.bias) maker.weight(name, "bias", *next.bias);
}

template <int Axes>
nn::Layer conv_transpose_layer(const WindowSettings& settings, std::int64_t groups,
                               std::int64_t filters, bool bias) {
  return nn::ConvTranspose<Axes>{.filters = filters,
                                 .kernel_size = settings.window,
                                 .strides = settings.strides,
                                 .padding = "0",
                                 .dilation = settings.dilations,
                                 .groups = groups,
                                 .use_bias = bias};
}

/// The whole of it, from which pads are cut off; pads that are not said go half to each side.
void add_conv_transpose(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Tensor& kernel = maker.constant(node.inputs[1]);
  const Shape row = maker.row_shape(node.inputs[0]);
  const Shape wanted = maker.row_shape(node.outputs[0]);
  const int axes = row.rank() - 1;
  if (axes < 1 || axes > 2) throw Error("it has no layer for so many axes");
  const WindowSettings settings = window_settings(
      call, row.prepended(1), Extents(kernel.shape().begin() + 2, kernel.shape().end()));
  if (settings.automatic || call.has_attribute("output_shape")) {
    throw Error("its pads follow from the extents");
  }
  Extents cropping = settings.before;
  for (std::size_t i = 0; i < settings.window.size(); ++i) {
    const int axis = static_cast<int>(i) + 1;
    const std::int64_t full = (row[axis] - 1) * settings.strides[i] + reach_of(settings, i);
    cropping.push_back(full - settings.before[i] - wanted[axis]);
    if (cropping.back() < 0) throw Error("it gives elements that no window reaches");
  }
  const std::int64_t groups = call.integer("group", 1);
  const nn::Layer layer = axes == 1
                              ? conv_transpose_layer<1>(settings, groups, wanted[0], call.has(2))
                              : conv_transpose_layer<2>(settings, groups, wanted[0], call.has(2));
  const std::string name = maker.layer_name(layer.kind());
  nn::Symbol y = maker.call(layer, name, {maker.symbol(node.inputs[0])});
  if (std::ranges::any_of(cropping, [](std::int64_t cut) { return cut != 0; })) {
    y = maker.chain(y, {nn::Cropping{.cropping = cropping}});
  }
  maker.set(node.outputs[0], y);
  maker.weight(name, "kernel", kernel);
  if (call.has(2)) maker.weight(name, "bias", maker.constant(node.inputs[2]));
}

void add_batch_normalization(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  maker.row_shape(node.outputs[0]);
  const std::string name = maker.layer_name(nn::BatchNormalization::kind);
  const nn::BatchNormalization layer{.momentum = call.number("momentum", 0.9),
                                     .epsilon = call.number("epsilon", 1e-5)};
  maker.set(node.outputs[0], maker.call(layer, name, {maker.symbol(node.inputs[0])}));
  constexpr const char* kNames[] = {"gamma", "beta", "moving_mean", "moving_variance"};
  for (std::size_t i = 0; i < 4; ++i)
    maker.weight(name, kNames[i], maker.constant(node.inputs[i + 1]));
}

/// A table of vectors that rows of indices read.
void add_gather(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Tensor& table = maker.constant(node.inputs[0]);
  if (call.integer("axis", 0) != 0 || table.shape().rank() != 2 ||
      !is_integer(maker.type(node.inputs[1]))) {
    throw Error("it reads no rows of a table");
  }
  const std::string name = maker.layer_name(nn::Embedding::kind);
  const nn::Embedding layer{.input_dim = table.shape()[0], .output_dim = table.shape()[1]};
  maker.set(node.outputs[0], maker.call(layer, name, {maker.symbol(node.inputs[1])}));
  maker.weight(name, "embeddings", table);
}

}  // namespace

bool add_weighted_layer(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  if (node.op == "MatMul") {
    add_matmul(maker, node);
  } else if (node.op == "Gemm") {
    add_gemm(maker, node, call);
  } else if (node.op == "Conv") {
    add_conv(maker, node, call);
  } else if (node.op == "BatchNormalization") {
    add_batch_normalization(maker, node, call);
  } else if (node.op == "ConvTranspose") {
    add_conv_transpose(maker, node, call);
  } else if (node.op == "Gather" && maker.is_constant(node.inputs[0])) {
    add_gather(maker, node, call);
  } else {
    return false;
  }
  return true;
}

}  // namespace ganglion::io::onnx
