#include "ganglion/runtime/passes/element_groups.h"

#include <algorithm>
#include <numeric>

#include "ganglion/core/index.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/passes/row_sums.h"

namespace ganglion::runtime {
namespace {

constexpr std::size_t kMaxMembers = 48;
constexpr std::size_t kMaxInputs = 24;
constexpr int kMaxWalk = 4096;  // groups; so far apart, two of them have little to share in a cache

}  // namespace

ElementGroups::ElementGroups(const Graph& graph)
    : graph_(graph),
      replicated_(replicated_nodes(graph)),
      recomputed_(graph, replicated_),
      forest_(graph, recomputed_),
      readers_(at(graph.size())),
      group_(at(graph.size())),
      reach_(at(graph.size())),
      visited_(at(graph.size()), -1),
      members_(at(graph.size())) {
  std::iota(group_.begin(), group_.end(), 0);
  std::iota(reach_.begin(), reach_.end(), 0);
  for (int id = 0; id < graph.size(); ++id) members_[at(id)] = {id};
  for (const Node& node : graph.nodes()) {
    if (recomputed_.contains(node.id)) continue;
    for (const Value& input : recomputed_.inputs(node.id)) {
      readers_[at(input.node)].push_back(node.id);
    }
    if (!fusable(node)) continue;
    for (const Value& input : recomputed_.inputs(node.id)) try_join(node.id, input.node);
  }
}

int ElementGroups::group_of(int id) const {
  return group_[at(id)];
}

const std::vector<int>& ElementGroups::members(int group) const {
  return members_[at(group)];
}

bool ElementGroups::replicated(int id) const {
  return replicated_[at(id)];
}

bool ElementGroups::fusable(const Node& node) const {
  return can_be_fused(node) || is_row_sum(node, replicated(node.id));
}

void ElementGroups::try_join(int reader, int producer) {
  const int a = group_of(reader);
  const int b = group_of(producer);
  const Node& x = graph_.node(reader);
  const Node& y = graph_.node(producer);
  if (a == b || !can_be_fused(y) || element_type(x) != y.outputs[0]) return;
  if (replicated(reader) != replicated(producer)) return;
  if (members(a).size() + members(b).size() > kMaxMembers) return;
  const auto inputs = inputs_of(a, b);
  if (inputs.size() > kMaxInputs || !sums_allow(a, b, inputs)) return;
  if (reads_own_sum(a, b) || returns(a, b, inputs)) return;
  std::vector<int> joined;
  std::merge(members(a).begin(), members(a).end(), members(b).begin(), members(b).end(),
             std::back_inserter(joined));
  for (int id : joined) group_[at(id)] = a;
  members_[at(a)] = std::move(joined);
  members_[at(b)].clear();
  raise_reach(a, reader);
}

/// All sums of a group are over the same axes, and its inputs lie over rows of these.
bool ElementGroups::sums_allow(int a, int b, const std::set<Key>& inputs) const {
  const Node* sum = nullptr;
  for (int group : {a, b}) {
    for (int member : members(group)) {
      const Node& node = graph_.node(member);
      if (node.op != &ops::kReduceSum) continue;
      if (sum != nullptr && node.attributes != sum->attributes) return false;
      sum = &node;
    }
  }
  if (sum == nullptr) return true;
  std::vector<Value> values;
  for (const auto& [node, output] : inputs) values.push_back(graph_.node(node).output(output));
  return fits_rows(values, *sum);
}

/// A sum is known at the end only.
bool ElementGroups::reads_own_sum(int a, int b) const {
  for (int group : {a, b}) {
    for (int member : members(group)) {
      for (const Value& input : recomputed_.inputs(member)) {
        const int from = group_of(input.node);
        if ((from == a || from == b) && input.producer().op == &ops::kReduceSum) return true;
      }
    }
  }
  return false;
}

/// All that comes after the group depends on node `latest` now, the last one looked at so far.
void ElementGroups::raise_reach(int joined, int latest) {
  std::vector<int> open = {joined};
  reach_[at(joined)] = -1;
  while (!open.empty()) {
    const int group = open.back();
    open.pop_back();
    if (reach_[at(group)] == latest) continue;
    reach_[at(group)] = latest;
    for (int member : members(group)) {
      for (int reader : readers_[at(member)]) open.push_back(group_of(reader));
    }
  }
}

/// Values from outside both groups that they read.
std::set<ElementGroups::Key> ElementGroups::inputs_of(int a, int b) const {
  std::set<Key> inputs;
  for (int group : {a, b}) {
    for (int member : members(group)) {
      for (const Value& input : recomputed_.inputs(member)) {
        const int from = group_of(input.node);
        if (from != a && from != b) inputs.emplace(input.node, input.output);
      }
    }
  }
  return inputs;
}

/// Whether the forest has a path from a or b to the outside and back. In a deep network most of
/// those that are asked for lead through all later layers, and are found without a walk.
bool ElementGroups::surely_returns(int a, int b, const std::set<Key>& inputs) const {
  return std::ranges::any_of(inputs, [&](const Key& input) {
    const auto leads = [&](int member) { return forest_.leads(member, input.first); };
    return std::ranges::any_of(members(a), leads) || std::ranges::any_of(members(b), leads);
  });
}

/// The first member of a or b from which a path leads to the outside, of nodes looked at so far; or
/// that of no node.
int ElementGroups::first_exit(int a, int b) const {
  const auto outside = [&](int reader) { return group_of(reader) != a && group_of(reader) != b; };
  const auto leaves = [&](int member) {
    return std::ranges::any_of(readers_[at(member)], outside);
  };
  int first = graph_.size();
  for (int group : {a, b}) {
    const auto exit = std::ranges::find_if(members(group), leaves);
    if (exit != members(group).end()) first = std::min(first, *exit);
  }
  return first;
}

/// Does a path lead from a or b to the outside and back? Walks back from what they read, through
/// whole groups; a walk that is too long counts as one that returns.
bool ElementGroups::returns(int a, int b, const std::set<Key>& inputs) {
  if (surely_returns(a, b, inputs)) return true;
  const int first = first_exit(a, b);
  ++walk_;
  int walked = 0;
  std::vector<int> open;
  for (const auto& [node, output] : inputs) open.push_back(group_of(node));
  while (!open.empty()) {
    const int group = open.back();
    open.pop_back();
    if (group == a || group == b) return true;
    // What depends on nothing from our first exit on can't depend on us.
    if (reach_[at(group)] < first || visited_[at(group)] == walk_) continue;
    visited_[at(group)] = walk_;
    if (++walked > kMaxWalk) return true;
    for (int member : members(group)) {
      for (const Value& input : recomputed_.inputs(member)) {
        if (group_of(input.node) != group) open.push_back(group_of(input.node));
      }
    }
  }
  return false;
}

}  // namespace ganglion::runtime
