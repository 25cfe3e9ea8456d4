#include <fmt/format.h>

#include <array>
#include <limits>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Axes = std::vector<int>;

/// log(sum of e^x), with the largest x taken out so that nothing is infinite.
Value log_sum_exp(Value x, const Axes& axes, bool keep) {
  if (x.shape().size() == 0) return ops::log(ops::reduce_sum(ops::exp(x), axes, keep));
  const Value most = ops::reduce_max(x, axes, true);
  const Value rest = ops::log(ops::reduce_sum(ops::exp(x - most), axes, true));
  const Value kept = rest + most;
  return keep ? kept : ops::reshape(kept, ops::reduce_sum(x, axes, false).shape());
}

/// The product along axes, one after another; meant for short ones, such as shapes.
Value reduce_product(const Call& call, Value x, const Axes& axes, bool keep) {
  constexpr std::int64_t kMost = 1024;
  Value product = x;
  for (const int axis : axes) {
    const std::int64_t extent = x.shape()[axis];
    if (extent > kMost) call.refuse(fmt::format("more than {} factors are not supported", kMost));
    Value partial = ops::full(*x.graph, product.shape().with(axis, 1), 1.0, x.dtype());
    std::vector<std::int64_t> starts(static_cast<std::size_t>(x.shape().rank()), 0);
    for (std::int64_t i = 0; i < extent; ++i) {
      starts[static_cast<std::size_t>(axis)] = i;
      partial = partial * ops::slice(product, starts, product.shape().with(axis, 1));
    }
    product = partial;
  }
  return keep ? product : ops::reshape(product, ops::reduce_sum(x, axes, false).shape());
}

/// The largest along axes; of none it is -infinity.
Value largest(Value x, const Axes& axes, bool keep) {
  if (x.shape().size() > 0) return ops::reduce_max(x, axes, keep);
  const Shape left = ops::reduce_sum(x, axes, keep).shape();
  return ops::full(*x.graph, left, -std::numeric_limits<double>::infinity(), x.dtype());
}

Value reduced(const Call& call, Value x, const Axes& axes, bool keep) {
  const std::string& op = call.op();
  if (op == "ReduceSum") return ops::reduce_sum(x, axes, keep);
  if (op == "ReduceMean") return ops::reduce_mean(x, axes, keep);
  if (op == "ReduceMax") return largest(x, axes, keep);
  if (op == "ReduceMin") return -largest(-x, axes, keep);
  if (op == "ReduceL1") return ops::reduce_sum(ops::abs(x), axes, keep);
  if (op == "ReduceL2") return ops::sqrt(ops::reduce_sum(ops::square(x), axes, keep));
  if (op == "ReduceSumSquare") return ops::reduce_sum(ops::square(x), axes, keep);
  if (op == "ReduceLogSum") return ops::log(ops::reduce_sum(x, axes, keep));
  if (op == "ReduceLogSumExp") return log_sum_exp(x, axes, keep);
  return reduce_product(call, x, axes, keep);
}

/// Without axes it is over all of them, or over none where `noop_with_empty_axes` is set.
Operands reduce_over(const Call& call, const std::vector<std::int64_t>& said) {
  const Value x = call.value(0);
  const bool keep = call.flag("keepdims", true);
  const bool none = call.flag("noop_with_empty_axes", false);
  Axes axes = to_axes(call, said, x.shape().rank());
  if (axes.empty() && none) {
    const bool sums = call.op() == "ReduceSum" || call.op() == "ReduceMean" ||
                      call.op() == "ReduceMax" || call.op() == "ReduceMin" ||
                      call.op() == "ReduceProd";
    if (!sums) call.refuse("`noop_with_empty_axes` without axes is not supported");
    return {call.operand(0)};
  }
  if (axes.empty()) {
    for (int i = 0; i < x.shape().rank(); ++i) axes.push_back(i);
  }
  if (axes.empty()) {  // a number alone: [1] is reduced
    const Value one = ops::reshape(x, Shape{1});
    return like_first(call, reduced(call, one, {0}, false));
  }
  if (is_integer(call.type(0)) && (call.op() == "ReduceMean" || call.op() == "ReduceL2")) {
    call.refuse("it is not supported for integers");
  }
  return like_first(call, reduced(call, x, axes, keep));
}

Operands reduce_by_attribute(const Call& call) {
  return reduce_over(call, call.integers("axes"));
}

Operands reduce_by_input(const Call& call) {
  return reduce_over(call,
                     call.has(1) ? call.integers(1, "the axes") : std::vector<std::int64_t>{});
}

}  // namespace

std::span<const OpEntry> reduction_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"ReduceSum", 1, reduce_by_attribute},       {"ReduceSum", 13, reduce_by_input},
      {"ReduceMean", 1, reduce_by_attribute},      {"ReduceMean", 18, reduce_by_input},
      {"ReduceMax", 1, reduce_by_attribute},       {"ReduceMax", 18, reduce_by_input},
      {"ReduceMin", 1, reduce_by_attribute},       {"ReduceMin", 18, reduce_by_input},
      {"ReduceProd", 1, reduce_by_attribute},      {"ReduceProd", 18, reduce_by_input},
      {"ReduceL1", 1, reduce_by_attribute},        {"ReduceL1", 18, reduce_by_input},
      {"ReduceL2", 1, reduce_by_attribute},        {"ReduceL2", 18, reduce_by_input},
      {"ReduceSumSquare", 1, reduce_by_attribute}, {"ReduceSumSquare", 18, reduce_by_input},
      {"ReduceLogSum", 1, reduce_by_attribute},    {"ReduceLogSum", 18, reduce_by_input},
      {"ReduceLogSumExp", 1, reduce_by_attribute}, {"ReduceLogSumExp", 18, reduce_by_input},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
