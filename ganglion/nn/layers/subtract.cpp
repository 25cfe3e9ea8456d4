#include "ganglion/nn/layers/subtract.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Subtract::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  if (inputs.size() > 2) builder.refuse("takes two inputs, got " + shapes_text(inputs));
  return join_elementwise(builder, inputs, ops::sub);
}

Symbol Subtract::operator()(const Symbol& a, const Symbol& b) const {
  return Layer(*this)({a, b});
}

}  // namespace ganglion::nn
