#include "ganglion/nn/layers/batch_normalization.h"

#include <fmt/format.h>

#include "ganglion/graph/settings.h"
#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

struct Moments {
  Value mean;
  Value variance;
};

/// Over all axes but the last. The sums over axis 0 are what replicas add up; the variance is that
/// of the centered values, which loses nothing when the mean is large.
Moments moments_of(Value x) {
  std::vector<int> axes;
  for (int axis = 0; axis + 1 < x.shape().rank(); ++axis) axes.push_back(axis);
  const Value mean = ops::reduce_mean(x, axes);
  return {mean, ops::reduce_mean(ops::square(x - mean), axes)};
}

}  // namespace

Value BatchNormalization::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 2, "[None, …, features]");
  if (!(epsilon > 0.0)) builder.refuse(fmt::format("epsilon = {} must lie above 0", epsilon));
  if (!(momentum >= 0.0 && momentum <= 1.0)) {
    builder.refuse(fmt::format("momentum = {} must lie in [0, 1]", momentum));
  }
  const Shape features{x.shape()[-1]};
  const Moments moving{builder.state("moving_mean", features, zeros()),
                       builder.state("moving_variance", features, ones())};
  Moments used = moving;
  if (builder.training()) {
    used = moments_of(x);
    builder.update_state("moving_mean", moving.mean * momentum + used.mean * (1.0 - momentum));
    builder.update_state("moving_variance",
                         moving.variance * momentum + used.variance * (1.0 - momentum));
  }
  const Value deviation = ops::sqrt(used.variance + epsilon);
  const Value factor =
      scale ? builder.parameter("gamma", features, ones()) / deviation : 1.0 / deviation;
  const Value y = (x - used.mean) * factor;
  return center ? y + builder.parameter("beta", features, zeros()) : y;
}

Attributes BatchNormalization::config() const {
  return {{"momentum", momentum}, {"epsilon", epsilon}, {"center", center}, {"scale", scale}};
}

BatchNormalization BatchNormalization::from_config(const Attributes& config) {
  const Attributes all = merged(kind, BatchNormalization{}.config(), config);
  return {.momentum = all.number("momentum"),
          .epsilon = all.number("epsilon"),
          .center = all.flag("center"),
          .scale = all.flag("scale")};
}

Symbol BatchNormalization::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
