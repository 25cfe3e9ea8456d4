#include <map>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"

/// What matrix products and convolutions multiply is rounded to bfloat16, in the derivatives too.
/// The product of two such numbers is exact in f32, so the results are those of processors that
/// multiply bfloat16 and add up in f32, but for the order of the sums.
namespace ganglion::runtime {
namespace {

class Rounder {
 public:
  explicit Rounder(const Graph& graph)
      : graph_(graph), result_(std::make_unique<Graph>()), rewriter_(graph, *result_) {}

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) {
      const bool product = ops::multiply_adds(node) > 0;
      if (product && node.outputs[0].dtype == DType::f32) {
        add(node);
      } else {
        rewriter_.copy(node);
      }
    }
    rewriter_.finish();
    return std::move(result_);
  }

 private:
  void add(const Node& node) {
    std::vector<Value> inputs;
    for (const Value& input : node.inputs) inputs.push_back(rounded(input));
    const Value product = result_->add(*node.op, std::move(inputs), node.attributes, node.name);
    rewriter_.map(node.output(), product);
  }

  Value rounded(Value value) {
    Value& once = rounded_[{value.node, value.output}];
    if (!once) once = ops::round_bf16(rewriter_(value));
    return once;
  }

  const Graph& graph_;
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
  std::map<std::pair<int, int>, Value> rounded_;
};

}  // namespace

std::unique_ptr<Graph> round_products(const Graph& graph, const PassSettings&) {
  return Rounder(graph).run();
}

}  // namespace ganglion::runtime
