#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"
#include "ganglion/graph/verify.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {
namespace {

constexpr std::array kPasses = {
    Pass{"simplify", simplify},
    Pass{"round_products", round_products, true},
    Pass{"merge_equal", merge_equal},
    Pass{"partition", partition, true},
    Pass{"keep_old_values", keep_old_values, true},
    Pass{"fuse_matmul", fuse_matmul},
    Pass{"fuse_conv", fuse_conv},
#ifndef GANGLION_PREDICTS_ONLY
    Pass{"tile_convs", tile_convs},
#endif
    Pass{"multiply_bytes", multiply_bytes},
    Pass{"pack_factors", pack_factors},
    Pass{"block_channels", block_channels},
    Pass{"fuse_elementwise", fuse_elementwise},
#ifndef GANGLION_PREDICTS_ONLY
    Pass{"update_parts", update_parts},
#endif
    Pass{"remove_unused", remove_unused},
};

void check_can_be_disabled(std::string_view name) {
  const auto found = std::ranges::find(kPasses, name, &Pass::name);
  if (found == kPasses.end()) {
    throw Error(fmt::format("compile: there is no pass '{}' to switch off", name));
  }
  if (found->required) {
    throw Error(fmt::format("compile: the pass '{}' is required, it can't be switched off", name));
  }
}

}  // namespace

std::span<const Pass> all_passes() {
  return kPasses;
}

PassedGraph run_passes(const Graph& graph, PassSettings settings,
                       std::span<const std::string> disabled) {
  for (const std::string& name : disabled) check_can_be_disabled(name);
  verify(graph);
  std::unique_ptr<Graph> current;
  for (const Pass& pass : kPasses) {
    if (pass.run == round_products && settings.precision == Precision::f32) continue;
    if (pass.name == "tile_convs" && settings.tiled_block == nullptr) continue;
    if (pass.run == multiply_bytes && settings.byte_width == 0) continue;
    if (pass.run == pack_factors && settings.packed_width == 0) continue;
    if (pass.run == block_channels && settings.channel_block == nullptr) continue;
    if (std::ranges::find(disabled, pass.name) != disabled.end()) continue;
    if (pass.run == partition) {
      settings.replicas = possible_replicas(current ? *current : graph, settings.replicas);
    }
    current = pass.run(current ? *current : graph, settings);
    verify(*current);
  }
  return {std::move(current), settings.replicas};
}

std::vector<int> use_counts(const Graph& graph) {
  std::vector<int> counts(static_cast<std::size_t>(graph.size()), 0);
  const auto use = [&](Value value) { ++counts[static_cast<std::size_t>(value.node)]; };
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) use(input);
  }
  for (const auto& [name, value] : graph.outputs()) use(value);
  for (const auto& [variable, value] : graph.assignments()) {
    use(variable);
    use(value);
  }
  if (graph.guard()) use(graph.guard());
  return counts;
}

std::vector<bool> fixed_nodes(const Graph& graph) {
  std::vector<bool> fixed;
  for (const Node& node : graph.nodes()) {
    bool now = node.op == &kVariable || node.op == &kConstant || !node.inputs.empty();
    for (const Value& input : node.inputs) now = now && fixed[static_cast<std::size_t>(input.node)];
    fixed.push_back(now);
  }
  return fixed;
}

std::unique_ptr<Graph> remove_unused(const Graph& graph, const PassSettings&) {
  std::vector<bool> used(static_cast<std::size_t>(graph.size()), false);
  const auto use = [&](Value value) { used[static_cast<std::size_t>(value.node)] = true; };
  for (const auto& [name, value] : graph.outputs()) use(value);
  for (const auto& [variable, value] : graph.assignments()) {
    use(variable);
    use(value);
  }
  if (graph.guard()) use(graph.guard());
  for (auto node = graph.nodes().rbegin(); node != graph.nodes().rend(); ++node) {
    if (!used[static_cast<std::size_t>(node->id)]) continue;
    for (const Value& input : node->inputs) use(input);
  }
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (used[static_cast<std::size_t>(node.id)]) rewriter.copy(node);
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
