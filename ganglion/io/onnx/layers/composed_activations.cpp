#include <cmath>
#include <numbers>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/io/row_layers.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/extremes.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/relu.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/subtract.h"

/// Activations that no layer computes, but a few layers together do.
namespace ganglion::io::onnx {
namespace {

using Layers = std::vector<nn::Layer>;

nn::Symbol multiplied(NetworkMaker& maker, const nn::Symbol& a, const nn::Symbol& b) {
  return maker.call(nn::Multiply{}, maker.layer_name(nn::Multiply::kind), {a, b});
}

/// What x is clipped to; from the largest f32 on a limit is none.
struct Limits {
  double least = -HUGE_VAL;
  double most = HUGE_VAL;

  bool has_least() const { return least > -3e38; }
  bool has_most() const { return most < 3e38; }
};

/// Limits on one side of 0: most - min(max(most - x, 0), most - least), or
/// least + min(max(x - least, 0), most - least).
Layers clipped_on_one_side(const Limits& limits) {
  const double width =
      limits.has_least() && limits.has_most() ? limits.most - limits.least : 0.0;  // 0: no limit
  const nn::ReLU relu{.max_value = width};
  if (limits.least == 0.0) return {relu};
  if (limits.least > 0.0) {
    return {nn::Rescaling{.offset = -limits.least}, relu, nn::Rescaling{.offset = limits.least}};
  }
  const nn::Rescaling turned{.scale = -1.0, .offset = limits.most};
  return {turned, relu, turned};
}

/// Around 0 the same would cancel digits of small numbers: there it is
/// min(max(x, 0), most) - min(max(-x, 0), -least).
nn::Symbol clipped(NetworkMaker& maker, const nn::Symbol& x, const Limits& limits) {
  if (limits.most <= limits.least) throw Error("it clips to one number");
  if (!limits.has_least() && !limits.has_most()) return maker.chain(x, {});
  if (limits.least >= 0.0 || limits.most <= 0.0) {
    return maker.chain(x, clipped_on_one_side(limits));
  }
  const nn::Symbol above =
      maker.chain(x, {nn::ReLU{.max_value = limits.has_most() ? limits.most : 0.0}});
  const nn::Symbol below =
      maker.chain(x, {nn::Rescaling{.scale = -1.0},
                      nn::ReLU{.max_value = limits.has_least() ? -limits.least : 0.0}});
  return maker.call(nn::Subtract{}, maker.layer_name(nn::Subtract::kind), {above, below});
}

Limits clip_limits(const Call& call) {
  const bool inputs = call.opset() >= 11;
  const auto bound = [&](int input, const char* name, double otherwise) {
    if (!inputs) return call.number(name, otherwise);
    return call.has(input) ? call.number(input, name) : otherwise;
  };
  return {bound(1, "min", -HUGE_VAL), bound(2, "max", HUGE_VAL)};
}

Layers hard_sigmoid_layers(double slope, double offset) {
  return {nn::Rescaling{.scale = slope, .offset = offset}, nn::ReLU{.max_value = 1.0}};
}

Layers selu_layers(const Call& call) {
  const double alpha = call.number("alpha", 1.6732632423543772);
  const double gamma = call.number("gamma", 1.0507009873554805);
  return {nn::ELU{alpha}, nn::Rescaling{.scale = gamma}};
}

/// alpha elu(x / alpha)
Layers celu_layers(const Call& call) {
  const double alpha = call.number("alpha", 1.0);
  if (alpha <= 0.0) throw Error("alpha must lie above 0");
  return {nn::Rescaling{.scale = 1.0 / alpha}, nn::ELU{}, nn::Rescaling{.scale = alpha}};
}

/// Max or Min with one number.
nn::Symbol limited(NetworkMaker& maker, const StoredNode& node, const WithNumber& limit) {
  const nn::Symbol& x = maker.symbol(limit.other);
  if (node.op == "Max") return clipped(maker, x, {.least = limit.number});
  const StoredNode* before = maker.producer(limit.other);
  const bool from_0 = before != nullptr && before->op == "Relu";
  if (from_0 && limit.number > 0.0) return maker.chain(x, {nn::ReLU{.max_value = limit.number}});
  return clipped(maker, x, {.most = limit.number});
}

/// What a node does to its only input, one layer behind the other; empty for other ops.
Layers layers_of(const StoredNode& node, const Call& call) {
  if (node.op == "Neg") return {nn::Rescaling{.scale = -1.0}};
  if (node.op == "Selu") return selu_layers(call);
  if (node.op == "Celu") return celu_layers(call);
  if (node.op == "HardSigmoid") {
    return hard_sigmoid_layers(call.number("alpha", 0.2), call.number("beta", 0.5));
  }
  if (node.op == "ThresholdedRelu") return {nn::ReLU{.threshold = call.number("alpha", 1.0)}};
  return {};
}

/// x sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3))
nn::Symbol tanh_gelu(NetworkMaker& maker, const nn::Symbol& x) {
  const double factor = 2.0 * std::sqrt(2.0 / std::numbers::pi);
  const nn::Symbol slope = maker.chain(
      multiplied(maker, x, x), {nn::Rescaling{.scale = factor * 0.044715, .offset = factor}});
  const nn::Symbol gate =
      maker.chain(multiplied(maker, x, slope), {nn::Activate{nn::Activation::sigmoid}});
  return multiplied(maker, x, gate);
}

/// f(x) - f(-x), where f is 0 below `threshold`, and x - bias above it.
nn::Symbol shrunk(NetworkMaker& maker, const nn::Symbol& x, const Call& call) {
  const double threshold = call.number("lambd", 0.5);
  const double bias = call.number("bias", 0.0);
  if (threshold < 0.0 || (bias != 0.0 && bias != threshold)) {
    throw Error("its bias is neither 0 nor its lambd");
  }
  const auto branch = [&](double sign) {
    return maker.chain(
        x, bias == 0.0 ? Layers{nn::Rescaling{.scale = sign}, nn::ReLU{.threshold = threshold}}
                       : Layers{nn::Rescaling{.scale = sign, .offset = -bias}, nn::ReLU{}});
  };
  const nn::Symbol above = branch(1.0);
  return maker.call(nn::Subtract{}, maker.layer_name(nn::Subtract::kind), {above, branch(-1.0)});
}

/// What a node does to its input by way of a second branch; none for other ops.
std::optional<nn::Symbol> gated(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const nn::Symbol& x = maker.symbol(node.inputs[0]);
  if (node.op == "Abs") {
    const nn::Symbol other = maker.chain(x, {nn::Rescaling{.scale = -1.0}});
    return maker.call(nn::Maximum{}, maker.layer_name(nn::Maximum::kind), {x, other});
  }
  if (node.op == "Shrink") return shrunk(maker, x, call);
  if (node.op == "Gelu" && call.text("approximate", "none") == "tanh") return tanh_gelu(maker, x);
  if (node.op == "Swish") {
    const Layers gate{nn::Rescaling{.scale = call.number("alpha", 1.0)},
                      nn::Activate{nn::Activation::sigmoid}};
    return multiplied(maker, x, maker.chain(x, gate));
  }
  return std::nullopt;
}

/// Max or Min with one number; false for those of several values.
bool add_limit(NetworkMaker& maker, const StoredNode& node) {
  const std::optional<WithNumber> limit = with_number(maker, &node, node.op);
  if (!limit || maker.row_shape(limit->other) != maker.row_shape(node.outputs[0])) return false;
  maker.set(node.outputs[0], limited(maker, node, *limit));
  return true;
}

/// Slopes by channel, or any that broadcast to a row.
void add_prelu(NetworkMaker& maker, const StoredNode& node) {
  const Shape row = maker.row_shape(node.inputs[0]);
  const Tensor& slopes = maker.constant(node.inputs[1]);
  std::vector<std::int64_t> dims(static_cast<std::size_t>(row.rank()), 1);
  nn::PReLU layer;
  for (int i = 0; i < row.rank(); ++i) {
    const int from = slopes.shape().rank() - row.rank() + i;
    if (from >= 0) dims[static_cast<std::size_t>(i)] = slopes.shape()[from];
    if (dims[static_cast<std::size_t>(i)] == 1 && row[i] != 1) layer.shared_axes.push_back(i + 1);
  }
  const Shape shape{std::span<const std::int64_t>(dims)};
  if (shape.size() != slopes.size()) throw Error("its slopes differ by row");
  const std::string name = maker.layer_name(nn::PReLU::kind);
  maker.set(node.outputs[0], maker.call(layer, name, {maker.symbol(node.inputs[0])}));
  maker.weight(name, "alpha", slopes.reshaped(shape));
}

/// Softmax, or its logarithm, over another axis than the last.
void add_softmax(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  const int rank = maker.row_shape(node.inputs[0]).rank();
  std::int64_t axis = call.integer("axis", call.opset() < 13 ? 1 : -1);
  if (axis < 0) axis += rank + 1;
  if (axis < 1 || axis > rank) throw Error("it is over the batch");
  if (call.opset() < 13) throw Error("it is over several axes");
  const Shape row = maker.row_shape(node.inputs[0]);
  const nn::Activation softmax =
      node.op == "Softmax" ? nn::Activation::softmax : nn::Activation::log_softmax;
  maker.set(node.outputs[0],
            maker.chain(maker.symbol(node.inputs[0]),
                        layers_over_axis(softmax, row, static_cast<int>(axis) - 1)));
}

}  // namespace

bool add_composed_activation(NetworkMaker& maker, const StoredNode& node, const Call& call) {
  if (!node.domain.empty() || node.inputs.empty()) return false;
  if (node.op == "Max" || node.op == "Min") return add_limit(maker, node);
  if (maker.is_constant(node.inputs[0])) return false;
  if (node.op == "PRelu") {
    add_prelu(maker, node);
    return true;
  }
  if (node.op == "Softmax" || node.op == "LogSoftmax") {
    add_softmax(maker, node, call);
    return true;
  }
  if (node.op == "Clip") {
    maker.row_shape(node.outputs[0]);
    maker.set(node.outputs[0], clipped(maker, maker.symbol(node.inputs[0]), clip_limits(call)));
    return true;
  }
  const Layers layers = layers_of(node, call);
  if (layers.empty()) {
    const std::optional<nn::Symbol> made = gated(maker, node, call);
    if (made) maker.set(node.outputs[0], *made);
    return made.has_value();
  }
  maker.row_shape(node.outputs[0]);
  maker.set(node.outputs[0], maker.chain(maker.symbol(node.inputs[0]), layers));
  return true;
}

}  // namespace ganglion::io::onnx
