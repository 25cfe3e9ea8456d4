#include <optional>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/passes/readers.h"

/// Convolution + bias + activation as one kernel call. What multiplies a whole channel by a number
/// goes into the kernel: conv(x, k) · s + b = conv(x, k · s) + b. So batch normalisation in its
/// inference form, (z - mean) · factor + beta, costs nothing per place.
namespace ganglion::runtime {
namespace {

/// A convolution with what was found to follow it; `last` is the node whose value the fused node
/// gives.
struct ConvChain {
  const Node* conv = nullptr;
  std::vector<const Node*> linear = {};  ///< add, sub and mul with one number for each channel
  const Node* activation = nullptr;
  const Node* last = nullptr;
};

/// The operand that isn't the chain's.
Value other_operand(const Node& node, int chain) {
  return node.inputs[node.inputs[0].node == chain ? 1 : 0];
}

class ConvFinder {
 public:
  // In training, the factor of a normalisation comes from the convolution itself.
  explicit ConvFinder(const Graph& graph) : readers_(graph), fixed_(fixed_nodes(graph)) {}

  std::optional<ConvChain> chain_of(const Node& conv) const {
    if (conv.op != &ops::kConv) return std::nullopt;
    ConvChain chain{.conv = &conv, .last = &conv};
    for (const Node* next = readers_.only_reader(conv);
         next != nullptr && is_linear(*next, chain.last->id, conv);
         next = readers_.only_reader(*next)) {
      chain.linear.push_back(next);
      chain.last = next;
    }
    chain.activation = readers_.activation_behind(*chain.last);
    if (chain.activation != nullptr) chain.last = chain.activation;
    return chain.last == &conv ? std::nullopt : std::optional(chain);
  }

 private:
  bool is_linear(const Node& node, int chain, const Node& conv) const {
    const bool known = node.op == &ops::kAdd || node.op == &ops::kMul ||
                       (node.op == &ops::kSub && node.inputs[0].node == chain);
    if (!known || node.inputs[0].node == node.inputs[1].node) return false;
    const Value other = other_operand(node, chain);
    const Shape& type = conv.outputs[0].shape;
    const Shape& shape = other.shape();
    const int axis = shape.rank() - (type.rank() - 1);  // that of the channels
    return fixed_[at(other.node)] && axis >= 0 && axis <= 1 && shape[axis] == type[1] &&
           shape.size() == type[1];
  }

  Readers readers_;
  std::vector<bool> fixed_;  // by node: made of weights and constants alone
};

/// Builds the fused node in the new graph.
Value fused(const ConvChain& chain, const Rewriter& rewriter) {
  const Node& conv = *chain.conv;
  const auto inputs = rewriter.inputs_of(conv);
  const std::int64_t filters = conv.outputs[0].shape[1];
  Value factor;
  Value bias;
  int before = conv.id;
  for (const Node* node : chain.linear) {
    const Value number = ops::reshape(rewriter(other_operand(*node, before)), {filters});
    before = node->id;
    if (node->op == &ops::kMul) {
      factor = factor ? factor * number : number;
      if (bias) bias = bias * number;
    } else if (node->op == &ops::kAdd) {
      bias = bias ? bias + number : number;
    } else {
      bias = bias ? bias - number : ops::neg(number);
    }
  }
  Value kernel = inputs[1];
  if (factor) {
    std::vector<std::int64_t> first(at(kernel.shape().rank()), 1);
    first[0] = filters;
    kernel = kernel * ops::reshape(factor, Shape{std::span<const std::int64_t>(first)});
  }
  return ops::fused_conv(conv, inputs[0], kernel, bias,
                         chain.activation ? std::string(chain.activation->op->name) : "linear",
                         chain.activation ? ops::parameter_of(*chain.activation) : 0.0,
                         chain.last->name);
}

}  // namespace

std::unique_ptr<Graph> fuse_conv(const Graph& graph, const PassSettings&) {
  const ConvFinder finder(graph);
  return replace_chains(graph, [&](const Node& node) -> std::optional<Chain> {
    const auto found = finder.chain_of(node);
    if (!found) return std::nullopt;
    Chain chain{.nodes = {found->conv}, .build = {}};
    chain.nodes.insert(chain.nodes.end(), found->linear.begin(), found->linear.end());
    if (found->activation != nullptr) chain.nodes.push_back(found->activation);
    chain.build = [found = *found](const Rewriter& rewriter) { return fused(found, rewriter); };
    return chain;
  });
}

}  // namespace ganglion::runtime
