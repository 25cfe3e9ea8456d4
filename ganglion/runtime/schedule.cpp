#include "ganglion/runtime/schedule.h"

#include <algorithm>
#include <tuple>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {
namespace {

bool has_kernel(const Node& node) {
  return node.op != &kInput && node.op != &kVariable && node.op != &kConstant && !is_alias(node);
}

/// The stage of each node: one more than that of a partial value whose sum it needs.
std::vector<int> stages_of(const Graph& graph, const std::vector<bool>& replicated) {
  std::vector<int> stage(at(graph.size()), 0);
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) {
      const bool sums = replicated[at(input.node)] && !replicated[at(node.id)];
      stage[at(node.id)] = std::max(stage[at(node.id)], stage[at(input.node)] + (sums ? 1 : 0));
    }
  }
  return stage;
}

/// Nodes that neither an output nor the guard needs: they only serve assignments.
std::vector<bool> only_for_assignments(const Graph& graph) {
  std::vector<bool> seen(at(graph.size()), false);
  for (const auto& [name, value] : graph.outputs()) seen[at(value.node)] = true;
  if (graph.guard()) seen[at(graph.guard().node)] = true;
  for (auto node = graph.nodes().rbegin(); node != graph.nodes().rend(); ++node) {
    if (!seen[at(node->id)]) continue;
    for (const Value& input : node->inputs) seen[at(input.node)] = true;
  }
  seen.flip();
  return seen;
}

/// What replicas pack is complete with its last part.
int order_of(const Node& node, bool replicated) {
  if (!replicated || node.op != &ops::kPack) return node.id;
  return std::ranges::max_element(node.inputs, {}, &Value::node)->node;
}

/// Steps that don't wait for those before them: all replicated ones in a row, and matrix products
/// of which none reads another's result.
void join_steps(const Graph& graph, std::vector<Schedule::Step>& steps) {
  std::vector<int> group(at(graph.size()), -1);  // by node: which steps it has joined
  int current = 0;
  const auto reads_joined = [&](const Node& node) {
    return std::any_of(node.inputs.begin(), node.inputs.end(),
                       [&](Value input) { return group[at(memory_root(input).node)] == current; });
  };
  const Schedule::Step* before = nullptr;
  for (Schedule::Step& step : steps) {
    const Node& node = graph.node(step.node);
    if (before != nullptr && before->replicated == step.replicated) {
      const bool products = node.op == &ops::kMatmul && graph.node(before->node).op == node.op;
      step.joins = step.replicated || (products && !reads_joined(node));
    }
    if (!step.joins) ++current;
    group[at(node.id)] = current;
    before = &step;
  }
}

}  // namespace

std::int64_t Schedule::replica_lists() const {
  return std::ranges::count_if(steps,
                               [](const Step& step) { return step.replicated && !step.joins; });
}

bool is_alias(const Node& node) {
  if (node.op == &ops::kReshape || node.op == &ops::kView || node.op == &ops::kReplicaRows)
    return true;
  if (node.op == &ops::kStopGradient || node.op == &ops::kAllRows) return true;
  if (node.op != &ops::kSlice) return false;
  const Shape& from = node.inputs[0].shape();
  const Shape& to = node.outputs[0].shape;
  for (int axis = 1; axis < from.rank(); ++axis) {
    if (from[axis] != to[axis]) return false;
  }
  return from.rank() > 0;
}

Value memory_root(Value value) {
  while (is_alias(value.producer())) value = value.producer().inputs[0];
  return value;
}

Schedule make_schedule(const Graph& graph, bool has_prologue) {
  const std::vector<bool> replicated = replicated_nodes(graph);
  const std::vector<int> stage = stages_of(graph, replicated);
  const std::vector<bool> deferred = only_for_assignments(graph);
  Schedule schedule;
  std::vector<bool> fixed(at(graph.size()), false);
  if (has_prologue && graph.assignments().empty()) fixed = fixed_nodes(graph);
  for (const Node& node : graph.nodes()) {
    if (!has_kernel(node)) continue;
    if (fixed[at(node.id)] && !replicated[at(node.id)]) {
      schedule.prologue.push_back(node.id);
      continue;
    }
    schedule.steps.push_back({node.id, bool(replicated[at(node.id)]), false});
  }
  const auto key = [&](const Schedule::Step& step) {
    return std::tuple(stage[at(step.node)], step.replicated, bool(deferred[at(step.node)]),
                      order_of(graph.node(step.node), step.replicated), step.node);
  };
  std::sort(schedule.steps.begin(), schedule.steps.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  join_steps(graph, schedule.steps);
  schedule.position.assign(at(graph.size()), -1);
  for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
    schedule.position[at(schedule.steps[i].node)] = static_cast<int>(i);
  }
  const int guard_stage = graph.guard() ? stage[at(graph.guard().node)] : 0;
  schedule.after_guard.assign(at(graph.size()), false);
  schedule.first_effect = static_cast<int>(schedule.steps.size());
  for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
    const Schedule::Step& step = schedule.steps[i];
    const bool after =
        !step.replicated && deferred[at(step.node)] && stage[at(step.node)] >= guard_stage;
    schedule.after_guard[at(step.node)] = after;
    if (after) schedule.first_effect = std::min(schedule.first_effect, static_cast<int>(i));
  }
  return schedule;
}

}  // namespace ganglion::runtime
