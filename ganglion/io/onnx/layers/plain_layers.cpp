#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/io/onnx/ops/windows.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/add.h"
#include "ganglion/nn/layers/concatenate.h"
#include "ganglion/nn/layers/dropout.h"
#include "ganglion/nn/layers/extremes.h"
#include "ganglion/nn/layers/flatten.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/layers/pooling.h"
#include "ganglion/nn/layers/relu.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/reshape.h"
#include "ganglion/nn/layers/subtract.h"

namespace ganglion::io::onnx {
namespace {

/// A layer without weights, for the first input or all of them.
void add_plain(NetworkMaker& maker, const StoredNode& node, const nn::Layer& layer, bool all) {
  std::vector<nn::Symbol> inputs;
  for (std::size_t i = 0; i < (all ? node.inputs.size() : 1); ++i) {
    inputs.push_back(maker.symbol(node.inputs[i]));
  }
  maker.row_shape(node.outputs[0]);
  maker.set(node.outputs[0], maker.call(layer, maker.layer_name(layer.kind()), std::move(inputs)));
}

/// Sums and products of values, of extents that are equal or 1.
void add_elementwise(NetworkMaker& maker, const StoredNode& node, const nn::Layer& layer) {
  for (const std::string& input : node.inputs) {
    if (maker.row_shape(input).rank() != maker.row_shape(node.outputs[0]).rank()) {
      throw Error("its inputs are of different shapes");
    }
  }
  if (node.inputs.size() == 1) return maker.set(node.outputs[0], maker.symbol(node.inputs[0]));
  add_plain(maker, node, layer, true);
}

/// Sums and products with one fixed number: scale x + offset.
bool add_rescaling(NetworkMaker& maker, const StoredNode& node) {
  if (node.inputs.size() != 2) return false;
  const bool first = maker.is_constant(node.inputs[0]);
  const std::string& fixed = node.inputs[first ? 0 : 1];
  if (!maker.is_constant(fixed) || maker.constant(fixed).size() != 1) return false;
  if (maker.constant(fixed).dtype() != DType::f32) return false;
  const double number = maker.constant(fixed).values<float>()[0];
  nn::Rescaling layer;
  if (node.op == "Add") layer = {.scale = 1.0, .offset = number};
  if (node.op == "Mul") layer = {.scale = number, .offset = 0.0};
  if (node.op == "Div" && (first || number == 0.0)) return false;
  if (node.op == "Div") layer = {.scale = 1.0 / number, .offset = 0.0};
  if (node.op == "Sub" && first) layer = {.scale = -1.0, .offset = number};
  if (node.op == "Sub" && !first) layer = {.scale = 1.0, .offset = -number};
  const std::string& read = node.inputs[first ? 1 : 0];
  if (maker.row_shape(read) != maker.row_shape(node.outputs[0])) return false;
  maker.set(node.outputs[0],
            maker.call(layer, maker.layer_name(nn::Rescaling::kind), {maker.symbol(read)}));
  return true;
}

/// Ops of two values or more, element by element. False for others.
bool add_arithmetic(NetworkMaker& maker, const StoredNode& node) {
  const bool may_scale =
      node.op == "Add" || node.op == "Mul" || node.op == "Sub" || node.op == "Div";
  if (may_scale && add_rescaling(maker, node)) return true;
  if (std::ranges::any_of(node.inputs,
                          [&](const std::string& input) { return maker.is_constant(input); })) {
    return false;
  }
  if (node.op == "Add" || node.op == "Sum") {
    add_elementwise(maker, node, nn::Add{});
  } else if (node.op == "Mul") {
    add_elementwise(maker, node, nn::Multiply{});
  } else if (node.op == "Sub") {
    add_elementwise(maker, node, nn::Subtract{});
  } else if (node.op == "Max") {
    add_elementwise(maker, node, nn::Maximum{});
  } else if (node.op == "Min") {
    add_elementwise(maker, node, nn::Minimum{});
  } else {
    return false;
  }
  return true;
}

/// What keeps all elements of a row in their order.
void add_reshape(NetworkMaker& maker, const StoredNode& node) {
  const Shape from = maker.row_shape(node.inputs[0]);
  const Shape to = maker.row_shape(node.outputs[0]);
  if (from == to) return maker.set(node.outputs[0], maker.symbol(node.inputs[0]));
  if (to.rank() == 1) return add_plain(maker, node, nn::Flatten{}, false);
  add_plain(maker, node, nn::Reshape{.target = {to.begin(), to.end()}}, false);
}

void add_transpose(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  std::vector<std::int64_t> order = call.integers("perm");
  if (order.empty() || order.front() != 0) throw Error("it moves the axis of the batch");
  order.erase(order.begin());
  add_plain(maker, node, nn::Permute{.dims = order}, false);
}

void add_concat(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const int rank = maker.row_shape(node.outputs[0]).rank() + 1;
  std::int64_t axis = call.integer("axis", 1);
  if (axis < 0) axis += rank;
  if (axis == 0) throw Error("it concatenates along the batch");
  if (node.inputs.size() == 1) return maker.set(node.outputs[0], maker.symbol(node.inputs[0]));
  add_plain(maker, node, nn::Concatenate{.axis = axis}, true);
}

/// Symmetric pads as a layer's setting.
std::string pool_padding(const WindowSettings& settings) {
  std::string text;
  bool none = true;
  for (std::size_t i = 0; i < settings.before.size(); ++i) {
    if (settings.before[i] != settings.after[i]) throw Error("its pads differ on both sides");
    none = none && settings.before[i] == 0;
    text += fmt::format("{}{}", text.empty() ? "" : "x", settings.before[i]);
  }
  return none ? "valid" : text;
}

void add_pooling(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const WindowSettings settings = window_settings(call, row.prepended(1), {});
  const bool same = settings.automatic && call.text("auto_pad", "") == "SAME_UPPER";
  const bool counts = node.op == "AveragePool" && call.flag("count_include_pad", false);
  const std::string padding = same ? "same" : counts ? "valid" : pool_padding(settings);
  if (call.flag("ceil_mode", false)) {
    for (std::size_t i = 0; i < settings.window.size(); ++i) {
      const std::int64_t steps = row[static_cast<int>(i) + 1] + settings.before[i] +
                                 settings.after[i] - settings.window[i];
      if (steps % settings.strides[i] != 0) throw Error("its last window reaches over the end");
    }
  }
  const auto is_zero = [](std::int64_t pad) { return pad == 0; };
  const bool none =
      std::ranges::all_of(settings.before, is_zero) && std::ranges::all_of(settings.after, is_zero);
  if (node.op == "MaxPool") {
    return add_plain(
        maker, node,
        nn::MaxPooling{
            .pool_size = settings.window, .strides = settings.strides, .padding = padding},
        false);
  }
  std::vector<nn::Layer> layers;
  if (counts && !none) layers.push_back(margins(settings.before, settings.after));
  layers.emplace_back(nn::AveragePooling{.pool_size = settings.window,
                                         .strides = settings.strides,
                                         .padding = counts ? "valid" : padding});
  maker.set(node.outputs[0], maker.chain(maker.symbol(node.inputs[0]), layers));
}

/// The layers give [channels], the ops [channels, 1, 1].
void add_global_pooling(NetworkMaker& maker, const StoredNode& node) {
  const nn::Layer layer = node.op == "GlobalMaxPool" ? nn::Layer(nn::GlobalMaxPooling{})
                                                     : nn::Layer(nn::GlobalAveragePooling{});
  const Shape to = maker.row_shape(node.outputs[0]);
  const nn::Symbol pooled =
      maker.call(layer, maker.layer_name(layer.kind()), {maker.symbol(node.inputs[0])});
  const nn::Reshape shaped{.target = {to.begin(), to.end()}};
  maker.set(node.outputs[0], maker.call(shaped, maker.layer_name(nn::Reshape::kind), {pooled}));
}

/// A dropout of inference, which training switches on.
void add_dropout(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  double rate = call.number("ratio", 0.5);
  if (call.has(1)) rate = call.number(1, "ratio");
  if (rate <= 0.0 || rate >= 1.0) return maker.set(node.outputs[0], maker.symbol(node.inputs[0]));
  add_plain(maker, node, nn::Dropout{.rate = rate}, false);
}

/// A softmax that is over the last axis.
bool is_last_softmax(const NetworkMaker& maker, const StoredNode& node) {
  const int rank = maker.row_shape(node.inputs[0]).rank() + 1;
  std::int64_t axis = maker.opset() < 13 ? 1 : -1;
  for (const StoredAttribute& attribute : node.attributes) {
    if (attribute.name == "axis") axis = attribute.integer;
  }
  return axis == -1 || axis == rank - 1;
}

bool has_number(const StoredNode& node, std::string_view name, float wanted, bool by_default) {
  for (const StoredAttribute& attribute : node.attributes) {
    if (attribute.name == name) return attribute.number == wanted;
  }
  return by_default;
}

/// Whether a Gelu is the one by way of tanh.
bool approximates(const StoredNode& node) {
  return std::ranges::any_of(node.attributes, [](const StoredAttribute& one) {
    return one.name == "approximate" && one.text != "none";
  });
}

/// Whether a Cast gives floats on, or makes indices of numbers, which an embedding does itself;
/// what else reads those is seen when both are run.
bool keeps_indices(const NetworkMaker& maker, const StoredNode& node) {
  const ElementType from = maker.type(node.inputs[0]);
  const ElementType to = maker.type(node.outputs[0]);
  return (from == ElementType::f32 && to == ElementType::f32) ||
         (is_integer(to) && (is_integer(from) || from == ElementType::f32));
}

/// Ops that only give on what they get, or move it about within a row.
bool add_shape_layer(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  static const std::vector<std::string_view> kReshapes{"Flatten", "Reshape", "Squeeze",
                                                       "Unsqueeze"};
  const bool passes = node.op == "Identity" || (node.op == "Cast" && keeps_indices(maker, node));
  if (passes) {
    maker.set(node.outputs[0], maker.symbol(node.inputs[0]));
  } else if (std::ranges::find(kReshapes, node.op) != kReshapes.end()) {
    add_reshape(maker, node);
  } else if (node.op == "Transpose") {
    add_transpose(maker, node, call);
  } else if (node.op == "Concat") {
    add_concat(maker, node, call);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<nn::Activation> activation_of(const NetworkMaker& maker, const StoredNode& node) {
  static const std::map<std::string_view, nn::Activation> kSame{
      {"Relu", nn::Activation::relu},         {"Sigmoid", nn::Activation::sigmoid},
      {"Tanh", nn::Activation::tanh},         {"Softplus", nn::Activation::softplus},
      {"Softsign", nn::Activation::softsign}, {"Exp", nn::Activation::exponential},
      {"Mish", nn::Activation::mish},         {"HardSwish", nn::Activation::hard_silu}};
  if (!node.domain.empty() || node.inputs.empty()) return std::nullopt;
  const auto found = kSame.find(node.op);
  if (found != kSame.end()) return found->second;
  if (node.op == "Softmax" && is_last_softmax(maker, node)) return nn::Activation::softmax;
  if (node.op == "LogSoftmax" && is_last_softmax(maker, node)) return nn::Activation::log_softmax;
  if (node.op == "HardSigmoid" && has_number(node, "alpha", 1.0F / 6.0F, false) &&
      has_number(node, "beta", 0.5F, true)) {
    return nn::Activation::hard_sigmoid;
  }
  if (node.op == "Elu" && has_number(node, "alpha", 1.0F, true)) return nn::Activation::elu;
  if (node.op == "Swish" && has_number(node, "alpha", 1.0F, true)) return nn::Activation::silu;
  if (node.op == "LeakyRelu" && has_number(node, "alpha", 0.2F, false)) {
    return nn::Activation::leaky_relu;
  }
  if (node.op == "Gelu" && !approximates(node)) return nn::Activation::gelu;
  return std::nullopt;
}

bool add_plain_layer(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  if (add_shape_layer(maker, node, call) || add_arithmetic(maker, node)) return true;
  if (const std::optional<nn::Activation> activation = activation_of(maker, node)) {
    add_plain(maker, node, nn::Activate{.activation = *activation}, false);
  } else if (node.op == "LeakyRelu") {
    add_plain(maker, node, nn::ReLU{.negative_slope = call.number("alpha", 0.01)}, false);
  } else if (node.op == "Elu") {
    add_plain(maker, node, nn::ELU{.alpha = call.number("alpha", 1.0)}, false);
  } else if (node.op == "MaxPool" || node.op == "AveragePool") {
    add_pooling(maker, node, call);
  } else if (node.op == "GlobalMaxPool" || node.op == "GlobalAveragePool") {
    add_global_pooling(maker, node);
  } else if (node.op == "Dropout") {
    add_dropout(maker, node, call);
  } else {
    return false;
  }
  return true;
}

}  // namespace ganglion::io::onnx
