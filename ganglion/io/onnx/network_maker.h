#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/io/onnx/call.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/nn/layer.h"

namespace ganglion::io::onnx {

/// A network while it is made of the nodes of a model: the symbols that values have become, and the
/// weights of the layers so far.
class NetworkMaker {
 public:
  /// `imported` is the model with batches of `batch` rows.
  NetworkMaker(const StoredModel& model, const ImportedGraph& imported, std::int64_t batch);

  /// Calls a function of ops/ for each node. Throws Error naming the first node that is no layer.
  void make();

  // --- What the functions for nodes use
  /// The symbol of an input that is computed from rows. Throws Error for a constant.
  const nn::Symbol& symbol(const std::string& name) const;
  bool is_constant(const std::string& name) const;
  /// A constant. Throws Error for what is computed.
  const Tensor& constant(const std::string& name) const;
  /// The shape of a value without the batch. Throws Error where axis 0 is not the batch.
  Shape row_shape(const std::string& name) const;
  ElementType type(const std::string& name) const;
  std::int64_t batch() const { return batch_; }
  /// The only node that reads a value, if it is one of those and the value is no output of the
  /// model; else null.
  const StoredNode* reader(const std::string& name) const;
  /// Says that a node has become part of the layer before it.
  void absorb(const StoredNode& node) { absorbed_.insert(&node); }
  /// A name for a new layer: kind, kind_1, …
  std::string layer_name(std::string_view kind);
  /// The layer under its name, with weights "name/what".
  nn::Symbol call(nn::Layer layer, const std::string& name, std::vector<nn::Symbol> inputs);
  void weight(const std::string& layer, std::string_view what, Tensor value);
  void set(const std::string& name, nn::Symbol symbol);
  /// Says that a value is the same as another, which comes later or is there.
  void alias(const std::string& name, const std::string& same) { aliases_[name] = same; }
  std::int64_t opset() const { return model_.opset(); }

  // --- What comes of it
  std::vector<nn::Symbol> inputs() const;
  std::vector<nn::Symbol> outputs() const;
  const std::vector<std::pair<std::string, Tensor>>& weights() const { return weights_; }

 private:
  const StoredModel& model_;
  const ImportedGraph& imported_;
  std::int64_t batch_;
  Words words_;
  std::map<std::string, nn::Symbol> symbols_;
  std::vector<std::string> input_names_;
  std::map<std::string, std::string> aliases_;
  std::map<std::string, int> counts_;
  std::map<std::string, std::vector<const StoredNode*>> readers_;
  std::set<const StoredNode*> absorbed_;
  std::vector<std::pair<std::string, Tensor>> weights_;
};

/// Makes the layer of one node: those with weights, and those without. False for other ops; throws
/// Error for a node that a layer would compute otherwise.
bool add_weighted_layer(NetworkMaker& maker, const StoredNode& node, const Call& call);
bool add_plain_layer(NetworkMaker& maker, const StoredNode& node, const Call& call);

/// Makes the layer of a transposition with a recurrence behind it, and what follows; false where
/// there is none.
bool add_recurrent_layer(NetworkMaker& maker, const StoredNode& node);

/// The activation that a node is, as a layer's setting.
std::optional<nn::Activation> activation_of(const NetworkMaker& maker, const StoredNode& node);

}  // namespace ganglion::io::onnx
