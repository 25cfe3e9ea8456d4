#include "ganglion/nn/layers/activate.h"

namespace ganglion::nn {

Value Activate::build(GraphBuilder& builder, Value x) const {
  if (activation == Activation::softmax && x.shape().rank() < 2) {
    builder.refuse("softmax needs an input [None, …, classes], got " + batch_shape_text(x.shape()) +
                   "; it would mix the examples");
  }
  return apply(activation, x);
}

Symbol Activate::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
