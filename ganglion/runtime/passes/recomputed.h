#pragma once
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::runtime {

/// Which values are computed anew by each of their readers. To store a large value and read it
/// again takes longer than the few steps that make it from another large value, which is read
/// instead: x - mean of a batch normalisation, say, which is read forwards, for the variance and
/// backwards.
class Recomputed {
 public:
  /// `replicated`: see replicated_nodes().
  Recomputed(const Graph& graph, const std::vector<bool>& replicated);

  bool contains(int id) const { return steps_[static_cast<std::size_t>(id)] > 0; }
  /// What a node reads from memory: its inputs, and for a recomputed one what that reads.
  const std::vector<Value>& inputs(int id) const { return inputs_[static_cast<std::size_t>(id)]; }

 private:
  std::vector<int> steps_;  // of a recomputed node with those it depends on; 0 for all others
  std::vector<std::vector<Value>> inputs_;
};

}  // namespace ganglion::runtime
