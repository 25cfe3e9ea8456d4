#include "ganglion/runtime/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/cost.h"
#include "ganglion/runtime/executor.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/schedule.h"

namespace ganglion::runtime {
namespace {

/// A whole call at least this large is worth waking the other workers for.
constexpr std::int64_t kDividedBytes = 64 * 1024;

std::unique_ptr<Graph> optimize(const Graph& graph, const PlanOptions& options,
                                std::int64_t replicas) {
  for (const std::string& name : options.disabled_passes) {
    const auto passes = all_passes();
    if (std::none_of(passes.begin(), passes.end(), [&](const Pass& p) { return p.name == name; })) {
      throw Error(fmt::format("compile: there is no pass '{}' to switch off", name));
    }
  }
  const PassSettings settings{.replicas = replicas};
  auto current = std::make_unique<Graph>();
  Rewriter copy(graph, *current);
  for (const Node& node : graph.nodes()) copy.copy(node);
  copy.finish();
  for (const Pass& pass : all_passes()) {
    const auto& disabled = options.disabled_passes;
    const bool needed = pass.name == "partition";  // what follows builds on its result
    if (!needed && std::find(disabled.begin(), disabled.end(), pass.name) != disabled.end())
      continue;
    current = pass.run(*current, settings);
  }
  return current;
}

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

}  // namespace

struct Plan::Implementation {
  std::unique_ptr<Graph> graph;
  Schedule schedule;
  MemoryPlan memory;
  Tensor arena;
  Executor executor;
  std::int64_t replicas = 1;

  struct Bound {
    std::string name;
    TensorType type;  // as declared before partitioning
    int node = 0;
    bool set = false;
    std::vector<std::pair<std::size_t, std::size_t>> slots;  // index in pointers, byte offset
  };
  std::vector<Bound> bound;
  bool complete = false;

  Bound* find(std::string_view name) {
    for (Bound& entry : bound) {
      if (entry.name == name) return &entry;
    }
    return nullptr;
  }

  std::byte* arena_at(const Location& location, std::int64_t replica) {
    return static_cast<std::byte*>(arena.data()) + location.offset +
           location.stride * static_cast<std::size_t>(replica);
  }

  /// Appends the pointer of a value to the table; for bound memory a slot to be filled by bind().
  void add_pointer(Value value, std::int64_t replica) {
    const Location& location = memory.of(value);
    void* pointer = nullptr;
    if (location.space == Location::Space::arena) pointer = arena_at(location, replica);
    if (location.space == Location::Space::constant) {
      const auto* data = static_cast<const std::byte*>(
          graph->node(location.owner).attributes.tensor("value").data());
      pointer = const_cast<std::byte*>(data) + location.offset;
    }
    if (location.space == Location::Space::bound) {
      for (Bound& entry : bound) {
        if (entry.node != location.owner) continue;
        entry.slots.emplace_back(
            executor.pointers.size(),
            location.offset + location.stride * static_cast<std::size_t>(replica));
      }
    }
    executor.pointers.push_back(pointer);
  }

  void declare_bound() {
    for (const Node& node : graph->nodes()) {
      if (node.op != &kInput && node.op != &kVariable) continue;
      TensorType type = node.outputs[0];
      const bool split = node.op == &kInput && node.attributes.flag("batch");
      if (split && type.shape.rank() > 0) type.shape = type.shape.with(0, type.shape[0] * replicas);
      Bound entry;
      entry.name = node.name;
      entry.type = type;
      entry.node = node.id;
      bound.push_back(std::move(entry));
    }
  }

  bool is_replicated(int node) const {
    const int step = schedule.position[static_cast<std::size_t>(node)];
    return step >= 0 && schedule.steps[static_cast<std::size_t>(step)].replicated;
  }

