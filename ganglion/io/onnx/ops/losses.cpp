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

/// 1 where a class is the label, [n, classes, …]; no class where the label is ignored. Labels [n,
/// …] are known at import.
Value label_mask(const Call& call, Value x) {
  const Tensor labels = call.constant(1, "the labels").cast(DType::f64);
  if (labels.shape() != x.shape().without(1)) call.refuse("the labels don't fit the scores");
  const bool ignoring = call.has_attribute("ignore_index");
  const auto ignored = static_cast<double>(call.integer("ignore_index", 0));
  const std::int64_t classes = x.shape()[1];
  const std::int64_t rows = std::max<std::int64_t>(1, x.shape()[0]);
  const std::int64_t places = labels.size() / rows;
  std::vector<double> mask(static_cast<std::size_t>(x.shape().size()), 0.0);
  for (std::int64_t i = 0; i < labels.size(); ++i) {
    const double label = labels.values<double>()[static_cast<std::size_t>(i)];
    if (ignoring && label == ignored) continue;
    if (label < 0 || label >= static_cast<double>(classes)) {
      call.refuse(fmt::format("label {} is outside of {} classes", label, classes));
    }
    const std::int64_t row = i / places * classes + static_cast<std::int64_t>(label);
    mask[static_cast<std::size_t>(row * places + i % places)] = 1.0;
  }
  return constant_like(x, x.shape(), mask);
}

/// The loss of log probabilities: minus the one of the label, weighted by class.
Value label_loss(const Call& call, Value log_probabilities) {
  const Value x = log_probabilities;
  const std::string reduction = call.text("reduction", "mean");
  if (reduction != "none" && reduction != "sum" && reduction != "mean") {
    call.refuse(fmt::format("reduction = '{}' is not known", reduction));
  }
  const Value mask = label_mask(call, x);
  Value weights = mask;
  if (call.has(2)) weights = mask * by_channel(call.value_like(2, x), x.shape().rank());
  const Value picked = ops::select(mask, x, ops::scalar_like(x, 0.0));
  const Value losses = -ops::reduce_sum(picked * weights, {1}, false);
  if (reduction == "none") return losses;
  const Value total = ops::reduce_sum(losses);
  return reduction == "sum" ? total : total / ops::reduce_sum(weights);
}

void check_scores(const Call& call) {
  if (call.shape(0).rank() < 2) call.refuse("it takes scores [batch, classes, …]");
}

Operands negative_log_likelihood(const Call& call) {
  check_scores(call);
  return like_first(call, label_loss(call, call.value(0)));
}

Operands softmax_cross_entropy(const Call& call) {
  check_scores(call);
  const Value x = call.value(0);
  const int last = x.shape().rank() - 1;
  const Value logs = move_axis(ops::log_softmax(move_axis(x, 1, last)), last, 1);
  return {result(call.type(0), label_loss(call, logs)), result(call.type(0), logs)};
}

}  // namespace

std::span<const OpEntry> loss_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"NegativeLogLikelihoodLoss", 12, negative_log_likelihood},
      {"SoftmaxCrossEntropyLoss", 12, softmax_cross_entropy},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
