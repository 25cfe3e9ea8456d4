#include "ganglion/nn/layers/multiply.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Multiply::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return join_elementwise(builder, inputs, ops::mul);
}

Symbol Multiply::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

Symbol Multiply::operator()(const Symbol& a, const Symbol& b) const {
  return Layer(*this)({a, b});
}

}  // namespace ganglion::nn
