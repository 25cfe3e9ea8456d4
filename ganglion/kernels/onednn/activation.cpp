#include "ganglion/kernels/onednn/activation.h"

#include <array>
#include <string_view>

namespace ganglion::kernels::onednn {
namespace {

struct Named {
  std::string_view name;
  simd::Code code;
};

constexpr std::array kActivations = {Named{"relu", simd::Code::relu},
                                     Named{"leaky_relu", simd::Code::leaky_relu},
                                     Named{"elu", simd::Code::elu}, Named{"tanh", simd::Code::tanh},
                                     Named{"sigmoid", simd::Code::sigmoid}};

}  // namespace

std::optional<Activation> Activation::of(const Node& node) {
  Activation result;
  if (!node.attributes.has("activation")) return result;
  const std::string& name = node.attributes.text("activation");
  if (name == "linear") return result;
  for (const Named& known : kActivations) {
    if (known.name != name) continue;
    result.loop_ = simd::find_loop(known.code, 0);
    result.parameter_ = static_cast<float>(node.attributes.number("parameter"));
    return result;
  }
  return std::nullopt;
}

}  // namespace ganglion::kernels::onednn
