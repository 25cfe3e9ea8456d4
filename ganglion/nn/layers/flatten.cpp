#include "ganglion/nn/layers/flatten.h"

#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Flatten::build(GraphBuilder&, Value x) const {
  return ops::reshape(x, {x.shape()[0], x.shape().without(0).size()});
}

Symbol Flatten::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
