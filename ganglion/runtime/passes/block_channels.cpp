#include <algorithm>

#include "ganglion/core/index.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/winograd.h"
#include "ganglion/runtime/passes/pass.h"

/// Keeps values between convolutions in blocks of channels (ops/blocked.h), the layout in which
/// kernels compute them: pooling, element-wise ops and sums over all places take it as it is. What
/// else reads such a value gets it row-major.
namespace ganglion::runtime {
namespace {

class Blocker {
 public:
  Blocker(const Graph& graph, const PassSettings& settings)
      : graph_(graph),
        settings_(settings),
        fixed_(fixed_nodes(graph)),
        result_(std::make_unique<Graph>()),
        rewriter_(graph, *result_),
        blocked_(at(graph.size())),
        plain_(at(graph.size()), false) {}

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) {
      if (const Value value = in_blocks(node)) {
        blocked_[at(node.id)] = value;
      } else {
        for (const Value& input : node.inputs) plain(input);
        rewriter_.copy(node);
        plain_[at(node.id)] = true;
      }
    }
    for (const auto& [name, value] : graph_.outputs()) plain(value);
    if (graph_.guard()) plain(graph_.guard());
    rewriter_.finish();
    return std::move(result_);
  }

 private:
  /// The node's value in blocks, or none where it is better plain.
  Value in_blocks(const Node& node) {
    if (node.op == &ops::kConv || node.op == &ops::kFusedConv) return conv(node);
    const bool any = std::ranges::any_of(
        node.inputs, [&](const Value& input) { return bool(blocked_[at(input.node)]); });
    if (!any) return {};
    if (node.op == &ops::kMaxPool || node.op == &ops::kAvgPool) {
      return ops::blocked_pool(node, blocked_[at(node.inputs[0].node)]);
    }
    return node.op->elementwise ? elementwise(node) : Value{};
  }

  Value conv(const Node& node) {
    const bool fixed =
        std::all_of(node.inputs.begin() + 1, node.inputs.end(),
                    [&](const Value& input) { return bool(fixed_[at(input.node)]); });
    const std::int64_t block = fixed ? settings_.channel_block(node) : 0;
    if (block == 0) return {};
    std::vector<Value> inputs;
    for (const Value& input : node.inputs) {
      inputs.push_back(inputs.empty() ? Value{} : plain(input));
      if (inputs.size() == 1) inputs[0] = input_of(node, block);
    }
    if (settings_.winograd != nullptr && settings_.winograd(node, block)) {
      return ops::winograd_conv(node, std::move(inputs), block, settings_.packed_width);
    }
    return ops::blocked_conv(node, std::move(inputs), block);
  }

  /// The first convolution reads few channels, which are no block, as they lie.
  Value input_of(const Node& conv, std::int64_t block) {
    const Value x = conv.inputs[0];
    if (const Value& there = blocked_[at(x.node)]) return there;
    return x.shape()[1] % block == 0 ? ops::to_blocks(plain(x), block) : plain(x);
  }

  /// Of values of one shape, of which those that aren't in blocks are single numbers.
  Value elementwise(const Node& node) {
    std::vector<Value> inputs;
    for (const Value& input : node.inputs) {
      const Value& there = blocked_[at(input.node)];
      if (there && there.shape()[-1] != block_of(node)) return {};
      if (!there && input.shape().size() != 1) return {};
      if (there ? input.shape() != node.outputs[0].shape : input.shape().rank() != 0) return {};
      inputs.push_back(there ? there : plain(input));
    }
    return result_->add(*node.op, std::move(inputs), node.attributes, node.name);
  }

  std::int64_t block_of(const Node& node) const {
    for (const Value& input : node.inputs) {
      if (const Value& there = blocked_[at(input.node)]) return there.shape()[-1];
    }
    return 0;
  }

  /// The value in the new graph, row-major.
  Value plain(Value old) {
    if (!plain_[at(old.node)]) {
      const Node& node = old.producer();
      rewriter_.map(node.output(), ops::from_blocks(blocked_[at(old.node)]));
      plain_[at(old.node)] = true;
    }
    return rewriter_(old);
  }

  const Graph& graph_;
  const PassSettings& settings_;
  std::vector<bool> fixed_;
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
  std::vector<Value> blocked_;  ///< by node of the old graph: its value in blocks
  std::vector<bool> plain_;     ///< and whether it is there row-major
};

}  // namespace

std::unique_ptr<Graph> block_channels(const Graph& graph, const PassSettings& settings) {
  return Blocker(graph, settings).run();
}

}  // namespace ganglion::runtime
