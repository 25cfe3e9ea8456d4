#pragma once
#include <map>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"
#include "ganglion/kernels/kernel.h"

namespace ganglion::runtime {

/// Every value of a graph, computed node by node in the graph's order, each into a tensor of its
/// own. Slow and plain: what explanations look at, and what plans are tested against.
class Evaluation {
 public:
  /// `feeds` gives a tensor for each input and variable by name; its type must be the declared one.
  /// Throws Error for a missing or unfitting feed, naming it and both types.
  Evaluation(const Graph& graph, const std::map<std::string, Tensor>& feeds,
             kernels::Choice choice = kernels::Choice::reference);

  const Tensor& at(Value value) const;
  /// The named output of the graph.
  const Tensor& output(std::string_view name) const { return at(graph_.output(name)); }

 private:
  void compute(const Node& node, kernels::Choice choice);
  const Graph& graph_;
  std::vector<std::vector<Tensor>> values_;
};

}  // namespace ganglion::runtime