  Call make_call(const Node& node, std::int64_t replica, kernels::Choice choice) {
    Call call;
    auto made = kernels::make(node, choice);
    call.kernel = std::move(made.kernel);
    call.kernel_name = made.name;
    call.node = node.id;
    call.replica = replica;
    call.inputs = executor.pointers.size();
    for (const Value& input : node.inputs) {
      // A whole node reads a partial value in all its summands.
      const bool sums = !is_replicated(node.id) && replicated[static_cast<std::size_t>(input.node)];
      for (std::int64_t r = 0; r < (sums ? replicas : 1); ++r)
        add_pointer(input, sums ? r : replica);
    }
    call.outputs = executor.pointers.size();
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i)
      add_pointer(node.output(i), replica);
    return call;
  }

  void add_replicated(std::size_t begin, std::size_t end, kernels::Choice choice) {
    Phase phase{.kind = Phase::Kind::replicated, .calls = {}, .check_guard = false};
    for (std::int64_t replica = 0; replica < replicas; ++replica) {
      for (std::size_t i = begin; i < end; ++i) {
        phase.calls.push_back(make_call(graph->node(schedule.steps[i].node), replica, choice));
      }
    }
    executor.phases.push_back(std::move(phase));
  }

  void add_whole(const Node& node, bool check_guard, kernels::Choice choice) {
    Call call = make_call(node, 0, choice);
    std::int64_t bytes = 0;
    for (const TensorType& type : node.outputs) {
      bytes += type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype));
    }
    const bool divide = replicas > 1 && call.kernel->extent() > 1 && bytes >= kDividedBytes;
    auto& phases = executor.phases;
    const bool join =
        !divide && !check_guard && !phases.empty() && phases.back().kind == Phase::Kind::serial;
    if (!join) {
      phases.push_back({divide ? Phase::Kind::divided : Phase::Kind::serial, {}, check_guard});
    }
    phases.back().calls.push_back(std::move(call));
  }

  void add_copies() {
    if (memory.copies.empty()) return;
    Phase phase{.kind = Phase::Kind::serial, .calls = {}, .check_guard = true};
    for (const auto& [variable, value] : memory.copies) {
      Call call;
      call.kernel = std::make_unique<CopyKernel>(static_cast<std::size_t>(value.shape().size()) *
                                                 size_of(value.dtype()));
      call.kernel_name = "copy:assign";
      call.node = value.node;
      call.inputs = executor.pointers.size();
      add_pointer(value, 0);
      call.outputs = executor.pointers.size();
      add_pointer(variable, 0);
      phase.calls.push_back(std::move(call));
    }
    executor.phases.push_back(std::move(phase));
  }

  std::vector<bool> replicated;
  std::size_t guard_pointer = 0;

  void build(kernels::Choice choice) {
    replicated = replicated_nodes(*graph);
    declare_bound();
    if (graph->guard()) {
      guard_pointer = executor.pointers.size();
      add_pointer(graph->guard(), 0);
    }
    const std::size_t count = schedule.steps.size();
    bool checked = !graph->guard();
    for (std::size_t i = 0; i < count;) {
      std::size_t end = i + 1;
      if (schedule.steps[i].replicated && replicas > 1) {
        while (end < count && schedule.steps[end].replicated) ++end;
        add_replicated(i, end, choice);
      } else {
        const bool check = !checked && static_cast<int>(i) >= schedule.first_effect;
        add_whole(graph->node(schedule.steps[i].node), check, choice);
        checked |= check;
      }
      i = end;
    }
    add_copies();
    executor.replicas = replicas;
    executor.prepare(1);
  }

  void require_bound() {
    for (const Bound& entry : bound) {
      if (!entry.set)
        throw Error(fmt::format("run: '{}' ({}) is not bound", entry.name, entry.type.to_string()));
    }
    if (graph->guard()) {
      const void* guard = executor.pointers[guard_pointer];
      if (graph->guard().dtype() == DType::f64)
        executor.guard_f64 = static_cast<const double*>(guard);
      if (graph->guard().dtype() == DType::f32)
        executor.guard_f32 = static_cast<const float*>(guard);
    }
    complete = true;
  }
};

