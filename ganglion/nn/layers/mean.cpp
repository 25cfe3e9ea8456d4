#include "ganglion/nn/layers/mean.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Mean::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  const Value sum = join_elementwise(builder, inputs, ops::add);
  return sum * (1.0 / static_cast<double>(inputs.size()));
}

Symbol Mean::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

}  // namespace ganglion::nn
