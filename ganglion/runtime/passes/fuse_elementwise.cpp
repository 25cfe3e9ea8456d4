#include <algorithm>
#include <map>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/element_groups.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/passes/row_sums.h"

/// Makes one node of each group of element-wise nodes and sums, which then runs as one pass over
/// memory.
namespace ganglion::runtime {
namespace {

/// The program of a group while it is put together.
class ProgramBuilder {
 public:
  /// A value from outside the group; all before the first instruction. False if it is there
  /// already.
  bool add_input(Value value) {
    return registers_.emplace(key_of(value), static_cast<int>(registers_.size())).second;
  }

  /// The register of a value; what is recomputed is computed here.
  int register_of(Value value) {
    const auto found = registers_.find(key_of(value));
    return found != registers_.end() ? found->second : add(value.producer());
  }

  /// Appends a node's instruction.
  int add(const Node& node) {
    ops::Instruction instruction{
        .op = node.op, .operands = {}, .parameter = ops::parameter_of(node)};
    for (const Value& input : node.inputs) instruction.operands.push_back(register_of(input));
    program_.push_back(std::move(instruction));
    const int made = static_cast<int>(registers_.size());
    registers_.emplace(std::pair{node.id, 0}, made);
    return made;
  }

  const std::vector<ops::Instruction>& program() const { return program_; }

 private:
  static std::pair<int, int> key_of(Value value) { return {value.node, value.output}; }

  std::map<std::pair<int, int>, int> registers_;  // value → register, which are counted up
  std::vector<ops::Instruction> program_;
};

/// Emits groups in an order where inputs come first, each as it is or as one fused node.
class Emitter {
 public:
  Emitter(const Graph& graph, bool ranks)
      : graph_(graph),
        ranks_(ranks),
        groups_(graph),
        readers_(at(graph.size())),
        kept_(at(graph.size()), false),
        result_(std::make_unique<Graph>()),
        rewriter_(graph, *result_),
        done_(at(graph.size()), false) {
    find_readers();
  }

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) {
      if (!groups_.recomputed().contains(node.id)) emit(groups_.group_of(node.id));
    }
    rewriter_.finish();
    return std::move(result_);
  }

 private:
  const std::vector<Value>& inputs_of(int member) const {
    return groups_.recomputed().inputs(member);
  }

  void find_readers() {
    for (const Node& node : graph_.nodes()) {
      if (groups_.recomputed().contains(node.id)) continue;
      for (const Value& input : inputs_of(node.id)) readers_[at(input.node)].push_back(node.id);
    }
    const auto keep = [&](Value value) { kept_[at(value.node)] = true; };
    for (const auto& [name, value] : graph_.outputs()) keep(value);
    for (const auto& [variable, value] : graph_.assignments()) keep(variable), keep(value);
    if (graph_.guard()) keep(graph_.guard());
  }

  /// Depth-first; iterative, since chains may be thousands of nodes long.
  void emit(int root) {
    std::vector<int> open = {root};
    while (!open.empty()) {
      const int group = open.back();
      if (done_[at(group)]) {
        open.pop_back();
        continue;
      }
      bool ready = true;
      for (int member : groups_.members(group)) {
        for (const Value& input : inputs_of(member)) {
          const int needed = groups_.group_of(input.node);
          if (needed == group || done_[at(needed)]) continue;
          open.push_back(needed);
          ready = false;
        }
      }
      if (!ready) continue;
      open.pop_back();
      done_[at(group)] = true;
      const auto& members = groups_.members(group);
      if (members.size() == 1 && !reads_sum(members[0]) && !recomputes(members[0])) {
        rewriter_.copy(graph_.node(members[0]));
      } else {
        fuse(members);
      }
    }
  }

  bool recomputes(int member) const {
    return std::ranges::any_of(graph_.node(member).inputs, [&](const Value& input) {
      return groups_.recomputed().contains(input.node);
    });
  }

