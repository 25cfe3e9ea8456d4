#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"

/// Joins element-wise nodes of one shape into groups that run as one pass over memory. Two groups
/// may be joined when one reads the other and no path leads out of the union and back into it.
namespace ganglion::runtime {
namespace {

constexpr std::size_t kMaxMembers = 48;
constexpr std::size_t kMaxInputs = 24;

class Grouping {
 public:
  explicit Grouping(const Graph& graph)
      : graph_(graph),
        replicated_(replicated_nodes(graph)),
        readers_(size()),
        group_(size()),
        reach_(size()),
        visited_(size(), -1),
        members_(size()) {
    std::iota(group_.begin(), group_.end(), 0);
    std::iota(reach_.begin(), reach_.end(), 0);
    for (int id = 0; id < graph.size(); ++id) members_[at(id)] = {id};
    for (const Node& node : graph.nodes()) {
      for (const Value& input : node.inputs) readers_[at(input.node)].push_back(node.id);
      if (!fusable(node)) continue;
      for (const Value& input : node.inputs) try_join(node.id, input.node);
    }
  }

  int group_of(int id) const { return group_[at(id)]; }
  const std::vector<int>& members(int group) const { return members_[at(group)]; }

 private:
  std::size_t size() const { return at(graph_.size()); }

  static bool fusable(const Node& node) { return node.op->elementwise && node.outputs.size() == 1; }

  void try_join(int reader, int producer) {
    const int a = group_of(reader);
    const int b = group_of(producer);
    const Node& x = graph_.node(reader);
    const Node& y = graph_.node(producer);
    if (a == b || !fusable(y) || x.outputs[0] != y.outputs[0]) return;
    if (replicated_[at(reader)] != replicated_[at(producer)]) return;
    if (members(a).size() + members(b).size() > kMaxMembers || inputs_of(a, b).size() > kMaxInputs)
      return;
    if (returns(a, b)) return;
    std::vector<int> joined;
    std::merge(members(a).begin(), members(a).end(), members(b).begin(), members(b).end(),
               std::back_inserter(joined));
    for (int id : joined) group_[at(id)] = a;
    members_[at(a)] = std::move(joined);
    members_[at(b)].clear();
    raise_reach(a, reader);
  }

  /// All that comes after the group depends on node `latest` now, the last one looked at so far.
  void raise_reach(int joined, int latest) {
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

  /// Nodes outside both groups that they read.
  std::set<int> inputs_of(int a, int b) const {
    std::set<int> inputs;
    for (int group : {a, b}) {
      for (int member : members(group)) {
        for (const Value& input : graph_.node(member).inputs) {
          if (group_of(input.node) != a && group_of(input.node) != b) inputs.insert(input.node);
        }
      }
    }
    return inputs;
  }

  /// Does a path lead from a or b to the outside and back? Walks back from what they read, through
  /// whole groups.
  bool returns(int a, int b) {
    const int first = std::min(members(a).front(), members(b).front());
    ++walk_;
    std::vector<int> open;
    for (int input : inputs_of(a, b)) open.push_back(group_of(input));
    while (!open.empty()) {
      const int group = open.back();
      open.pop_back();
      if (group == a || group == b) return true;
      // What depends on nothing from our first member on can't depend on us.
      if (reach_[at(group)] < first || visited_[at(group)] == walk_) continue;
      visited_[at(group)] = walk_;
      for (int member : members(group)) {
        for (const Value& input : graph_.node(member).inputs) {
          if (group_of(input.node) != group) open.push_back(group_of(input.node));
        }
      }
    }
    return false;
  }

  const Graph& graph_;
  std::vector<bool> replicated_;
  std::vector<std::vector<int>> readers_;  // by node: those looked at so far
  std::vector<int> group_;                 // by node
  std::vector<int> reach_;    // by group: the last member of it and of all groups it depends on
  std::vector<int> visited_;  // by group: the last walk that came by
  int walk_ = 0;
  std::vector<std::vector<int>> members_;
};

/// Emits groups in an order where inputs come first, each as it is or as one fused node.
class Emitter {
 public:
  Emitter(const Graph& graph, const Grouping& grouping)
      : graph_(graph),
        grouping_(grouping),
        uses_(use_counts(graph)),
        only_reader_(static_cast<std::size_t>(graph.size()), -1),
        result_(std::make_unique<Graph>()),
        rewriter_(graph, *result_),
        done_(static_cast<std::size_t>(graph.size()), false) {
    find_only_readers(replicated_nodes(graph));
  }

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) emit(grouping_.group_of(node.id));
    rewriter_.finish();
    return std::move(result_);
  }

