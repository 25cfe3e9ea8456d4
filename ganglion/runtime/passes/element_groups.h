#pragma once
#include <set>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/runtime/passes/reader_forest.h"
#include "ganglion/runtime/passes/recomputed.h"

namespace ganglion::runtime {

/// Groups of nodes that run as one pass over memory: element-wise nodes of one shape and sums over
/// their elements. Two groups may be joined when one reads the other and no path leads out of the
/// union and back into it. A node that no group takes in is a group of its own.
class ElementGroups {
 public:
  explicit ElementGroups(const Graph& graph);

  int group_of(int id) const;
  /// By id; of a group that was joined to another one none.
  const std::vector<int>& members(int group) const;
  const Recomputed& recomputed() const { return recomputed_; }
  bool replicated(int id) const;

 private:
  using Key = std::pair<int, int>;  // node, output

  bool fusable(const Node& node) const;
  void try_join(int reader, int producer);
  bool sums_allow(int a, int b, const std::set<Key>& inputs) const;
  bool reads_own_sum(int a, int b) const;
  void raise_reach(int joined, int latest);
  std::set<Key> inputs_of(int a, int b) const;
  bool surely_returns(int a, int b, const std::set<Key>& inputs) const;
  int first_exit(int a, int b) const;
  bool returns(int a, int b, const std::set<Key>& inputs);

  const Graph& graph_;
  std::vector<bool> replicated_;
  Recomputed recomputed_;
  ReaderForest forest_;
  std::vector<std::vector<int>> readers_;  // by node: those looked at so far
  std::vector<int> group_;                 // by node
  std::vector<int> reach_;    // by group: the last member of it and of all groups it depends on
  std::vector<int> visited_;  // by group: the last walk that came by
  int walk_ = 0;
  std::vector<std::vector<int>> members_;
};

}  // namespace ganglion::runtime
