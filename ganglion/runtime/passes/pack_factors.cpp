#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/ops/packed.h"
#include "ganglion/runtime/passes/pass.h"

/// Products with weights read them in panels (ops::PackedFactor), into which a plan that is run
/// often puts them once.
namespace ganglion::runtime {
namespace {

bool packs(const Node& node, const std::vector<bool>& fixed) {
  return (node.op == &ops::kMatmul || node.op == &ops::kFusedMatmul) &&
         node.outputs[0].dtype == DType::f32 && !node.attributes.flag("transpose_a") &&
         !ops::rounds_factors(node) && node.outputs[0].shape.size() > 0 &&
         node.inputs[0].shape().size() > 0 && fixed[at(node.inputs[1].node)] && !fixed[at(node.id)];
}

}  // namespace

bool workers_share(const Node& product) {
  constexpr std::int64_t kMuchWeight = 1 << 18;  // numbers: a megabyte
  constexpr std::int64_t kMuchWork = 2'000'000;  // multiply-adds: 40 to 60 µs of one core
  return product.inputs[1].shape().size() >= kMuchWeight ||
         ops::multiply_adds(product) >= kMuchWork;
}

std::unique_ptr<Graph> pack_factors(const Graph& graph, const PassSettings& settings) {
  const std::vector<bool> fixed = fixed_nodes(graph);
  const std::vector<bool> replicated = replicated_nodes(graph);
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (packs(node, fixed)) {
      const bool shared = !replicated[at(node.id)] && workers_share(node);
      rewriter.map(node.output(), ops::packed_matmul(node, rewriter.inputs_of(node),
                                                     settings.packed_width, shared));
    } else {
      rewriter.copy(node);
    }
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
