#include "ganglion/nn/layers/flatten.h"

#include "ganglion/graph/settings.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Flatten::build(GraphBuilder&, Value x) const {
  return ops::reshape(x, {x.shape()[0], x.shape().without(0).size()});
}

Attributes Flatten::config() const {
  return {};
}

Flatten Flatten::from_config(const Attributes& config) {
  merged(kind, {}, config);  // refuses any setting
  return {};
}

Symbol Flatten::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
