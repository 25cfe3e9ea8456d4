#include "ganglion/nn/layers/extremes.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Maximum::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return join_elementwise(builder, inputs, ops::maximum);
}

Symbol Maximum::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

Value Minimum::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return join_elementwise(builder, inputs, ops::minimum);
}

Symbol Minimum::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

}  // namespace ganglion::nn
