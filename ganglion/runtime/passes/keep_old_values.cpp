#include <vector>

#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/schedule.h"

/// Outputs, new values of variables and the guard mean values from before the assignments. Where
/// one of them is a variable that is itself assigned to (or lies in its memory, as a reshape does),
/// it is copied in time: `previous := current` and swaps of variables need that.
namespace ganglion::runtime {
namespace {

class Keeper {
 public:
  explicit Keeper(const Graph& graph)
      : graph_(graph),
        result_(std::make_unique<Graph>()),
        rewriter_(graph, *result_),
        assigned_(static_cast<std::size_t>(graph.size()), false) {
    for (const auto& [variable, value] : graph.assignments()) assigned_[id_of(variable)] = true;
  }

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) rewriter_.copy(node);
    for (const auto& [name, value] : graph_.outputs()) result_->set_output(name, kept(value));
    for (const auto& [variable, value] : graph_.assignments()) {
      result_->assign(rewriter_(variable), kept(value));
    }
    if (graph_.guard()) result_->set_guard(kept(graph_.guard()));
    return std::move(result_);
  }

 private:
  static std::size_t id_of(Value value) { return static_cast<std::size_t>(value.node); }

  Value kept(Value value) const {
    const Value fresh = rewriter_(value);
    if (!assigned_[id_of(memory_root(value))]) return fresh;
    const Shape& shape = value.shape();
    return ops::reshape(ops::pack({fresh}, {0}, shape.size()), shape);
  }

  const Graph& graph_;
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
  std::vector<bool> assigned_;
};

}  // namespace

std::unique_ptr<Graph> keep_old_values(const Graph& graph, const PassSettings&) {
  return Keeper(graph).run();
}

}  // namespace ganglion::runtime
