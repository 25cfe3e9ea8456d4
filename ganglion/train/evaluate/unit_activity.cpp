#include "ganglion/train/evaluate/unit_activity.h"

#include <cmath>
#include <optional>

#include "ganglion/graph/nodes_between.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::train {
namespace {

using nn::Activation;

/// What is as good as 0 where 0 itself is never reached.
constexpr float kNearZero = 1e-4F;

/// Whether the slope is 0 there, or next to it.
bool is_flat(Activation activation, float value) {
  switch (activation) {
    case Activation::relu:
      return value <= 0.0F;
    case Activation::softplus:
      return value < kNearZero;
    case Activation::gelu:
    case Activation::silu:
      return std::abs(value) < kNearZero;
    case Activation::sigmoid:
      return value < 0.01F || value > 0.99F;
    case Activation::tanh:
      return std::abs(value) > 0.98F;
    case Activation::elu:
      return value < -0.99F;
    default:
      return false;
  }
}

std::optional<Activation> op_activation(const Node& node) {
  if (node.op == &ops::kRelu) return Activation::relu;
  if (node.op == &ops::kSigmoid) return Activation::sigmoid;
  if (node.op == &ops::kTanh) return Activation::tanh;
  if (node.op == &ops::kElu) return Activation::elu;
  if (node.op == &ops::kSoftplus) return Activation::softplus;
  return std::nullopt;
}

}  // namespace

bool can_die(Activation activation) {
  return activation == Activation::relu || activation == Activation::gelu ||
         activation == Activation::silu || activation == Activation::softplus;
}

bool can_saturate(Activation activation) {
  return activation == Activation::sigmoid || activation == Activation::tanh ||
         activation == Activation::elu;
}

std::vector<ActivationSite> activation_sites(const nn::Layer& layer, Value output,
                                             std::span<const Value> inputs) {
  if (const auto declared = layer.activation()) {
    if (!can_die(*declared) && !can_saturate(*declared)) return {};
    return {{*declared, output}};
  }
  std::vector<ActivationSite> sites;
  for (const int id : nodes_between(output, inputs)) {
    const Node& node = output.graph->node(id);
    if (const auto activation = op_activation(node)) sites.push_back({*activation, node.output()});
  }
  return sites;
}

UnitActivity unit_activity(Activation activation, const Tensor& outputs, int unit_axis) {
  const Shape& shape = outputs.shape();
  const int axis = unit_axis < 0 ? shape.rank() + unit_axis : unit_axis;
  std::size_t places = 1;  // of one unit, behind its axis
  for (int i = axis + 1; i < shape.rank(); ++i) places *= static_cast<std::size_t>(shape[i]);
  const auto values = outputs.values<float>();
  const auto units = static_cast<std::size_t>(shape[axis]);
  std::vector<bool> lively(units, false);
  std::size_t flat = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (is_flat(activation, values[i])) {
      ++flat;
    } else {
      lively[i / places % units] = true;
    }
  }
  UnitActivity result{.units = shape[axis],
                      .flat_share = static_cast<double>(flat) / static_cast<double>(values.size())};
  for (std::size_t i = 0; i < units; ++i) {
    if (!lively[i]) result.flat.push_back(static_cast<std::int64_t>(i));
  }
  return result;
}

}  // namespace ganglion::train
