#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/model_file.h"
#include "ganglion/io/onnx/model.h"

namespace ganglion::io::onnx {

/// A model as a network of layers, to be trained on, explained and saved.
struct NetworkForm {
  std::optional<SavedModel> model = std::nullopt;
  std::string reason = {};  ///< why there is none
  /// Outputs that a network doesn't give: classes, places.
  std::vector<std::string> left_out = {};
};

/// Makes layers of the nodes, where each row of the batch is computed for itself and each node
/// (with those that follow it: a bias, an activation) is what a layer computes: MatMul and Gemm
/// become dense, Conv conv1d or conv2d, then there are batch normalization, pooling, activations,
/// dropout, embedding, sums, products and concatenations of branches, and what only changes the
/// shape of a row. The batch is free then, also where the file fixes it. What is made is run beside
/// the graph of the model on some inputs: where they differ there is no network. Outputs of
/// integers and texts are left out where there are others.
NetworkForm to_network(const StoredModel& model);

}  // namespace ganglion::io::onnx
