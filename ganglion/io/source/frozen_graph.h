#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"

namespace ganglion::io {

/// A product (matmul, conv or conv_input_gradient) by a constant, with what follows it folded in:
/// biases and batch normalisations, which only scale and shift channels.
struct FoldedProduct {
  const Node* node = nullptr;
  Tensor kernel = {};               ///< f32, in the layout of the op
  std::optional<Tensor> bias = {};  ///< f32 [channels]
  int result = 0;                   ///< the node whose value it gives
};

/// A graph of predictions, seen by what is known before any row is: weights, and all that is
/// computed of them alone, are constants.
struct FrozenGraph {
  const Graph* graph = nullptr;
  /// Of each node its value where that is constant, f32 or i32.
  std::vector<std::optional<Tensor>> constants = {};
  /// How many nodes and outputs of the graph read each node.
  std::vector<int> readers = {};
  /// By the node whose value they give.
  std::map<int, FoldedProduct> products = {};
  /// Nodes that no longer need to be computed: constant, or folded into a product.
  std::vector<bool> absorbed = {};

  bool is_constant(Value value) const {
    return constants[static_cast<std::size_t>(value.node)].has_value();
  }
  const Tensor& constant(Value value) const {
    return *constants[static_cast<std::size_t>(value.node)];
  }
};

/// The graph must outlive the result. `variables` are the tensors of its variables by name.
FrozenGraph frozen(const Graph& graph, const std::map<std::string, Tensor>& variables);

/// The outputs of a graph for given inputs, computed by the reference kernels.
std::vector<Tensor> reference_outputs(const Graph& graph,
                                      const std::map<std::string, Tensor>& variables,
                                      const std::map<std::string, Tensor>& inputs);

}  // namespace ganglion::io