  /// An all_reduce that only one fused group reads is done while that group loads its inputs; not
  /// in a group that each replica runs, since it would read what other replicas are still making.
  bool reads_sum(int member) const {
    const Node& node = graph_.node(member);
    return can_be_fused(node) && std::ranges::any_of(inputs_of(member), [&](const Value& input) {
             return foldable_sum(input, node.outputs[0].shape);
           });
  }

  bool foldable_sum(Value input, const Shape& shape) const {
    const Node& node = input.producer();
    if (ranks_) return false;  // other processes have some of the summands
    if (node.op != &ops::kAllReduce || input.shape() != shape || kept_[at(node.id)]) return false;
    const int group = groups_.group_of(readers_[at(node.id)][0]);
    return !sums(groups_.members(group)) &&
           std::ranges::all_of(readers_[at(node.id)], [&](int reader) {
             return groups_.group_of(reader) == group && !groups_.replicated(reader);
           });
  }

  bool is_sum(int member) const { return graph_.node(member).op == &ops::kReduceSum; }
  bool sums(const std::vector<int>& members) const {
    return std::ranges::any_of(members, [&](int member) { return is_sum(member); });
  }

  /// Is the value of a member read by others than members of its group?
  bool leaves(int member) const {
    const int own = groups_.group_of(member);
    return kept_[at(member)] || std::ranges::any_of(readers_[at(member)], [&](int reader) {
             return groups_.group_of(reader) != own;
           });
  }

  void fuse(const std::vector<int>& members) {
    const Shape& shape = element_type(graph_.node(members[0])).shape;
    const int own = groups_.group_of(members[0]);
    ProgramBuilder builder;
    std::vector<Value> inputs;
    std::vector<std::int64_t> partial;
    for (int member : members) {
      for (const Value& input : inputs_of(member)) {
        if (groups_.group_of(input.node) == own || !builder.add_input(input)) continue;
        Value fresh = rewriter_(input);
        if (foldable_sum(input, shape)) {
          partial.push_back(static_cast<std::int64_t>(inputs.size()));
          partial.push_back(fresh.producer().attributes.integer("replicas"));
          fresh = fresh.producer().inputs[0];
        }
        inputs.push_back(fresh);
      }
    }
    for (int member : members) {
      if (!is_sum(member)) builder.add(graph_.node(member));
    }
    finish(members, std::move(inputs), builder, partial, shape);
  }

  void finish(const std::vector<int>& members, std::vector<Value> inputs, ProgramBuilder& builder,
              const std::vector<std::int64_t>& partial, const Shape& shape) {
    std::vector<int> leaving;
    std::vector<int> results;
    ops::Sums sums;
    std::vector<int> summing;
    for (int member : members) {
      const Node& node = graph_.node(member);
      if (is_sum(member)) {
        summing.push_back(member);
        sums.registers.push_back(builder.register_of(node.inputs[0]));
        sums.axes = node.attributes.integers("axes");
        sums.keep = node.attributes.flag("keep");
      } else if (leaves(member)) {
        leaving.push_back(member);
        results.push_back(builder.register_of(node.output()));
      }
    }
    const std::string& name = graph_.node(members.back()).name;
    const Node& fused = summing.empty()
                            ? ops::fused_elementwise(*result_, std::move(inputs), builder.program(),
                                                     results, partial, shape, name)
                            : ops::fused_sums(*result_, std::move(inputs), builder.program(),
                                              results, sums, shape, name);
    leaving.insert(leaving.end(), summing.begin(), summing.end());
    for (std::size_t i = 0; i < leaving.size(); ++i) {
      rewriter_.map(graph_.node(leaving[i]).output(), fused.output(static_cast<int>(i)));
    }
  }

  const Graph& graph_;
  const bool ranks_;
  const ElementGroups groups_;
  std::vector<std::vector<int>> readers_;  // by node: which are not recomputed themselves
  std::vector<bool> kept_;                 // by node: outputs, what is assigned, the guard
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
  std::vector<bool> done_;
};

}  // namespace

std::unique_ptr<Graph> fuse_elementwise(const Graph& graph, const PassSettings& settings) {
  return Emitter(graph, settings.ranks).run();
}

}  // namespace ganglion::runtime
