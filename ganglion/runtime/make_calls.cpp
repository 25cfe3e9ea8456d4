#include "ganglion/runtime/make_calls.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "ganglion/core/index.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/exchange_calls.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/shared_update.h"

namespace ganglion::runtime {
namespace {

/// A whole call at least this large is worth waking the other workers for.
constexpr std::int64_t kDividedBytes = std::int64_t{64} * 1024;

/// Copies bytes: what assigns a value that could not be written in place.
class CopyKernel : public Kernel {
 public:
  explicit CopyKernel(std::size_t bytes) : bytes_(bytes) {}
  void run(const KernelArguments& arguments) override {
    std::memcpy(arguments.outputs[0], arguments.inputs[0], bytes_);
  }

 private:
  std::size_t bytes_;
};

/// In place of what a rank without replicas doesn't compute: exchanges begin behind it.
class NothingKernel : public Kernel {
  void run(const KernelArguments& /*arguments*/) override {}
};

/// Values of which each rank computes a part: see SharedUpdate.
struct Parts {
  std::vector<Value> values;
  std::vector<std::vector<std::size_t>> offsets;
};

/// Turns the schedule into phases of calls over a table of pointers.
class CallMaker {
 public:
  CallMaker(CompiledGraph& result, kernels::Choice choice)
      : result_(result),
        graph_(*result.graph),
        choice_(choice),
        exchanges_(result),
        replicated_(replicated_nodes(graph_)) {}

  void run() {
    const kernels::Scope scope;
    declare_bound();
    find_whole_readers();
    declare_outputs();
    if (graph_.guard()) {
      result_.guard_pointer = pointers().size();
      add_pointer(graph_.guard(), 0);
    }
    result_.executor.replicas = result_.own.end - result_.own.begin;
    result_.executor.shared = result_.replicas > 1 || has_parts();
    add_steps();
    if constexpr (kMayHaveRanks) gather_updates();
    add_copies();
    gather_outputs();
    exchanges_.attach(phases());
    result_.executor.prepare(1);
  }

 private:
  std::vector<void*>& pointers() { return result_.executor.pointers; }
  std::vector<Phase>& phases() { return result_.executor.phases; }

  /// The type of a value over all replicas.
  TensorType whole_type(Value value) const {
    TensorType type = value.type();
    if (replicated_[at(value.node)]) {
      type.shape = type.shape.with(0, type.shape[0] * result_.replicas);
    }
    return type;
  }

  bool has_parts() const {
    return std::ranges::any_of(graph_.nodes(),
                               [](const Node& node) { return ops::parts_of(node) > 1; });
  }

  bool is_assigned(const Node& node) const {
    const auto& assignments = graph_.assignments();
    return std::any_of(assignments.begin(), assignments.end(),
                       [&](const auto& a) { return a.first == node.output(); });
  }

  /// Whether a value is an input's rows, and read as a whole.
  void read_whole(Value value) {
    const Node& input = graph_.node(memory_root(value).node);
    for (CompiledGraph::Bound& entry : result_.bound) {
      if (entry.node == input.id) entry.by_replica = false;
    }
  }

  void find_whole_readers() {
    for (CompiledGraph::Bound& entry : result_.bound)
      entry.by_replica = replicated_[at(entry.node)];
    for (const Schedule::Step& step : result_.schedule.steps) {
      if (step.replicated) continue;
      for (const Value& input : graph_.node(step.node).inputs) read_whole(input);
    }
    for (const auto& [name, value] : graph_.outputs()) read_whole(value);
  }

  void declare_outputs() {
    for (const auto& [name, value] : graph_.outputs()) {
      result_.outputs.push_back(
          {.name = name, .type = whole_type(value), .location = result_.memory.of(value)});
    }
  }

  void declare_bound() {
    for (const Node& node : graph_.nodes()) {
      if (node.op != &kInput && node.op != &kVariable) continue;
      result_.bound.push_back({.name = node.name,
                               .type = whole_type(node.output()),
                               .node = node.id,
                               .data = nullptr,
                               .assigned = is_assigned(node),
                               .set = false,
                               .slots = {}});
    }
  }

  /// Appends the address of a value to the table; for bound memory a slot that bind() fills.
  void add_pointer(Value value, std::int64_t replica) {
    const Location& location = result_.memory.of(value);
    void* pointer = nullptr;
    if (location.space == Location::Space::arena && !is_lent(location)) {
      pointer = result_.address(location, replica);
    }
    if (location.space == Location::Space::constant) {
      const Tensor& constant = graph_.node(location.owner).attributes.tensor("value");
      pointer = static_cast<std::byte*>(const_cast<void*>(constant.data())) + location.offset;
    }
    if (location.space == Location::Space::fixed) {
      pointer = static_cast<std::byte*>(result_.prologue.address(location.owner)) + location.offset;
    }
    for (CompiledGraph::Bound& entry : result_.bound) {
      if (location.space != Location::Space::bound || entry.node != location.owner) continue;
      entry.slots.emplace_back(
          pointers().size(), location.offset + location.stride * static_cast<std::size_t>(replica));
    }
    pointers().push_back(pointer);
  }

