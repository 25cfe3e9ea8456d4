#include "ganglion/kernels/activation.h"

#include <array>

#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels {
namespace {

constexpr std::array kActivations = {&ops::kRelu, &ops::kLeakyRelu, &ops::kElu, &ops::kTanh,
                                     &ops::kSigmoid};

}  // namespace

std::optional<Activation> Activation::of(const Node& node) {
  Activation result;
  if (!node.attributes.has("activation")) return result;
  const std::string& name = node.attributes.text("activation");
  if (name == "linear") return result;
  for (const OpDef* known : kActivations) {
    if (known->name != name) continue;
    result.loop_ = simd::find_loop(*known, 0);
    result.parameter_ = static_cast<float>(node.attributes.number("parameter"));
    return result;
  }
  return std::nullopt;
}

}  // namespace ganglion::kernels