Plan::Plan(const Graph& graph, const PlanOptions& options)
    : implementation_(std::make_unique<Implementation>()) {
  Implementation& self = *implementation_;
  if (options.replicas < 1 || (options.replicas & (options.replicas - 1)) != 0) {
    throw Error(
        fmt::format("replicas: {} is not a power of two; use 1, 2, 4, …", options.replicas));
  }
  self.replicas = possible_replicas(graph, options.replicas);
  self.graph = optimize(graph, options, self.replicas);
  self.schedule = make_schedule(*self.graph);
  self.memory = plan_memory(*self.graph, self.schedule, self.replicas);
  self.arena = Tensor(Shape{static_cast<std::int64_t>(self.memory.arena_bytes)}, DType::u8);
  self.build(options.kernels);
}

Plan::~Plan() = default;
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(Plan&&) noexcept = default;

bool Plan::has(std::string_view name) const {
  return implementation_->find(name) != nullptr;
}

void Plan::bind(std::string_view name, const void* data) {
  Implementation::Bound* entry = implementation_->find(name);
  if (entry == nullptr)
    throw Error(fmt::format("bind: the plan has no input or variable '{}'", name));
  auto* bytes = static_cast<std::byte*>(const_cast<void*>(data));
  for (const auto& [slot, offset] : entry->slots) {
    implementation_->executor.pointers[slot] = bytes + offset;
  }
  entry->set = true;
  implementation_->complete = false;
}

void Plan::bind(std::string_view name, const Tensor& tensor) {
  const Implementation::Bound* entry = implementation_->find(name);
  const TensorType given{tensor.dtype(), tensor.shape()};
  if (entry != nullptr && entry->type != given) {
    throw Error(fmt::format("bind: '{}' is {}, but the tensor is {}", name, entry->type.to_string(),
                            given.to_string()));
  }
  bind(name, tensor.data());
}

void Plan::bind(std::string_view name, Tensor& tensor) {
  bind(name, std::as_const(tensor));
}

bool Plan::run(Workers* workers) {
  if (!implementation_->complete) implementation_->require_bound();
  return implementation_->executor.run(workers);
}

const void* Plan::output(std::string_view name) const {
  Implementation& self = *implementation_;
  const Location& location = self.memory.of(self.graph->output(name));
  switch (location.space) {
    case Location::Space::arena:
      return self.arena_at(location, 0);
    case Location::Space::constant:
      return static_cast<const std::byte*>(
                 self.graph->node(location.owner).attributes.tensor("value").data()) +
             location.offset;
    default:
      throw Error(fmt::format("output '{}' is an input or variable; read what was bound", name));
  }
}

Tensor Plan::read(std::string_view name) const {
  const Value value = implementation_->graph->output(name);
  TensorType type = value.type();
  if (implementation_->replicated[static_cast<std::size_t>(value.node)] &&
      implementation_->replicas > 1) {
    type.shape = type.shape.with(0, type.shape[0] * implementation_->replicas);
  }
  Tensor result(type.shape, type.dtype);
  std::memcpy(result.data(), output(name), result.bytes());
  return result;
}

std::int64_t Plan::replicas() const {
  return implementation_->replicas;
}
std::size_t Plan::arena_bytes() const {
  return implementation_->memory.arena_bytes;
}
std::size_t Plan::arena_lower_bound() const {
  return implementation_->memory.lower_bound;
}
const Graph& Plan::graph() const {
  return *implementation_->graph;
}

std::vector<Plan::CallProfile> Plan::profile(int runs) {
  using Clock = std::chrono::steady_clock;
  Implementation& self = *implementation_;
  if (!self.complete) self.require_bound();
  std::vector<CallProfile> result;
  for (int i = 0; i < runs; ++i) {
    std::size_t k = 0;
    for (Phase& phase : self.executor.phases) {
      for (Call& call : phase.calls) {
        const auto begin = Clock::now();
        self.executor.run_call(call, 0, 0, call.kernel->extent());
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        if (k == result.size()) {
          const Node& node = self.graph->node(call.node);
          result.push_back(
              {std::string(call.kernel_name), node.name, 0.0, flops_of(node), bytes_of(node)});
        }
        result[k++].seconds += seconds;
      }
    }
  }
  return result;
}

}  // namespace ganglion::runtime
