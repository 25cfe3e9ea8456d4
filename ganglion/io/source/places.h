#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ganglion/io/source/frozen_graph.h"

namespace ganglion::io {

/// Which nodes of a graph become steps of a C program, and where the values of a row lie.
class Places {
 public:
  explicit Places(const FrozenGraph& graph);

  /// Nodes that are computed by a statement of their own, in order.
  const std::vector<int>& steps() const { return steps_; }
  /// Whether the value of a node is an expression within the statement that reads it.
  bool is_inlined(int node) const { return inlined_[static_cast<std::size_t>(node)]; }
  /// The node whose memory a value is: that which it only gives another shape.
  int root(int node) const;
  /// A pointer as C text: an input, an output, or a place in scratch.
  std::string pointer(int node) const;

  const std::vector<std::string>& inputs() const { return inputs_; }
  const std::vector<std::string>& outputs() const { return outputs_; }
  /// Outputs that are to be copied from where they are: the name, and the node.
  const std::vector<std::pair<std::string, int>>& copied_outputs() const { return copied_; }
  std::int64_t scratch() const { return scratch_; }

 private:
  void name_arguments();
  void choose_steps();
  void place_values();
  void read(int node, int step);

  const FrozenGraph& graph_;
  std::vector<int> steps_;
  std::vector<bool> inlined_;
  std::vector<int> last_read_;  ///< the step, by root
  std::map<int, std::string> arguments_;
  std::map<int, std::int64_t> offsets_;
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
  std::vector<std::pair<std::string, int>> copied_;
  std::int64_t scratch_ = 0;
};

/// Whether a node gives the elements of its input as they are.
bool is_alias(const Node& node);

}  // namespace ganglion::io
