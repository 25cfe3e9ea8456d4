#include "ganglion/core/index.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/runtime/passes/pass.h"

/// Convolutions of training, and their derivatives by the input, by Winograd's tiles where that is
/// faster (ops/tiled_conv.h). The kernel is spread to tiles once a step, for all replicas.
namespace ganglion::runtime {

std::unique_ptr<Graph> tile_convs(const Graph& graph, const PassSettings& settings) {
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  const std::vector<bool> replicated = replicated_nodes(graph);
  for (const Node& node : graph.nodes()) {
    const bool convolution = node.op == &ops::kConv || node.op == &ops::kFusedConv ||
                             node.op == &ops::kConvInputGradient;
    const bool shared = convolution && !replicated[at(node.inputs[1].node)];
    const std::int64_t block = shared ? settings.tiled_block(node) : 0;
    if (block == 0) {
      rewriter.copy(node);
    } else {
      rewriter.map(node.output(),
                   ops::tiled_conv(node, rewriter.inputs_of(node), block, settings.tiled_width));
    }
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