 private:
  /// Depth-first; iterative, since chains may be thousands of nodes long.
  void emit(int root) {
    std::vector<int> open = {root};
    while (!open.empty()) {
      const int group = open.back();
      if (done_[static_cast<std::size_t>(group)]) {
        open.pop_back();
        continue;
      }
      bool ready = true;
      for (int member : grouping_.members(group)) {
        for (const Value& input : graph_.node(member).inputs) {
          const int needed = grouping_.group_of(input.node);
          if (needed == group || done_[static_cast<std::size_t>(needed)]) continue;
          open.push_back(needed);
          ready = false;
        }
      }
      if (!ready) continue;
      open.pop_back();
      done_[static_cast<std::size_t>(group)] = true;
      const auto& members = grouping_.members(group);
      if (members.size() == 1 && !reads_sum(members[0])) {
        rewriter_.copy(graph_.node(members[0]));
      } else {
        fuse(members);
      }
    }
  }

  /// An all_reduce that only one fused group reads is done while that group loads its inputs; not
  /// in a group that each replica runs, since it would read what other replicas are still making.
  bool reads_sum(int member) const {
    const Node& node = graph_.node(member);
    if (!node.op->elementwise || node.outputs.size() != 1) return false;
    return std::any_of(node.inputs.begin(), node.inputs.end(), [&](const Value& input) {
      return foldable_sum(input, node.outputs[0].shape);
    });
  }

  bool foldable_sum(Value input, const Shape& shape) const {
    const Node& node = input.producer();
    return node.op == &ops::kAllReduce && input.shape() == shape &&
           only_reader_[static_cast<std::size_t>(node.id)] >= 0;
  }

  /// For each node the group that reads it, if no other does and it runs once for all replicas.
  void find_only_readers(const std::vector<bool>& replicated) {
    std::vector<int> reads(uses_.size(), 0);
    for (const Node& reader : graph_.nodes()) {
      const int group = grouping_.group_of(reader.id);
      for (const Value& input : reader.inputs) {
        const auto id = static_cast<std::size_t>(input.node);
        const bool first = reads[id]++ == 0;
        const bool fits = !replicated[static_cast<std::size_t>(reader.id)];
        only_reader_[id] = fits && (first || only_reader_[id] == group) ? group : -1;
      }
    }
    for (std::size_t id = 0; id < reads.size(); ++id) {
      if (reads[id] != uses_[id]) only_reader_[id] = -1;
    }
  }

  void fuse(const std::vector<int>& members) {
    const Shape& shape = graph_.node(members[0]).outputs[0].shape;
    std::map<std::pair<int, int>, int> registers;  // old value → register
    std::vector<Value> inputs;
    std::vector<std::int64_t> partial;
    for (int member : members) {
      for (const Value& input : graph_.node(member).inputs) {
        if (std::binary_search(members.begin(), members.end(), input.node)) continue;
        if (!registers.emplace(std::pair{input.node, input.output}, static_cast<int>(inputs.size()))
                 .second) {
          continue;
        }
        Value fresh = rewriter_(input);
        if (foldable_sum(input, shape)) {
          partial.push_back(static_cast<std::int64_t>(inputs.size()));
          partial.push_back(fresh.producer().attributes.integer("replicas"));
          fresh = fresh.producer().inputs[0];
        }
        inputs.push_back(fresh);
      }
    }
    std::vector<ops::Instruction> program;
    for (int member : members) {
      const Node& node = graph_.node(member);
      ops::Instruction instruction{
          .op = node.op, .operands = {}, .parameter = ops::parameter_of(node)};
      for (const Value& input : node.inputs)
        instruction.operands.push_back(registers.at({input.node, input.output}));
      registers[{member, 0}] = static_cast<int>(inputs.size() + program.size());
      program.push_back(std::move(instruction));
    }
    finish(members, inputs, program, registers, partial, shape);
  }

  void finish(const std::vector<int>& members, std::vector<Value> inputs,
              const std::vector<ops::Instruction>& program,
              const std::map<std::pair<int, int>, int>& registers,
              const std::vector<std::int64_t>& partial, const Shape& shape) {
    std::vector<int> results;
    std::vector<int> leaving;
    for (int member : members) {
      int inside = 0;
      for (int reader : members) {
        for (const Value& input : graph_.node(reader).inputs)
          inside += input.node == member ? 1 : 0;
      }
      if (inside == uses_[static_cast<std::size_t>(member)]) continue;
      leaving.push_back(member);
      results.push_back(registers.at({member, 0}));
    }
    const Node& fused = ops::fused_elementwise(*result_, std::move(inputs), program, results,
                                               partial, shape, graph_.node(members.back()).name);
    for (std::size_t i = 0; i < leaving.size(); ++i) {
      rewriter_.map(graph_.node(leaving[i]).output(), fused.output(static_cast<int>(i)));
    }
  }

  const Graph& graph_;
  const Grouping& grouping_;
  std::vector<int> uses_;
  std::vector<int> only_reader_;  // by node: the one group that reads it, or -1
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
  std::vector<bool> done_;
};

}  // namespace

std::unique_ptr<Graph> fuse_elementwise(const Graph& graph, const PassSettings&) {
  const Grouping grouping(graph);
  return Emitter(graph, grouping).run();
}

}  // namespace ganglion::runtime