  bool runs_replicated(const Node& node) const {
    const int step = result_.schedule.position[at(node.id)];
    return result_.schedule.steps[at(step)].replicated;
  }

  bool is_exchange(const Node& node) const {
    return own_.are_shared() && node.op == &ops::kAllReduce;
  }

  Call make_call(const Node& node, std::int64_t replica) {
    Call call;
    if (!is_exchange(node)) {
      auto made = kernels::make(node, choice_);
      call.kernel = std::move(made.kernel);
      call.kernel_name = std::move(made.name);
    }
    call.node = node.id;
    call.replica = replica;
    call.inputs = pointers().size();
    for (const Value& input : node.inputs) {
      // A whole node reads a partial value in all its summands, of ranks in those of its own.
      const bool sums = !runs_replicated(node) && replicated_[at(input.node)];
      if (!sums) add_pointer(input, replica);
      for (std::int64_t r = own_.begin; sums && r < own_.end; ++r) add_pointer(input, r);
    }
    call.outputs = pointers().size();
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      add_pointer(node.output(i), replica);
    }
    if (is_exchange(node)) {
      // Before the guard is known nothing may be written to a variable.
      const bool early = result_.memory.of(node.output()).space == Location::Space::arena;
      const TensorType& type = node.outputs[0];
      exchanges_.await(call, node.inputs[0], make_sum_over_ranks(node, *own_.ranks), early,
                       static_cast<std::size_t>(type.shape.size()) * size_of(type.dtype));
      call.kernel_name = "ranks:all_reduce";
    }
    return call;
  }

  void add_steps() {
    const auto& steps = result_.schedule.steps;
    bool checked = !graph_.guard();
    for (std::size_t i = 0; i < steps.size();) {
      std::size_t end = i + 1;
      if (steps[i].replicated) {
        while (end < steps.size() && steps[end].joins) ++end;
        add_replicated(i, end);
      } else {
        const bool check = !checked && static_cast<int>(i) >= result_.schedule.first_effect;
        add_whole(steps[i], check);
        checked |= check;
      }
      i = end;
    }
  }

  /// Lies in a part of the arena that is not one replica's.
  bool is_lent(const Location& location) const {
    return result_.memory.lends_parts() && result_.memory.in_part(location);
  }

  /// Notes what of replica 0's pointers, behind `first`, is filled in when a worker takes a
  /// replica.
  void note_lent(const Node& node, std::size_t first) {
    LentParts& parts = result_.executor.parts;
    const auto note = [&](Value value) {
      const Location& location = result_.memory.of(value);
      if (is_lent(location)) {
        parts.pointers.push_back({first, location.offset - result_.memory.shared_bytes});
      }
      ++first;
    };
    for (const Value& input : node.inputs) note(input);
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) note(node.output(i));
  }

  void add_replicated(std::size_t begin, std::size_t end) {
    // With several lists a replica's share lies in the cache of the worker that had it before.
    const bool only = result_.schedule.replica_lists() == 1;
    Phase phase{.kind = only ? Phase::Kind::dealt : Phase::Kind::replicated,
                .calls = {},
                .check_guard = false};
    if (result_.memory.lends_parts()) lend_parts(begin, end);
    for (std::int64_t replica = own_.begin; replica < own_.end; ++replica) {
      for (std::size_t i = begin; i < end; ++i) {
        phase.calls.push_back(make_call(graph_.node(result_.schedule.steps[i].node), replica));
      }
    }
    if (own_.begin == own_.end) {
      phase.kind = Phase::Kind::serial;
      for (std::size_t i = begin; i < end; ++i) {
        phase.calls.push_back({.kernel = std::make_unique<NothingKernel>(),
                               .kernel_name = "ranks:nothing",
                               .node = result_.schedule.steps[i].node});
      }
    }
    phases().push_back(std::move(phase));
  }

  /// Of the only list of replicated steps, whose pointers come next in the table.
  void lend_parts(std::size_t begin, std::size_t end) {
    LentParts& parts = result_.executor.parts;
    parts.begin = static_cast<std::byte*>(result_.arena->data()) + result_.memory.shared_bytes;
    parts.bytes = result_.memory.part_bytes;
    parts.count = result_.memory.parts;
    std::size_t next = pointers().size();
    for (std::size_t i = begin; i < end; ++i) {
      const Node& node = graph_.node(result_.schedule.steps[i].node);
      note_lent(node, next);
      next += node.inputs.size() + node.outputs.size();
    }
    parts.pointers_per_replica = next - pointers().size();
  }

