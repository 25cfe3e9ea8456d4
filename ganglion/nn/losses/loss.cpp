#include "ganglion/nn/losses/loss.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// The shape without trailing axes of extent 1, the batch kept.
Shape without_ones(Shape shape) {
  while (shape.rank() > 1 && shape[-1] == 1) shape = shape.without(-1);
  return shape;
}

}  // namespace

TensorType Loss::target_type(const TensorType& prediction) const {
  if (prediction.shape.rank() == 0) {
    throw Error(fmt::format("{}: predictions need a batch axis, they are one number", name()));
  }
  model_->check_shape(prediction.shape);
  return model_->target_type(prediction);
}

Value Loss::per_sample(Value prediction, Value target) const {
  const TensorType wanted = target_type(prediction.type());
  check_target(prediction.shape(), target.shape());
  if (target.type() != wanted) {
    throw Error(fmt::format("{}: predictions {} need targets {}, not {}; cast or reshape them",
                            name(), prediction.type().to_string(), wanted.to_string(),
                            target.type().to_string()));
  }
  const Value loss = model_->per_sample(prediction, target);
  if (loss.shape() != Shape{prediction.shape()[0]}) {
    throw Error(
        fmt::format("{}: per_sample gives {} for predictions {}; it must give one number "
                    "for each row",
                    name(), loss.shape().to_string(), prediction.shape().to_string()));
  }
  return loss;
}

void Loss::check_output(std::optional<Activation> activation, const Shape& prediction) const {
  target_type({DType::f32, prediction});
  if (activation) model_->check_output(*activation);
}

void Loss::check_target(const Shape& prediction, const Shape& target) const {
  const Shape wanted = target_type({DType::f32, prediction}).shape;
  if (without_ones(wanted) == without_ones(target)) return;
  throw Error(fmt::format("{}: predictions {} need targets {}, not {}; {}", name(),
                          prediction.to_string(), wanted.to_string(), target.to_string(),
                          model_->target_remedy(prediction, target)));
}

Value weighted_mean(Value per_sample, Value weights) {
  if (per_sample.shape().rank() != 1 || (weights && weights.shape() != per_sample.shape())) {
    throw Error(fmt::format(
        "weighted_mean: losses {} and weights {} must be one number for each row",
        per_sample.shape().to_string(), weights ? weights.shape().to_string() : "(none)"));
  }
  const Value sum = ops::reduce_sum(weights ? per_sample * weights : per_sample);
  return sum * (1.0 / static_cast<double>(per_sample.shape()[0]));
}

bool takes_logits(const Loss& loss) {
  const Attributes config = loss.config();
  return config.has("from_logits") && config.flag("from_logits");
}

}  // namespace ganglion::nn
