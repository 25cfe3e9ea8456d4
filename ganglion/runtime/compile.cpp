#include "ganglion/runtime/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/core/index.h"
#include "ganglion/core/numbers.h"
#include "ganglion/kernels/bf16.h"
#include "ganglion/kernels/onednn/blocked_conv.h"
#include "ganglion/kernels/onednn/tiled_conv.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/kernels/simd/byte_tiles.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/winograd_conv.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"

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

/// Returns when an exchange is made.
class AwaitKernel : public Kernel {
 public:
  AwaitKernel(Background& background, int exchange)
      : background_(background), exchange_(exchange) {}
  void run(const KernelArguments& /*arguments*/) override { background_.wait(exchange_); }

 private:
  Background& background_;
  int exchange_;
};

/// In place of what a rank without replicas doesn't compute: exchanges begin behind it.
class NothingKernel : public Kernel {
  void run(const KernelArguments& /*arguments*/) override {}
};

/// Whether all kernels are the library's own, which compute a row in the same way wherever it lies.
bool computes_rows_alone(const Executor& executor) {
  return std::ranges::all_of(executor.phases, [](const Phase& phase) {
    return std::ranges::all_of(phase.calls, [](const Call& call) {
      const std::string_view kernel = call.kernel_name;
      return kernel.starts_with("simd:") || kernel.starts_with("reference:");
    });
  });
}

/// Turns the schedule into phases of calls over a table of pointers.
class Compiler {
 public:
  Compiler(CompiledGraph& result, kernels::Choice choice)
      : result_(result),
        graph_(*result.graph),
        choice_(choice),
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
    if (own_.ranks != nullptr) {
      result_.executor.background = std::make_unique<Background>(*own_.ranks);
    }
    add_steps();
    add_copies();
    gather_outputs();
    attach_exchanges();
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
    return own_.ranks != nullptr && node.op == &ops::kAllReduce;
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
      await(call, node.inputs[0], make_sum_over_ranks(node, *own_.ranks), early,
            static_cast<std::size_t>(type.shape.size()) * size_of(type.dtype));
      call.kernel_name = "ranks:all_reduce";
    }
    return call;
  }

  /// Has a call wait for an exchange of `value`, which begins as soon as replicas have computed
  /// that.
  void await(Call& call, Value value, std::unique_ptr<Kernel> kernel, bool early,
             std::size_t bytes) {
    const int producer = memory_root(value).node;
    const int step = result_.schedule.position[at(producer)];
    const bool aside = early && bytes >= kExchangedAside && own_.ranks->works_aside() &&
                       step >= 0 && result_.schedule.steps[at(step)].replicated;
    call.awaits = result_.executor.background->add(
        {.kernel = std::move(kernel),
         .inputs = call.inputs,
         .outputs = call.outputs,
         .bytes = bytes,
         .producer = aside ? step : -1,
         .replicas = std::max<std::int64_t>(own_.end - own_.begin, 1)});
    call.kernel = std::make_unique<AwaitKernel>(*result_.executor.background, call.awaits);
    if (aside) begun_by_.emplace(producer, call.awaits);
  }

  void attach_exchanges() {
    for (Phase& phase : phases()) {
      for (Call& call : phase.calls) {
        const auto [first, last] = begun_by_.equal_range(call.node);
        if (call.awaits >= 0) continue;
        for (auto at = first; at != last; ++at) call.begins.push_back(at->second);
      }
    }
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
    const bool here = own_.ranks == nullptr || location.space != Location::Space::arena;
    if (here || !replicated_[at(rows.node)]) return;
    if (!gathered_.emplace(rows.node, rows.output).second) return;
    Call call;
    call.kernel_name = "ranks:all_rows";
    call.node = rows.node;
    call.inputs = call.outputs = pointers().size();
    add_pointer(rows, 0);
    await(call, rows, make_gather_rows(location.stride, result_.replicas, *own_.ranks), true,
          location.stride * static_cast<std::size_t>(result_.replicas));
    phases().push_back({Phase::Kind::serial, {}, false});
    phases().back().calls.push_back(std::move(call));
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
  kernels::Choice choice_;
  OwnReplicas own_ = result_.own;
  std::vector<bool> replicated_;
  std::set<std::pair<int, int>> gathered_;  // node and output: what all ranks have by now
  std::multimap<int, int> begun_by_;        // node → exchanges of what it computes
};

}  // namespace

CompiledGraph::Bound* CompiledGraph::find(std::string_view name) {
  for (Bound& entry : bound) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

void CompiledGraph::update_fixed() {
  prologue.update([this](int node) -> const void* {
    const Node& owner = graph->node(node);
    if (owner.op == &kConstant) return owner.attributes.tensor("value").data();
    return find(owner.name)->data;
  });
}

std::byte* CompiledGraph::address(const Location& location, std::int64_t replica) {
  if (memory.in_part(location)) replica -= own.begin;  // others' parts are not here
  return static_cast<std::byte*>(arena->data()) + location.offset +
         location.stride * static_cast<std::size_t>(replica);
}

CompiledGraph compile(const Graph& graph, const PlanOptions& options) {
  if (!is_power_of_two(options.replicas)) {
    throw Error(
        fmt::format("replicas: {} is not a power of two; use 1, 2, 4, …", options.replicas));
  }
  CompiledGraph result;
  const bool fast = options.kernels == kernels::Choice::fastest;
  const bool packs = options.fixed && graph.assignments().empty() && fast;
  PassedGraph passed =
      run_passes(graph,
                 {.replicas = options.replicas,
                  .ranks = options.ranks != nullptr && options.ranks->size() > 1,
                  .precision = options.precision,
                  .multiplies_bf16 = fast ? kernels::multiplies_bf16 : nullptr,
                  .packed_width = packs ? kernels::simd::packed_width() : 0,
                  .byte_width = packs ? kernels::simd::byte_tiles().width : 0,
                  .channel_block = packs ? kernels::onednn::channel_block : nullptr,
                  .winograd = packs ? kernels::simd::winograd_is_faster : nullptr,
                  .tiled_block = fast && !packs ? kernels::onednn::tiled_block : nullptr,
                  .tiled_width = kernels::simd::packed_width()},
                 options.disabled_passes);
  result.graph = std::move(passed.graph);
  result.replicas = passed.replicas;
  result.own = own_replicas(options.ranks, result.replicas);
  result.schedule = make_schedule(*result.graph, options.fixed != nullptr);
  result.schedule.sums_early = result.own.ranks != nullptr;
  // Ranks exchange rows that lie as on one machine.
  const std::int64_t processors = std::max(1U, std::thread::hardware_concurrency());
  const std::int64_t workers = result.own.ranks == nullptr ? processors : result.replicas;
  result.memory = plan_memory(*result.graph, result.schedule,
                              {result.replicas, result.own.begin, result.own.end}, workers);
  result.prologue =
      Prologue(*result.graph, result.schedule, result.memory, options.kernels, options.fixed);
  result.arena = options.arena;
  if (result.arena == nullptr || result.arena->bytes() < result.memory.arena_bytes) {
    const Shape bytes{static_cast<std::int64_t>(result.memory.arena_bytes)};
    result.arena = std::make_shared<Tensor>(bytes, DType::u8);
  }
  Compiler(result, options.kernels).run();
  result.rows_apart = rows_are_apart(graph) && computes_rows_alone(result.executor);
  return result;
}

}  // namespace ganglion::runtime
