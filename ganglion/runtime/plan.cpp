#include "ganglion/runtime/plan.h"

#include <fmt/format.h>

#include <chrono>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/runtime/compile.h"
#include "ganglion/runtime/cost.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {

struct Plan::Implementation {
  CompiledGraph compiled;
  bool complete = false;  ///< everything is bound, and the guard's address is known

  const CompiledGraph::Output& output(std::string_view name) const {
    for (const CompiledGraph::Output& entry : compiled.outputs) {
      if (entry.name == name) return entry;
    }
    compiled.graph->output(name);  // throws and lists the names there are
    throw Error(fmt::format("the plan has no output '{}'", name));
  }

  /// An output that is computed from nothing but a reshape of an input is in the caller's memory.
  const void* data_of(const CompiledGraph::Output& output) {
    const Location& location = output.location;
    if (location.space == Location::Space::arena) return compiled.address(location, 0);
    if (location.space == Location::Space::fixed) {
      return static_cast<const std::byte*>(compiled.prologue.address(location.owner)) +
             location.offset;
    }
    const Node& owner = compiled.graph->node(location.owner);
    if (location.space == Location::Space::constant) {
      const Tensor& constant = owner.attributes.tensor("value");
      return static_cast<const std::byte*>(constant.data()) + location.offset;
    }
    const CompiledGraph::Bound* entry = compiled.find(owner.name);
    if (!entry->set) {
      throw Error(fmt::format("output '{}': '{}' is not bound", output.name, owner.name));
    }
    return static_cast<const std::byte*>(entry->data) + location.offset;
  }

  void bind_pinned(Plan& plan, std::string_view name, const Tensor& tensor, const void* data) {
    CompiledGraph::Bound* entry = compiled.find(name);
    const TensorType given{tensor.dtype(), tensor.shape()};
    if (entry != nullptr && entry->type != given) {
      throw Error(fmt::format("bind: '{}' is {}, but the tensor is {}", name,
                              entry->type.to_string(), given.to_string()));
    }
    plan.bind(name, data);
    entry->pin = tensor.pin();
  }

  void require_bound() {
    for (const CompiledGraph::Bound& entry : compiled.bound) {
      if (!entry.pin.left()) continue;
      throw Error(
          fmt::format("run: the tensor that was bound to '{}' has been assigned one of another "
                      "shape or type; bind it again",
                      entry.name));
    }
    if (!complete) complete_binding();
    compiled.update_fixed();
  }

  void complete_binding() {
    for (const CompiledGraph::Bound& entry : compiled.bound) {
      if (entry.set) continue;
      throw Error(fmt::format("run: '{}' ({}) is not bound", entry.name, entry.type.to_string()));
    }
    if (const Value guard = compiled.graph->guard()) {
      const void* address = compiled.executor.pointers[compiled.guard_pointer];
      const bool wide = guard.dtype() == DType::f64;
      compiled.executor.guard_f64 = wide ? static_cast<const double*>(address) : nullptr;
      compiled.executor.guard_f32 = wide ? nullptr : static_cast<const float*>(address);
    }
    complete = true;
  }
};

Plan::Plan(const Graph& graph, const PlanOptions& options)
    : implementation_("plan", std::make_unique<Implementation>()) {
  implementation_->compiled = compile(graph, options);
}

Plan::~Plan() = default;
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(Plan&&) noexcept = default;

bool Plan::has(std::string_view name) const {
  return implementation_->compiled.find(name) != nullptr;
}

void Plan::bind(std::string_view name, const void* data) {
  CompiledGraph::Bound* entry = implementation_->compiled.find(name);
  if (entry == nullptr)
    throw Error(fmt::format("bind: the plan has no input or variable '{}'", name));
  entry->pin = {};
  if (data == nullptr && entry->type.shape.size() > 0) {
    throw Error(fmt::format("bind: '{}' ({}) is given no memory", name, entry->type.to_string()));
  }
  auto* bytes = static_cast<std::byte*>(const_cast<void*>(data));
  for (const auto& [slot, offset] : entry->slots) {
    implementation_->compiled.executor.pointers[slot] = bytes + offset;
  }
  if (implementation_->compiled.graph->node(entry->node).op == &kVariable) {
    implementation_->compiled.prologue.bound(name, data);
  }
  entry->data = data;
  entry->set = true;
  implementation_->complete = false;
}

void Plan::bind(std::string_view name, const Tensor& tensor) {
  const CompiledGraph::Bound* entry = implementation_->compiled.find(name);
  if (entry != nullptr && entry->assigned) {
    throw Error(fmt::format("bind: runs write to '{}', but the tensor is const", name));
  }
  implementation_->bind_pinned(*this, name, tensor, tensor.data());
}

