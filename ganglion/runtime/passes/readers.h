#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ganglion/graph/graph.h"

/// What the passes ask that join a product or convolution with the ops behind it.
namespace ganglion::runtime {

/// Who reads what the nodes of a graph give.
class Readers {
 public:
  explicit Readers(const Graph& graph);
  /// The node that reads the node's value; none if it is read more than once, or by something else
  /// than a node: an output, an assignment, the guard.
  const Node* only_reader(const Node& node) const;
  /// The only reader, if it is an activation that kernels apply to what they computed.
  const Node* activation_behind(const Node& node) const;

 private:
  std::vector<int> uses_;
  std::vector<const Node*> reader_;
};

/// Nodes of which one takes the place. The last gives the value; nothing else reads the others.
struct Chain {
  std::vector<const Node*> nodes;
  /// Makes that one in the new graph.
  std::function<Value(const Rewriter& rewriter)> build;
};

/// The graph with each chain that `find` sees beginning at a node replaced.
std::unique_ptr<Graph> replace_chains(
    const Graph& graph, const std::function<std::optional<Chain>(const Node& first)>& find);

}  // namespace ganglion::runtime