  void add_whole(const Schedule::Step& step, bool check_guard) {
    const Node& node = graph_.node(step.node);
    for (const Value& input : node.inputs) gather_rows(input);
    Call call = make_call(node, 0);
    if constexpr (kMayHaveRanks) share_update(node, call);
    std::int64_t bytes = 0;
    for (const TensorType& type : node.outputs) {
      bytes += type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype));
    }
    const bool large = bytes >= kDividedBytes || ops::parts_of(node) > 1;
    const bool divide = result_.executor.shared && call.kernel->extent() > 1 && large;
    const Phase::Kind kind = divide ? Phase::Kind::divided : Phase::Kind::serial;
    const bool join = !check_guard && !phases().empty() && phases().back().kind == kind &&
                      (!divide || step.joins);
    if (!join) phases().push_back({kind, {}, check_guard});
    phases().back().calls.push_back(std::move(call));
  }

  /// Where ranks share the replicas: before it is first read as a whole, what each has computed is
  /// given to all. What was bound all have.
  void gather_rows(Value value) {
    while (is_alias(value.producer()) && value.producer().op != &ops::kAllRows)
      value = value.producer().inputs[0];
    if (value.producer().op == &ops::kAllRows) gather(value);
  }

  void gather_outputs() {
    for (const auto& [name, value] : graph_.outputs()) {
      if (replicated_[at(value.node)]) gather(value);
    }
  }

  void gather(Value value) {
    const Value rows = memory_root(value);
    const Location& location = result_.memory.of(rows);
    const bool here = !own_.are_shared() || location.space != Location::Space::arena;
    if (here || !replicated_[at(rows.node)]) return;
    if (!gathered_.emplace(rows.node, rows.output).second) return;
    Call call;
    call.kernel_name = "ranks:all_rows";
    call.node = rows.node;
    call.inputs = call.outputs = pointers().size();
    add_pointer(rows, 0);
    exchanges_.await(call, rows, make_gather_rows(location.stride, result_.replicas, *own_.ranks),
                     true, location.stride * static_cast<std::size_t>(result_.replicas));
    phases().push_back({Phase::Kind::serial, {}, false});
    phases().back().calls.push_back(std::move(call));
  }

  void share_update(const Node& node, Call& call) {
    const auto shared = shared_update(result_, node, *call.kernel);
    if (!shared) return;
    call.kernel = make_own_parts(std::move(call.kernel), *shared);
    call.parts = shared->parts;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      const Value value = node.output(i);
      Parts& parts = only_updates_read(result_, value) ? kept_ : given_;
      parts.values.push_back(value);
      parts.offsets.push_back(shared->offsets);
    }
  }

  /// At the end of a step weights are given to all ranks; the rest stays where it was computed.
  void gather_updates() {
    if (!given_.values.empty()) {
      Call call = gather_parts(given_);
      std::size_t bytes = 0;
      for (const auto& offsets : given_.offsets) bytes += offsets.back();
      exchanges_.await(call, given_.values[0], std::move(call.kernel), false, bytes);
      phases().push_back({Phase::Kind::serial, {}, false});
      phases().back().calls.push_back(std::move(call));
    }
    if (!kept_.values.empty()) result_.executor.kept.push_back(gather_parts(kept_));
  }

  Call gather_parts(const Parts& parts) {
    Call call;
    call.kernel = make_gather_parts(parts.offsets, *own_.ranks);
    call.kernel_name = "ranks:all_rows";
    call.node = parts.values[0].node;
    call.inputs = call.outputs = pointers().size();
    for (const Value& value : parts.values) add_pointer(value, 0);
    return call;
  }

  void add_copies() {
    if (result_.memory.copies.empty()) return;
    Phase phase{.kind = Phase::Kind::serial, .calls = {}, .check_guard = true};
    for (const auto& [variable, value] : result_.memory.copies) {
      Call call;
      call.kernel = std::make_unique<CopyKernel>(static_cast<std::size_t>(value.shape().size()) *
                                                 size_of(value.dtype()));
      call.kernel_name = "copy:assign";
      call.node = value.node;
      call.inputs = pointers().size();
      add_pointer(value, 0);
      call.outputs = pointers().size();
      add_pointer(variable, 0);
      phase.calls.push_back(std::move(call));
    }
    phases().push_back(std::move(phase));
  }

  CompiledGraph& result_;
  const Graph& graph_;
  Parts given_, kept_;  // of updates that ranks share
  kernels::Choice choice_;
  OwnReplicas own_ = result_.own;
  ExchangeCalls exchanges_;
  std::vector<bool> replicated_;
  std::set<std::pair<int, int>> gathered_;  // node and output: what all ranks have by now
};

}  // namespace

void make_calls(CompiledGraph& result, kernels::Choice choice) {
  CallMaker(result, choice).run();
}

}  // namespace ganglion::runtime
