#include "ganglion/nn/layers/add.h"

#include "ganglion/graph/settings.h"
#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Add::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return join_elementwise(builder, inputs, ops::add);
}

Attributes Add::config() const {
  return {};
}

Add Add::from_config(const Attributes& config) {
  merged(kind, {}, config);  // refuses any setting
  return {};
}

Symbol Add::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

Symbol Add::operator()(const Symbol& a, const Symbol& b) const {
  return Layer(*this)({a, b});
}

}  // namespace ganglion::nn
