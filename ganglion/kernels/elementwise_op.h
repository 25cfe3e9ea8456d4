#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/rules.h"

namespace ganglion {

/// y[i] = f(x[i]), in T.
template <class F, class T>
class ElementwiseKernel : public Kernel {
 public:
  explicit ElementwiseKernel(std::int64_t size) : size_(size) {}
  void run(const KernelArguments& arguments) override {
    const T* x = static_cast<const T*>(arguments.inputs[0]);
    T* y = static_cast<T*>(arguments.outputs[0]);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) y[i] = static_cast<T>(F()(x[i]));
  }
  std::int64_t extent() const override { return size_; }

 private:
  std::int64_t size_;
};

/// An op of your own, of one value, element by element, in f32 and f64:
///
///     const gg::OpDef kSine = gg::elementwise_op(
///         "sine", [](auto x) { return std::sin(x); }, [](gg::Value x) { return ops::cos(x); });
///     gg::Value sine(gg::Value x) { return x.graph->add(kSine, {x}); }
///
/// `function` computes a number of a number; `derivative` is its derivative at x, written with
/// ops. Neither captures anything. The record must live as long as graphs that have the op. For
/// ops of another kind, fill in an OpDef (docs/adding_an_op.md).
template <class Function, class Derivative>
OpDef elementwise_op(std::string_view name, Function /*function*/, Derivative /*derivative*/) {
  return {.name = name,
          .infer = ops::rules::infer_unary,
          .gradient =
              [](const Node& node, std::span<const Value> dy) {
                return std::vector<Value>{dy[0] * Derivative()(node.inputs[0])};
              },
          .place = ops::rules::place_elementwise,
          .make_kernel = [](const Node& node) -> std::unique_ptr<Kernel> {
            const TensorType& type = node.outputs[0];
            if (type.dtype == DType::f64)
              return std::make_unique<ElementwiseKernel<Function, double>>(type.shape.size());
            return std::make_unique<ElementwiseKernel<Function, float>>(type.shape.size());
          },
          .types = {DType::f32, DType::f64}};
}

}  // namespace ganglion
