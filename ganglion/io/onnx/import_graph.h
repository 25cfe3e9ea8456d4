#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/onnx/model.h"
#include "ganglion/io/onnx/operand.h"

namespace ganglion::io::onnx {

/// What a model is imported for.
struct ImportOptions {
  /// Inputs by name, held as constants.h says. Integers and bools become constants of the graph;
  /// so does any number that a node needs to know at import, such as the shape of a Reshape. Of
  /// inputs that are not here the shape must be known from the model, and `batch`.
  std::map<std::string, Tensor> fed = {};
  /// What an axis 0 without an extent of its own becomes.
  std::int64_t batch = 1;
  /// Elements of all constants that are made at import (those in the file don't count).
  std::int64_t max_elements = std::int64_t{1} << 28;
};

/// A model as a graph for inputs of fixed shapes.
struct ImportedGraph {
  std::unique_ptr<Graph> graph;
  /// The outputs in the order of the file; what is not constant is an output of the graph, too,
  /// named "output_0", "output_1", …
  std::vector<std::pair<std::string, Operand>> outputs = {};
  /// Every value by its name: the shapes that a model has.
  std::map<std::string, Operand> values = {};
};

/// "Conv 'conv_1' (opset 11)"; a node without a name goes by its first output.
std::string describe(const StoredNode& node, const StoredModel& model);

/// Imports a model. What doesn't depend on inputs is computed now. Throws Error that names node, op
/// and opset for anything that is not understood to the last attribute: ops, versions and settings
/// that are not supported, shapes that don't fit.
ImportedGraph import_graph(const StoredModel& model, const ImportOptions& options = {});

/// Runs a model on inputs, in their order in the file (without those that initializers give), held
/// as constants.h says; gives its outputs likewise. Throws Error as import_graph does, and for a
/// wrong number of inputs, types or shapes.
std::vector<Operand> run(const StoredModel& model, const std::map<std::string, Tensor>& fed);

}  // namespace ganglion::io::onnx
