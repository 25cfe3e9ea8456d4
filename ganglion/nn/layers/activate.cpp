#include "ganglion/nn/layers/activate.h"

#include "ganglion/graph/settings.h"

namespace ganglion::nn {

Value Activate::build(GraphBuilder& builder, Value x) const {
  if (activation == Activation::softmax && x.shape().rank() < 2) {
    builder.refuse("softmax needs an input [None, …, classes], got " + batch_shape_text(x.shape()) +
                   "; it would mix the examples");
  }
  return apply(activation, x);
}

Attributes Activate::config() const {
  return {{"activation", std::string(name_of(activation))}};
}

Activate Activate::from_config(const Attributes& config) {
  const Attributes all = merged(kind, Activate{}.config(), config);
  return {activation_of(all.text("activation"))};
}

Symbol Activate::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
