#pragma once
#include <vector>

#include "ganglion/runtime/passes/recomputed.h"

namespace ganglion::runtime {

/// A depth-first spanning forest of a graph, from each node to those that read it. It knows many
/// of the graph's paths, those along the layers of a network among them, in constant time each.
class ReaderForest {
 public:
  ReaderForest(const Graph& graph, const Recomputed& recomputed);

  /// Whether a path of the forest leads from one node to another, or both are the same. Where none
  /// does, the graph may have another path.
  bool leads(int from, int to) const;

 private:
  std::vector<int> entered_;  // by node: the nodes that were entered before it
  std::vector<int> left_;     // by node: the nodes that had been entered when it was left
};

}  // namespace ganglion::runtime
