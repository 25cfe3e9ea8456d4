#include "ganglion/nn/layers/multiply.h"

#include "ganglion/graph/settings.h"
#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Multiply::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return join_elementwise(builder, inputs, ops::mul);
}

Attributes Multiply::config() const {
  return {};
}

Multiply Multiply::from_config(const Attributes& config) {
  merged(kind, {}, config);  // refuses any setting
  return {};
}

Symbol Multiply::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

Symbol Multiply::operator()(const Symbol& a, const Symbol& b) const {
  return Layer(*this)({a, b});
}

}  // namespace ganglion::nn
