#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"
#include "ganglion/io/onnx/model.h"

namespace ganglion::io::onnx {

/// An ONNX model while it is written, node by node.
class ModelWriter {
 public:
  explicit ModelWriter(std::int64_t opset);

  /// A constant under a name of its own; `name` is a wish.
  std::string constant(const std::string& name, const Tensor& tensor);
  /// The same of integers (int64).
  std::string integers(const std::string& name, const std::vector<std::int64_t>& values);
  /// A node with one result, which gets the name that is returned: `name`, or with a number behind.
  std::string node(const std::string& op, std::vector<std::string> inputs, const std::string& name,
                   std::vector<StoredAttribute> attributes = {});
  /// The same of ai.onnx.ml.
  std::string ml_node(const std::string& op, std::vector<std::string> inputs,
                      const std::string& name, std::vector<StoredAttribute> attributes = {});
  /// An input [batch, 1] of any type, and an output [batch] of texts.
  void column(const std::string& name, ElementType type);
  void text_output(const std::string& name);
  void input(const std::string& name, const TensorType& row);
  void output(const std::string& name, const TensorType& row);
  StoredModel& model() { return model_; }
  std::int64_t opset() const { return model_.opset(); }

 private:
  std::string unused_name(const std::string& name);
  StoredModel model_;
  std::deque<Tensor> kept_;  // what initializers look into
  std::map<std::string, int> names_;
};

/// Attributes of nodes.
StoredAttribute number_attribute(const std::string& name, double value);
StoredAttribute integer_attribute(const std::string& name, std::int64_t value);
StoredAttribute texts_attribute(const std::string& name, std::vector<std::string> values);
StoredAttribute integers_attribute(const std::string& name, std::vector<std::int64_t> values);

/// A node of a graph that is built twice, for two sizes of the batch: extents that differ are those
/// of the batch.
struct PairedNode {
  const Node& node;
  const Node& other;
};

/// Writes what a node of a graph computes; `inputs` are the names of its inputs, `name` is a wish
/// for that of its result. Gives the result's name. Throws Error for an op that is not written.
std::string write_node(ModelWriter& writer, const PairedNode& pair,
                       const std::vector<std::string>& inputs, const std::string& name);

}  // namespace ganglion::io::onnx
