#include <array>
#include <optional>

#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"

/// matmul + bias, and + activation, as one kernel call: the product is finished while it is still
/// in registers.
namespace ganglion::runtime {
namespace {

constexpr std::array kActivations = {&ops::kRelu, &ops::kTanh, &ops::kSigmoid, &ops::kLeakyRelu,
                                     &ops::kElu};

/// A product with what was found to follow it; `last` is the node whose value the fused node gives.
struct Chain {
  const Node* matmul = nullptr;
  Value bias;
  const Node* activation = nullptr;
  const Node* last = nullptr;
};

class Finder {
 public:
  explicit Finder(const Graph& graph)
      : uses_(use_counts(graph)), reader_(static_cast<std::size_t>(graph.size()), nullptr) {
    for (const Node& node : graph.nodes()) {
      for (const Value& input : node.inputs) reader_[static_cast<std::size_t>(input.node)] = &node;
    }
  }

  std::optional<Chain> chain_of(const Node& matmul) const {
    if (matmul.op != &ops::kMatmul) return std::nullopt;
    const Node* add = only_reader(matmul);
    if (add == nullptr || add->op != &ops::kAdd) return std::nullopt;
    const Value other = add->inputs[add->inputs[0].node == matmul.id ? 1 : 0];
    if (other.node == matmul.id || other.shape() != Shape{matmul.outputs[0].shape[1]})
      return std::nullopt;
    Chain chain{.matmul = &matmul, .bias = other, .last = add};
    const Node* next = only_reader(*add);
    for (const OpDef* activation : kActivations) {
      if (next != nullptr && next->op == activation) chain.activation = chain.last = next;
    }
    return chain;
  }

 private:
  /// The node that reads the value, if it is read once and by a node.
  const Node* only_reader(const Node& node) const {
    const auto id = static_cast<std::size_t>(node.id);
    return uses_[id] == 1 ? reader_[id] : nullptr;
  }
  std::vector<int> uses_;
  std::vector<const Node*> reader_;
};

}  // namespace

std::unique_ptr<Graph> fuse_matmul(const Graph& graph, const PassSettings&) {
  const Finder finder(graph);
  std::vector<std::optional<Chain>> ends(static_cast<std::size_t>(graph.size()));
  std::vector<bool> inner(static_cast<std::size_t>(graph.size()), false);
  for (const Node& node : graph.nodes()) {
    const auto chain = finder.chain_of(node);
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
