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

  void require_bound() {
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
    : implementation_(std::make_unique<Implementation>()) {
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
  auto* bytes = static_cast<std::byte*>(const_cast<void*>(data));
  for (const auto& [slot, offset] : entry->slots) {
    implementation_->compiled.executor.pointers[slot] = bytes + offset;
  }
  entry->set = true;
  implementation_->complete = false;
}

void Plan::bind(std::string_view name, const Tensor& tensor) {
  const CompiledGraph::Bound* entry = implementation_->compiled.find(name);
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
  return implementation_->compiled.executor.run(workers);
}

const void* Plan::output(std::string_view name) const {
  Implementation& self = *implementation_;
  const Location& location = self.compiled.memory.of(self.compiled.graph->output(name));
  switch (location.space) {
    case Location::Space::arena:
      return self.compiled.address(location, 0);
    case Location::Space::constant:
      return static_cast<const std::byte*>(
                 self.compiled.graph->node(location.owner).attributes.tensor("value").data()) +
             location.offset;
    default:
      throw Error(fmt::format("output '{}' is an input or variable; read what was bound", name));
  }
}

Tensor Plan::read(std::string_view name) const {
  const Value value = implementation_->compiled.graph->output(name);
  TensorType type = value.type();
  if (replicated_nodes(*implementation_->compiled.graph)[static_cast<std::size_t>(value.node)]) {
    type.shape = type.shape.with(0, type.shape[0] * implementation_->compiled.replicas);
  }
  Tensor result(type.shape, type.dtype);
  std::memcpy(result.data(), output(name), result.bytes());
  return result;
}

std::int64_t Plan::replicas() const {
  return implementation_->compiled.replicas;
}
std::size_t Plan::arena_bytes() const {
  return implementation_->compiled.memory.arena_bytes;
}
std::size_t Plan::arena_lower_bound() const {
  return implementation_->compiled.memory.lower_bound;
}
const Graph& Plan::graph() const {
  return *implementation_->compiled.graph;
}

std::vector<Plan::CallProfile> Plan::profile(int runs) {
  using Clock = std::chrono::steady_clock;
  Implementation& self = *implementation_;
  if (!self.complete) self.require_bound();
  const kernels::Scope scope;
  std::vector<CallProfile> result;
  for (int i = 0; i < runs; ++i) {
    std::size_t k = 0;
    for (Phase& phase : self.compiled.executor.phases) {
      for (Call& call : phase.calls) {
        const auto begin = Clock::now();
        self.compiled.executor.run_call(call, 0, 0, call.kernel->extent());
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        if (k == result.size()) {
          const Node& node = self.compiled.graph->node(call.node);
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
