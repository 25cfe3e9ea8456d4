#include <optional>

#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/passes/readers.h"

/// matmul + bias, and + activation, as one kernel call: the product is finished while it is still
/// in registers.
namespace ganglion::runtime {
namespace {

Value fused_product(const Node& matmul, Value bias, const Node* activation, const Node& last,
                    const Rewriter& rewriter) {
  const auto inputs = rewriter.inputs_of(matmul);
  return ops::fused_matmul(matmul, inputs[0], inputs[1], rewriter(bias),
                           activation ? std::string(activation->op->name) : "linear",
                           activation ? ops::parameter_of(*activation) : 0.0, last.name);
}

std::optional<Chain> product_chain(const Node& matmul, const Readers& readers) {
  if (matmul.op != &ops::kMatmul) return std::nullopt;
  const Node* add = readers.only_reader(matmul);
  if (add == nullptr || add->op != &ops::kAdd) return std::nullopt;
  const Value bias = add->inputs[add->inputs[0].node == matmul.id ? 1 : 0];
  if (bias.node == matmul.id || bias.shape() != Shape{matmul.outputs[0].shape[1]})
    return std::nullopt;
  Chain chain{.nodes = {&matmul, add}, .build = {}};
  const Node* activation = readers.activation_behind(*add);
  if (activation != nullptr) chain.nodes.push_back(activation);
  const Node* last = chain.nodes.back();
  chain.build = [=, &matmul](const Rewriter& rewriter) {
    return fused_product(matmul, bias, activation, *last, rewriter);
  };
  return chain;
}

}  // namespace

std::unique_ptr<Graph> fuse_matmul(const Graph& graph, const PassSettings&) {
  const Readers readers(graph);
  return replace_chains(graph, [&](const Node& node) { return product_chain(node, readers); });
}

}  // namespace ganglion::runtime
