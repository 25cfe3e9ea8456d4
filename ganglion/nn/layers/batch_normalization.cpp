#include "ganglion/nn/layers/batch_normalization.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

struct Moments {
  Value mean;
  Value variance;
};

/// Over all axes but one, which stay with extent 1. The sums over axis 0 are what replicas add up;
/// the variance is that of the centered values, which loses nothing when the mean is large. Its
/// derivative by the mean is 0, as centered values add up to 0: that needn't be computed.
Moments moments_of(Value x, int features) {
  std::vector<int> axes;
  for (int axis = 0; axis < x.shape().rank(); ++axis) {
    if (axis != features) axes.push_back(axis);
  }
  const Value mean = ops::reduce_mean(x, axes, true);
  const Value centered = x - ops::stop_gradient(mean);
  return {mean, ops::reduce_mean(ops::square(centered), axes, true)};
}

}  // namespace

Value BatchNormalization::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 2, "[None, features, …]");
  if (!(epsilon > 0.0)) builder.refuse(fmt::format("epsilon = {} must lie above 0", epsilon));
  if (!(momentum >= 0.0 && momentum <= 1.0)) {
    builder.refuse(fmt::format("momentum = {} must lie in [0, 1]", momentum));
  }
  const int rank = x.shape().rank();
  const std::int64_t at = axis < 0 ? axis + rank : axis;
  if (at < 1 || at >= rank) {
    builder.refuse(fmt::format("axis = {} must be an axis of {} behind the batch", axis,
                               batch_shape_text(x.shape())));
  }
  const Shape features{x.shape()[static_cast<int>(at)]};
  // The features' vectors, so that they broadcast against x.
  std::vector<std::int64_t> dims(static_cast<std::size_t>(rank - at), 1);
  dims[0] = features.size();
  const Shape along{std::span<const std::int64_t>(dims)};
  const Moments moving{builder.state("moving_mean", features, zeros()),
                       builder.state("moving_variance", features, ones())};
  Moments used{ops::reshape(moving.mean, along), ops::reshape(moving.variance, along)};
  if (builder.training() && !builder.frozen()) {
    // A single value is its own mean: it would always become 0, whatever it is.
    const bool single = x.shape().size() == x.shape()[0] * features.size();
    if (single) builder.need_rows(2);
    used = moments_of(x, static_cast<int>(at));
    const auto moved = [&](Value old, Value now) {
      return old * momentum + ops::reshape(now, features) * (1.0 - momentum);
    };
    builder.update_state("moving_mean", moved(moving.mean, used.mean));
    builder.update_state("moving_variance", moved(moving.variance, used.variance));
  }
  const auto parameter = [&](std::string_view name, const Initializer& initializer) {
    return ops::reshape(builder.parameter(name, features, initializer), along);
  };
  const Value deviation = ops::sqrt(used.variance + epsilon);
  const Value factor = scale ? parameter("gamma", ones()) / deviation : 1.0 / deviation;
  const Value y = (x - used.mean) * factor;
  return center ? y + parameter("beta", zeros()) : y;
}

Symbol BatchNormalization::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
