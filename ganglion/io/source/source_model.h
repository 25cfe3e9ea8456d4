#pragma once
#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"
#include "ganglion/io/model_info.h"

namespace ganglion::io {

/// What predicts one row: a graph of batch size 1, as train::build_prediction_graph makes it, the
/// values of its variables, and what the model's file tells beside the network.
struct SourceModel {
  const Graph& graph;
  const Tensor& parameters;
  const Tensor& state;
  const ModelInfo& info;
};

}  // namespace ganglion::io
