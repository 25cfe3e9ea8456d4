#include <algorithm>
#include <cmath>
#include <numbers>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/layer_normalization.h"
#include "ganglion/nn/layers/rescaling.h"

/// Layers that exporters take apart into nodes that are no layers by themselves.
namespace ganglion::io::onnx {

std::optional<WithNumber> with_number(const NetworkMaker& maker, const StoredNode* node,
                                      std::string_view op) {
  if (node == nullptr || node->op != op || node->inputs.size() != 2) return std::nullopt;
  for (const std::size_t fixed : {1, 0}) {
    if (fixed == 0 && (op == "Div" || op == "Pow")) break;
    if (!maker.is_constant(node->inputs[fixed])) continue;
    const Tensor& tensor = maker.constant(node->inputs[fixed]);
    if (tensor.size() != 1) return std::nullopt;
    return WithNumber{node->inputs[1 - fixed], tensor.cast(DType::f64).values<double>()[0]};
  }
  return std::nullopt;
}

namespace {

/// A value as another one times a number; itself times 1 where it isn't that.
WithNumber as_multiple(const NetworkMaker& maker, const std::string& name) {
  const StoredNode* made = maker.producer(name);
  if (const auto product = with_number(maker, made, "Mul")) return *product;
  if (const auto quotient = with_number(maker, made, "Div")) {
    return {quotient->other, 1.0 / quotient->number};
  }
  return {name, 1.0};
}

bool is_near(double a, double b) {
  return std::fabs(a - b) < 1e-5 * std::fabs(b);
}

/// c x (1 + erf(x / sqrt(2))) = 2 c gelu(x), seen from its Erf. The number c may be with x, or with
/// what x is multiplied by.
bool add_gelu_in_parts(NetworkMaker& maker, const StoredNode& node) {
  if (node.op != "Erf") return false;
  const WithNumber inner = as_multiple(maker, node.inputs[0]);
  const StoredNode* sum = maker.reader(node.outputs[0]);
  const auto one = with_number(maker, sum, "Add");
  if (!one || one->number != 1.0 || !is_near(inner.number, 1.0 / std::numbers::sqrt2)) return false;
  const StoredNode* gate = sum;
  const StoredNode* product = maker.reader(sum->outputs[0]);
  double factor = 2.0;
  if (const auto scaled = with_number(maker, product, "Mul")) {
    gate = product;
    factor *= scaled->number;
    product = maker.reader(gate->outputs[0]);
  }
  if (product == nullptr || product->op != "Mul" || product->inputs.size() != 2) return false;
  const std::string& other = product->inputs[product->inputs[0] == gate->outputs[0] ? 1 : 0];
  if (maker.is_constant(other)) return false;
  if (other != inner.other) {
    const WithNumber outer = as_multiple(maker, other);
    if (outer.other != inner.other) return false;
    factor *= outer.number;
  }
  std::vector<nn::Layer> layers{nn::Activate{nn::Activation::gelu}};
  if (factor != 1.0) layers.emplace_back(nn::Rescaling{.scale = factor});
  maker.row_shape(product->outputs[0]);
  maker.set(product->outputs[0], maker.chain(maker.symbol(inner.other), layers));
  maker.absorb(*sum);
  maker.absorb(*gate);
  maker.absorb(*product);
  return true;
}

/// The value whose mean over the last axis a node takes.
std::optional<std::string> mean_of(const NetworkMaker& maker, const std::string& name) {
  const StoredNode* node = maker.producer(name);
  if (node == nullptr || node->op != "ReduceMean") return std::nullopt;
  const Shape from = maker.row_shape(node->inputs[0]);
  if (maker.row_shape(name) != from.with(-1, 1)) return std::nullopt;
  return node->inputs[0];
}

/// The value that a node squares.
std::optional<std::string> squared_by(const NetworkMaker& maker, const std::string& name) {
  const StoredNode* node = maker.producer(name);
  if (node == nullptr || node->inputs.size() != 2) return std::nullopt;
  if (node->op == "Mul" && node->inputs[0] == node->inputs[1]) return node->inputs[0];
  const auto power = with_number(maker, node, "Pow");
  return power && power->number == 2.0 ? std::optional(power->other) : std::nullopt;
}

/// (x - mean) / sqrt(mean of (x - mean)^2 + epsilon), seen from its quotient.
bool add_normalization_in_parts(NetworkMaker& maker, const StoredNode& node) {
  if (node.op != "Div") return false;
  const StoredNode* difference = maker.producer(node.inputs[0]);
  const StoredNode* root = maker.producer(node.inputs[1]);
  if (difference == nullptr || difference->op != "Sub" || root == nullptr || root->op != "Sqrt") {
    return false;
  }
  const auto sum = with_number(maker, maker.producer(root->inputs[0]), "Add");
  const auto centre = mean_of(maker, difference->inputs[1]);
  if (!sum || !centre || *centre != difference->inputs[0]) return false;
  const auto squares = mean_of(maker, sum->other);
  const auto squared = squares ? squared_by(maker, *squares) : std::nullopt;
  const StoredNode* again = squared ? maker.producer(*squared) : nullptr;
  if (again == nullptr || again->op != "Sub" || again->inputs != difference->inputs) return false;
  const nn::LayerNormalization layer{.epsilon = sum->number, .center = false, .scale = false};
  maker.set(node.outputs[0], maker.chain(maker.symbol(*centre), {layer}));
  return true;
}

/// x / (1 + |x|), seen from its quotient.
bool add_softsign_in_parts(NetworkMaker& maker, const StoredNode& node) {
  if (node.op != "Div") return false;
  const auto sum = with_number(maker, maker.producer(node.inputs[1]), "Add");
  const StoredNode* magnitude = sum ? maker.producer(sum->other) : nullptr;
  if (magnitude == nullptr || magnitude->op != "Abs" || sum->number != 1.0 ||
      magnitude->inputs[0] != node.inputs[0]) {
    return false;
  }
  maker.row_shape(node.outputs[0]);
  maker.set(node.outputs[0],
            maker.chain(maker.symbol(node.inputs[0]), {nn::Activate{nn::Activation::softsign}}));
  return true;
}

}  // namespace

bool add_pattern(NetworkMaker& maker, const StoredNode& node) {
  if (!node.domain.empty() || node.inputs.empty()) return false;
  return add_gelu_in_parts(maker, node) || add_normalization_in_parts(maker, node) ||
         add_softsign_in_parts(maker, node);
}

}  // namespace ganglion::io::onnx
