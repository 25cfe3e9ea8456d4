#include <fmt/format.h>

#include <array>
#include <cmath>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;

constexpr std::string_view kTraining = "ai.onnx.preview.training";

/// Inputs are the learning rate, the number of the step, then `kinds` lists of as many tensors.
int tensors_of(const Call& call, int kinds) {
  if (call.inputs() < 2 + kinds || (call.inputs() - 2) % kinds != 0) {
    call.refuse("the number of its inputs doesn't fit");
  }
  return (call.inputs() - 2) / kinds;
}

double steps_of(const Call& call) {
  return call.number(1, "the number of steps");
}

Operands adagrad(const Call& call) {
  const int count = tensors_of(call, 3);
  const double decay = call.number("decay_factor", 0.0);
  const double epsilon = call.number("epsilon", 0.0);
  const double norm = call.number("norm_coefficient", 0.0);
  const double slowed = 1.0 + steps_of(call) * decay;
  Operands weights;
  Operands sums;
  for (int i = 2; i < 2 + count; ++i) {
    const Value x = call.value(i);
    const Value gradient = x * norm + call.value(i + count);
    const Value sum = call.value(i + 2 * count) + ops::square(gradient);
    const Value rate = call.value_like(0, x) / slowed;
    weights.push_back(result(call.type(i), x - rate * gradient / (ops::sqrt(sum) + epsilon)));
    sums.push_back(result(call.type(i + 2 * count), sum));
  }
  weights.insert(weights.end(), sums.begin(), sums.end());
  return weights;
}

Operands adam(const Call& call) {
  const int count = tensors_of(call, 4);
  const double alpha = call.number("alpha", 0.9);
  const double beta = call.number("beta", 0.999);
  const double norm = call.number("norm_coefficient", 0.0);
  const double shrink = call.number("norm_coefficient_post", 0.0);
  const double epsilon = call.number("epsilon", 1e-6);
  const double steps = steps_of(call);
  const double corrected =
      steps > 0 ? std::sqrt(1.0 - std::pow(beta, steps)) / (1.0 - std::pow(alpha, steps)) : 1.0;
  Operands weights;
  Operands means;
  Operands squares;
  for (int i = 2; i < 2 + count; ++i) {
    const Value x = call.value(i);
    const Value gradient = x * norm + call.value(i + count);
    const Value mean = call.value(i + 2 * count) * alpha + gradient * (1.0 - alpha);
    const Value square = call.value(i + 3 * count) * beta + ops::square(gradient) * (1.0 - beta);
    const Value rate = call.value_like(0, x) * corrected;
    const Value stepped = x - rate * mean / (ops::sqrt(square) + epsilon);
    weights.push_back(result(call.type(i), stepped * (1.0 - shrink)));
    means.push_back(result(call.type(i), mean));
    squares.push_back(result(call.type(i), square));
  }
  weights.insert(weights.end(), means.begin(), means.end());
  weights.insert(weights.end(), squares.begin(), squares.end());
  return weights;
}

Operands momentum(const Call& call) {
  const int count = tensors_of(call, 3);
  const double alpha = call.number("alpha", 0.0);
  const double beta = steps_of(call) > 0 ? call.number("beta", 0.0) : 1.0;
  call.ignore("beta");
  const double norm = call.number("norm_coefficient", 0.0);
  const std::string mode = call.text("mode", "");
  if (mode != "standard" && mode != "nesterov") {
    call.refuse(fmt::format("mode = '{}' is not known", mode));
  }
  Operands weights;
  Operands velocities;
  for (int i = 2; i < 2 + count; ++i) {
    const Value x = call.value(i);
    const Value gradient = x * norm + call.value(i + count);
    const Value velocity = call.value(i + 2 * count) * alpha + gradient * beta;
    const Value step = mode == "nesterov" ? gradient + velocity * alpha : velocity;
    weights.push_back(result(call.type(i), x - call.value_like(0, x) * step));
    velocities.push_back(result(call.type(i), velocity));
  }
  weights.insert(weights.end(), velocities.begin(), velocities.end());
  return weights;
}

}  // namespace

std::span<const OpEntry> training_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Adagrad", 1, adagrad, kTraining},
      {"Adam", 1, adam, kTraining},
      {"Momentum", 1, momentum, kTraining},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
