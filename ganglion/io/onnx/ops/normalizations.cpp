#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Axes = std::vector<int>;

/// Mean over axes, and what is left when it is taken off.
struct Centred {
  Value mean;
  Value rest;
  Value variance;
};
Centred centred(Value x, const Axes& axes) {
  const Value mean = ops::reduce_mean(x, axes, true);
  const Value rest = x - mean;
  return {mean, rest, ops::reduce_mean(ops::square(rest), axes, true)};
}

Axes axes_from(int first, int rank) {
  Axes axes;
  for (int i = first; i < rank; ++i) axes.push_back(i);
  return axes;
}

void check_channels(const Call& call, const Shape& shape, int least) {
  if (shape.rank() < least) call.refuse("it takes [batch, channels, …]");
}

/// gamma (x - mean) / sqrt(variance + epsilon) + beta, of values that fit x.
Value normalized(Value x, Value gamma, Value beta, Value mean, Value variance, double epsilon) {
  return (x - mean) / ops::sqrt(variance + epsilon) * gamma + beta;
}

Value batch_parameter(const Call& call, int input, Value x) {
  const Value parameter = ops::cast(call.value(input), x.dtype());
  return by_channel(parameter, x.shape().rank());
}

Operands batch_inference(const Call& call) {
  for (int i = 1; i < call.outputs(); ++i) {
    if (call.wants(i)) call.refuse("it is set to training (it has several outputs)");
  }
  call.ignore("momentum");
  const Value x = call.value(0);
  check_channels(call, x.shape(), 2);
  return like_first(call, normalized(x, batch_parameter(call, 1, x), batch_parameter(call, 2, x),
                                     batch_parameter(call, 3, x), batch_parameter(call, 4, x),
                                     call.number("epsilon", 1e-5)));
}

Operands batch_normalization_1(const Call& call) {
  call.ignore("consumed_inputs");
  if (!call.flag("spatial", true)) call.refuse("`spatial = 0` is not supported");
  if (!call.flag("is_test", false)) call.refuse("it is set to training (is_test = 0)");
  return batch_inference(call);
}

Operands batch_normalization_7(const Call& call) {
  if (!call.flag("spatial", true)) call.refuse("`spatial = 0` is not supported");
  return batch_inference(call);
}

/// Mean and variance of the batch, and the averages that they move.
Operands batch_training(const Call& call) {
  const Value x = call.value(0);
  check_channels(call, x.shape(), 2);
  Axes axes = axes_from(2, x.shape().rank());
  axes.insert(axes.begin(), 0);
  const double momentum = call.number("momentum", 0.9);
  const Centred batch = centred(x, axes);
  const Value y = normalized(x, batch_parameter(call, 1, x), batch_parameter(call, 2, x),
                             batch.mean, batch.variance, call.number("epsilon", 1e-5));
  const auto moved = [&](int input, Value of_batch) {
    const Value old = call.value(input);
    const Value flat = ops::cast(ops::reshape(of_batch, old.shape()), old.dtype());
    return old * momentum + flat * (1.0 - momentum);
  };
  return {result(call.type(0), y), result(call.type(3), moved(3, batch.mean)),
          result(call.type(4), moved(4, batch.variance))};
}

Operands batch_normalization_14(const Call& call) {
  return call.flag("training_mode", false) ? batch_training(call) : batch_inference(call);
}

Operands instance_normalization(const Call& call) {
  call.ignore("consumed_inputs");
  const Value x = call.value(0);
  check_channels(call, x.shape(), 3);
  const Centred own = centred(x, axes_from(2, x.shape().rank()));
  return like_first(call, normalized(x, batch_parameter(call, 1, x), batch_parameter(call, 2, x),
                                     own.mean, own.variance, call.number("epsilon", 1e-5)));
}

void check_stash(const Call& call) {
  const auto type = static_cast<ElementType>(call.integer("stash_type", 1));
  if (type != ElementType::f32) call.refuse("only `stash_type = 1` (float) is supported");
}