void Plan::bind(std::string_view name, Tensor& tensor) {
  void* data = tensor.data();  // first: it may take memory of its own
  implementation_->bind_pinned(*this, name, tensor, data);
}

void Plan::bind_part(std::string_view name, Tensor& tensor, std::int64_t first) {
  CompiledGraph::Bound* entry = implementation_->compiled.find(name);
  const std::int64_t size = entry == nullptr ? 0 : entry->type.shape.size();
  if (entry != nullptr && (entry->type.dtype != tensor.dtype() || first < 0 ||
                           first > tensor.size() || size > tensor.size() - first)) {
    throw Error(fmt::format("bind: '{}' is {}, which elements of {}{} from {} on can't be", name,
                            entry->type.to_string(), name_of(tensor.dtype()),
                            tensor.shape().to_string(), first));
  }
  bind(name, static_cast<std::byte*>(tensor.data()) +
                 static_cast<std::size_t>(first) * size_of(tensor.dtype()));
  entry->pin = tensor.pin();
}

bool Plan::run(Workers* workers) {
  implementation_->require_bound();
  return implementation_->compiled.executor.run(workers);
}

const void* Plan::output(std::string_view name) const {
  return implementation_->data_of(implementation_->output(name));
}

Tensor Plan::read(std::string_view name) const {
  const CompiledGraph::Output& output = implementation_->output(name);
  Tensor result(output.type.shape, output.type.dtype);
  if (result.bytes() > 0) {
    std::memcpy(result.data(), implementation_->data_of(output), result.bytes());
  }
  return result;
}

RowRange Plan::rows_read(std::string_view name) const {
  CompiledGraph& compiled = implementation_->compiled;
  const CompiledGraph::Bound* entry = compiled.find(name);
  if (entry == nullptr) throw Error(fmt::format("rows_read: the plan has no input '{}'", name));
  const std::int64_t rows = entry->type.shape.rank() == 0 ? 1 : entry->type.shape[0];
  if (!entry->by_replica) return {.begin = 0, .end = rows};
  const std::int64_t share = rows / compiled.replicas;
  return {.begin = compiled.own.begin * share, .end = compiled.own.end * share};
}

std::int64_t Plan::replicas() const {
  return implementation_->compiled.replicas;
}
bool Plan::rows_are_apart() const {
  return implementation_->compiled.rows_apart;
}
bool Plan::shares_work() const {
  return implementation_->compiled.executor.shared;
}
std::size_t Plan::arena_bytes() const {
  return implementation_->compiled.memory.arena_bytes;
}
const std::shared_ptr<Tensor>& Plan::arena() const {
  return implementation_->compiled.arena;
}
std::size_t Plan::arena_lower_bound() const {
  return implementation_->compiled.memory.lower_bound;
}
const Graph& Plan::graph() const {
  return *implementation_->compiled.graph;
}

bool Plan::keeps_parts() const {
  return !implementation_->compiled.executor.kept.empty();
}

void Plan::complete() {
  Implementation& self = *implementation_;
  self.require_bound();
  for (Call& call : self.compiled.executor.kept) self.compiled.executor.run_call(call, 0, 0, 1);
}

std::vector<Plan::CallProfile> Plan::profile(int runs) {
  using Clock = std::chrono::steady_clock;
  Implementation& self = *implementation_;
  self.require_bound();
  const kernels::Scope scope;
  Executor& executor = self.compiled.executor;
  if (executor.background) executor.background->begin(executor.pointers.data(), false);
  std::vector<CallProfile> result;
  for (int i = 0; i < runs; ++i) {
    std::size_t k = 0;
    for (Phase& phase : executor.phases) {
      for (Call& call : phase.calls) {
        if (phase.kind == Phase::Kind::dealt) executor.lend_part(0, call.replica);
        const auto begin = Clock::now();
        executor.run_call(call, 0, 0, call.kernel->extent());
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        if (k == result.size()) {
          const Node& node = self.compiled.graph->node(call.node);
          const std::int64_t own_parts = call.parts > 1 ? call.kernel->extent() : 1;
          const double share = static_cast<double>(own_parts) / static_cast<double>(call.parts);
          result.push_back({.kernel = call.kernel_name,
                            .node = node.name,
                            .flops = share * flops_of(node),
                            .bytes = share * bytes_of(node),
                            .is_product = is_product(node),
                            .is_update = is_update(*self.compiled.graph, node),
                            .begins = call.begins,
                            .awaits = call.awaits,
                            .parts = call.parts});
          if (call.awaits >= 0) {
            result.back().bytes =
                static_cast<double>(executor.background->exchange(call.awaits).bytes);
          }
        }
        result[k++].seconds += seconds;
      }
    }
  }
  return result;
}

}  // namespace ganglion::runtime
