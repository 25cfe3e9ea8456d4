#include "ganglion/nn/layers/add.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Add::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return join_elementwise(builder, inputs, ops::add);
}

Symbol Add::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

Symbol Add::operator()(const Symbol& a, const Symbol& b) const {
  return Layer(*this)({a, b});
}

}  // namespace ganglion::nn
