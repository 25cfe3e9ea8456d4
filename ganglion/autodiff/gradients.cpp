#include "ganglion/autodiff/gradients.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion {
namespace {

/// For each node: does it depend on one of the targets? Targets themselves count, as leaves.
std::vector<bool> dependents(const Graph& graph, std::span<const Value> wrt) {
  std::vector<bool> depends(static_cast<std::size_t>(graph.size()), false);
  for (const Value& target : wrt) depends[static_cast<std::size_t>(target.node)] = true;
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) {
      if (depends[static_cast<std::size_t>(input.node)])
        depends[static_cast<std::size_t>(node.id)] = true;
    }
  }
  return depends;
}

/// The derivatives that have arrived so far at each output of each node.
class Arrivals {
 public:
  explicit Arrivals(const Graph& graph) : sums_(static_cast<std::size_t>(graph.size())) {
    for (const Node& node : graph.nodes()) {
      sums_[static_cast<std::size_t>(node.id)].resize(node.outputs.size());
    }
  }
  std::vector<Value>& at(int node) { return sums_[static_cast<std::size_t>(node)]; }
  void add(Value to, Value derivative) {
    Value& sum = at(to.node)[static_cast<std::size_t>(to.output)];
    sum = sum ? ops::add(sum, derivative) : derivative;
  }

 private:
  std::vector<std::vector<Value>> sums_;
};

void check_rule(const Node& node, const std::vector<Value>& result) {
  if (result.size() != node.inputs.size()) {
    throw Error(fmt::format("gradient of {}: the rule returned {} derivatives for {} inputs",
                            node.op->name, result.size(), node.inputs.size()));
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] && result[i].type() != node.inputs[i].type()) {
      throw Error(fmt::format("gradient of {}: the derivative to input {} is {}, the input is {}",
                              node.op->name, i, result[i].type().to_string(),
                              node.inputs[i].type().to_string()));
    }
  }
}

void check_seeds(std::span<const Value> ys, std::span<const Value> dys,
                 std::span<const Value> wrt) {
  if (ys.empty() || ys.size() != dys.size()) {
    throw Error(fmt::format("gradients: {} values and {} derivatives that arrive at them",
                            ys.size(), dys.size()));
  }
  for (std::size_t i = 0; i < ys.size(); ++i) {
    const Value y = ys[i], dy = dys[i];
    if (!y || !dy || y.graph != ys[0].graph || dy.graph != y.graph) {
      throw Error("gradients: y and dy must be of one graph");
    }
    if (dy.type() != y.type()) {
      throw Error("gradients: dy is " + dy.type().to_string() + ", y is " + y.type().to_string());
    }
  }
  for (const Value& target : wrt) {
    if (!target || target.graph != ys[0].graph) {
      throw Error("gradients: a value to differentiate by is missing or of another graph");
    }
  }
}

}  // namespace

std::vector<Value> gradients(std::span<const Value> ys, std::span<const Value> dys,
                             std::span<const Value> wrt, WalkCount* count) {
  check_seeds(ys, dys, wrt);
  Graph& graph = *ys[0].graph;
  WalkCount counted;
  const std::vector<bool> depends = dependents(graph, wrt);
  // The walk appends nodes; only those up to the last y are visited.
  const int end = std::ranges::max(ys, {}, &Value::node).node + 1;
  Arrivals arrivals(graph);
  for (std::size_t i = 0; i < ys.size(); ++i) arrivals.add(ys[i], dys[i]);
  for (int id = end - 1; id >= 0; --id) {
    const Node& node = graph.node(id);
    const std::vector<Value> arrived = arrivals.at(id);
    const bool reached =
        std::any_of(arrived.begin(), arrived.end(), [](Value v) { return bool(v); });
    const bool leads_on = std::any_of(node.inputs.begin(), node.inputs.end(), [&](Value input) {
      return depends[static_cast<std::size_t>(input.node)];
    });
    if (!reached || !leads_on) continue;
    if (node.op->gradient == nullptr) {
      throw Error(
          fmt::format("gradient: op '{}' ({}) has no gradient rule", node.op->name, node.name));
    }
    const Graph::Scope scope(graph,
                             "d " + (node.name.empty() ? std::string(node.op->name) : node.name));
    const std::vector<Value> result = node.op->gradient(node, arrived);
    ++counted.nodes;
    check_rule(node, result);
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (result[i] && depends[static_cast<std::size_t>(node.inputs[i].node)]) {
        arrivals.add(node.inputs[i], result[i]);
      }
    }
  }
  std::vector<Value> derivatives;
  for (const Value& target : wrt) {
    const Value arrived = target.node < end
                              ? arrivals.at(target.node)[static_cast<std::size_t>(target.output)]
                              : Value{};
    counted.reached.push_back(bool(arrived));
    derivatives.push_back(arrived ? arrived
                                  : ops::full(graph, target.shape(), 0.0, target.dtype()));
  }
  if (count != nullptr) *count = std::move(counted);
  return derivatives;
}

std::vector<Value> gradients(Value y, Value dy, std::span<const Value> wrt, WalkCount* count) {
  return gradients(std::span(&y, 1), std::span(&dy, 1), wrt, count);
}

std::vector<Value> gradients(Value loss, std::span<const Value> wrt, WalkCount* count) {
  if (!loss) throw Error("gradients: the loss is missing");
  if (loss.shape().rank() != 0) {
    throw Error("gradients: the loss must be a single number, not " + loss.type().to_string() +
                "; sum it first");
  }
  return gradients(loss, ops::scalar_like(loss, 1.0), wrt, count);
}

std::vector<Value> hessian_vector_product(Value loss, std::span<const Value> wrt,
                                          std::span<const Value> vectors) {
  // The matrix is symmetric: its product with a vector is that of the vector with the derivatives.
  return gradients(gradients(loss, wrt), vectors, wrt);
}

}  // namespace ganglion