/// Scale and bias before opset 21 belong to groups, since then to channels.
Operands group_normalization(const Call& call) {
  if (call.opset() >= 21) check_stash(call);
  const Value x = call.value(0);
  check_channels(call, x.shape(), 3);
  const std::int64_t groups = call.integer("num_groups", 0);
  const std::int64_t channels = x.shape()[1];
  if (groups < 1 || channels % groups != 0) call.refuse("the groups must divide the channels");
  const bool by_group = call.opset() < 21;
  const Shape apart{
      x.shape()[0], groups,
      channels / groups * (x.shape().size() / std::max<std::int64_t>(1, x.shape()[0] * channels))};
  const Value grouped = ops::reshape(x, apart);
  const Centred own = centred(grouped, {2});
  const Value scaled = own.rest / ops::sqrt(own.variance + call.number("epsilon", 1e-5));
  if (by_group) {
    const Value y = scaled * by_channel(call.value(1), 3) + by_channel(call.value(2), 3);
    return like_first(call, ops::reshape(y, x.shape()));
  }
  return like_first(call, ops::reshape(scaled, x.shape()) * batch_parameter(call, 1, x) +
                              batch_parameter(call, 2, x));
}

Operands layer_normalization(const Call& call) {
  check_stash(call);
  const Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", -1), x.shape().rank());
  const Centred own = centred(x, axes_from(axis, x.shape().rank()));
  const Value deviation = 1.0 / ops::sqrt(own.variance + call.number("epsilon", 1e-5));
  Value y = own.rest * deviation * call.value(1);
  if (call.has(2)) y = y + call.value(2);
  return {result(call.type(0), y), result(ElementType::f32, ops::cast(own.mean, DType::f32)),
          result(ElementType::f32, ops::cast(deviation, DType::f32))};
}

Operands rms_normalization(const Call& call) {
  check_stash(call);
  const Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", -1), x.shape().rank());
  const Axes axes = axes_from(axis, x.shape().rank());
  const Value mean = ops::reduce_mean(ops::square(x), axes, true);
  const Value y = x / ops::sqrt(mean + call.number("epsilon", 1e-5)) * call.value(1);
  return like_first(call, y);
}

Operands lp_normalization(const Call& call) {
  const Value x = call.value(0);
  const Axes axes{to_axis(call, call.integer("axis", -1), x.shape().rank())};
  const std::int64_t p = call.integer("p", 2);
  if (p != 1 && p != 2) call.refuse("`p` must be 1 or 2");
  const Value size = p == 1 ? ops::reduce_sum(ops::abs(x), axes, true)
                            : ops::sqrt(ops::reduce_sum(ops::square(x), axes, true));
  const Value zero = ops::scalar_like(x, 0.0);  // where all is zero, all stays so
  const Value safe = ops::select(ops::greater(size, zero), size, ops::scalar_like(x, 1.0));
  return like_first(call, x / safe);
}

Operands mean_variance_normalization(const Call& call) {
  const Value x = call.value(0);
  std::vector<std::int64_t> said = call.integers("axes");
  if (said.empty()) said = {0, 2, 3};
  const Centred own = centred(x, to_axes(call, said, x.shape().rank()));
  return like_first(call, own.rest / (ops::sqrt(own.variance) + 1e-9));
}

/// Across neighbouring channels: x / (bias + alpha / size * sum of x^2)^beta.
Operands local_response(const Call& call) {
  const Value x = call.value(0);
  check_channels(call, x.shape(), 2);
  const std::int64_t size = call.integer("size", 0);
  if (size < 1 || size > (1 << 16)) call.refuse("`size` is out of range");
  const std::int64_t places =
      x.shape().size() / std::max<std::int64_t>(1, x.shape()[0] * x.shape()[1]);
  const Value squares = ops::reshape(ops::square(x), Shape{x.shape()[0], 1, x.shape()[1], places});
  const Value ones = ops::full(*x.graph, Shape{1, 1, size, 1}, 1.0, x.dtype());
  const Value sums =
      ops::conv(squares, ones, {.pads_before = {(size - 1) / 2, 0}, .pads_after = {size / 2, 0}});
  const double alpha = call.number("alpha", 1e-4);
  const Value base = ops::reshape(sums, x.shape()) * (alpha / static_cast<double>(size)) +
                     call.number("bias", 1.0);
  return like_first(call, x / ops::pow(base, ops::scalar_like(x, call.number("beta", 0.75))));
}

}  // namespace

std::span<const OpEntry> normalization_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"BatchNormalization", 1, batch_normalization_1},
      {"BatchNormalization", 7, batch_normalization_7},
      {"BatchNormalization", 9, batch_inference},
      {"BatchNormalization", 14, batch_normalization_14},
      {"InstanceNormalization", 1, instance_normalization},
      {"GroupNormalization", 18, group_normalization},
      {"LayerNormalization", 17, layer_normalization},
      {"RMSNormalization", 23, rms_normalization},
      {"LpNormalization", 1, lp_normalization},
      {"MeanVarianceNormalization", 9, mean_variance_normalization},
      {"LRN", 1, local_response},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
