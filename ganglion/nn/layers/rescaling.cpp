#include "ganglion/nn/layers/rescaling.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Rescaling::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 1, "[None, …]");
  const Value scaled = scale == 1.0 ? x : x * scale;
  return offset == 0.0 ? scaled : scaled + offset;
}

Symbol Rescaling::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
