#include <optional>

#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/passes/readers.h"

/// matmul + bias, and + activation, as one kernel call: the product is finished while it is still
/// in registers.
namespace ganglion::runtime {
namespace {

/// A product with what was found to follow it; `last` is the node whose value the fused node gives.
struct Chain {
  const Node* matmul = nullptr;
  Value bias;
  const Node* activation = nullptr;
  const Node* last = nullptr;
};

std::optional<Chain> chain_of(const Node& matmul, const Readers& readers) {
  if (matmul.op != &ops::kMatmul) return std::nullopt;
  const Node* add = readers.only_reader(matmul);
  if (add == nullptr || add->op != &ops::kAdd) return std::nullopt;
  const Value other = add->inputs[add->inputs[0].node == matmul.id ? 1 : 0];
  if (other.node == matmul.id || other.shape() != Shape{matmul.outputs[0].shape[1]})
    return std::nullopt;
  const Node* activation = readers.activation_behind(*add);
  return Chain{.matmul = &matmul,
               .bias = other,
               .activation = activation,
               .last = activation != nullptr ? activation : add};
}

}  // namespace

std::unique_ptr<Graph> fuse_matmul(const Graph& graph, const PassSettings&) {
  const Readers readers(graph);
  std::vector<std::optional<Chain>> ends(static_cast<std::size_t>(graph.size()));
  std::vector<bool> inner(static_cast<std::size_t>(graph.size()), false);
  for (const Node& node : graph.nodes()) {
    const auto chain = chain_of(node, readers);
    if (!chain) continue;
    inner[static_cast<std::size_t>(node.id)] = true;
    if (chain->activation != nullptr) {
      inner[static_cast<std::size_t>(chain->activation->inputs[0].node)] = true;
    }
    ends[static_cast<std::size_t>(chain->last->id)] = chain;
  }
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (const auto& chain = ends[static_cast<std::size_t>(node.id)]) {
      const Node& matmul = *chain->matmul;
      const auto inputs = rewriter.inputs_of(matmul);
      const Node* activation = chain->activation;
      rewriter.map(node.output(),
                   ops::fused_matmul(inputs[0], inputs[1], rewriter(chain->bias),
                                     matmul.attributes.flag("transpose_a"),
                                     matmul.attributes.flag("transpose_b"),
                                     activation ? std::string(activation->op->name) : "linear",
                                     activation ? ops::parameter_of(*activation) : 0.0, node.name));
    } else if (!inner[static_cast<std::size_t>(node.id)]) {
      rewriter.copy(node);
    }
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
