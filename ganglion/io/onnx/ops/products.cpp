#include <array>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;

/// [batch…, m, k] x [batch…, k, n], with batch axes that broadcast.
Value batched(Value a, Value b) {
  const auto leading = [](const Shape& shape) {
    return Shape(shape.dims().first(static_cast<std::size_t>(shape.rank() - 2)));
  };
  const Shape batch = broadcast(leading(a.shape()), leading(b.shape()));
  const auto stretched = [&](Value x) {
    std::vector<std::int64_t> dims = to_integers(batch);
    dims.insert(dims.end(), x.shape().end() - 2, x.shape().end());
    return ops::broadcast_to(x, to_shape(dims));
  };
  return ops::batched_matmul(stretched(a), stretched(b));
}

/// As NumPy's matmul: a list is a row on the left, a column on the right.
Value multiply(const Call& call, Value a, Value b) {
  const bool row = a.shape().rank() == 1;
  const bool column = b.shape().rank() == 1;
  if (a.shape().rank() == 0 || b.shape().rank() == 0) call.refuse("a number alone is no matrix");
  if (row) a = ops::reshape(a, a.shape().prepended(1));
  if (column) b = ops::reshape(b, Shape{b.shape()[0], 1});
  std::vector<std::int64_t> dims;
  Value product;
  if (b.shape().rank() == 2) {
    const std::int64_t inner = a.shape()[-1];
    const std::int64_t rows = inner == 0 ? 0 : a.shape().size() / inner;
    dims.assign(a.shape().begin(), a.shape().end() - 1);
    dims.push_back(b.shape()[1]);
    product = ops::matmul(ops::reshape(a, Shape{rows, inner}), b);
  } else {
    product = batched(a, b);
    dims = to_integers(product.shape());
  }
  if (row) dims.erase(dims.end() - 2);
  if (column) dims.pop_back();
  return ops::reshape(product, to_shape(dims));
}

Operands matmul(const Call& call) {
  return like_first(call, multiply(call, call.value(0), call.value(1)));
}

/// alpha A B + beta C
Operands gemm_of(const Call& call, bool old) {
  const Value a = call.value(0);
  if (a.shape().rank() != 2) call.refuse("it takes matrices");
  const double alpha = call.number("alpha", 1.0);
  const double beta = call.number("beta", 1.0);
  Value product =
      ops::matmul(a, call.value(1), call.flag("transA", false), call.flag("transB", false));
  if (alpha != 1.0) product = product * alpha;
  if (old) call.ignore("broadcast");
  if (!call.has(2)) return like_first(call, product);
  Value c = call.value(2);
  if (beta != 1.0) c = c * beta;
  const Value total = product + c;
  if (total.shape() != product.shape()) call.refuse("C doesn't fit the product");
  return like_first(call, total);
}
Operands gemm_1(const Call& call) {
  return gemm_of(call, true);
}
Operands gemm(const Call& call) {
  return gemm_of(call, false);
}

}  // namespace

std::span<const OpEntry> product_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"MatMul", 1, matmul},
      {"Gemm", 1, gemm_1},
      {"Gemm", 7, gemm},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
