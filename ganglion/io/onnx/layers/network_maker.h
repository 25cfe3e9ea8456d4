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

  /// Makes layers of the nodes. One that is no layer matters only if a layer or output needs it.
  void make();

  // --- What the functions for nodes use
  /// The symbol of an input that is computed from rows. Throws Error for a constant, and for what
  /// no layer gives, naming the node that is none.
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
  /// The node that gives a value; null for inputs and constants.
  const StoredNode* producer(const std::string& name) const;
  /// Says that a node has become part of the layer before it.
  void absorb(const StoredNode& node) {
    absorbed_.insert(&node);
    just_absorbed_.push_back(&node);
  }
  /// A name for a new layer: kind, kind_1, …
  std::string layer_name(std::string_view kind);
  /// The layer under its name, with weights "name/what".
  nn::Symbol call(nn::Layer layer, const std::string& name, std::vector<nn::Symbol> inputs);
  /// The layers one behind the other, which have no weights.
  nn::Symbol chain(nn::Symbol x, const std::vector<nn::Layer>& layers);
  void weight(const std::string& layer, std::string_view what, Tensor value);
  void set(const std::string& name, nn::Symbol symbol);
  /// Says that a value is the same as another, which comes later or is there.
  void alias(const std::string& name, const std::string& same) { aliases_[name] = same; }
  /// Says that a value has the steps of sequences in front of the batch, unlike its symbol.
  void mark_steps_first(const std::string& name) { steps_first_.insert(name); }
  bool is_steps_first(const std::string& name) const { return steps_first_.contains(name); }
  std::int64_t opset() const { return model_.opset(); }

  // --- What comes of it
  std::vector<nn::Symbol> inputs() const;
  std::vector<nn::Symbol> outputs() const;
  const std::vector<std::pair<std::string, Tensor>>& weights() const { return weights_; }

 private:
  void make_layer(const StoredNode& node);
  bool add_layer(const StoredNode& node, const Call& call);

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
  std::vector<const StoredNode*> just_absorbed_;  // by the layer that is being made
  std::set<std::string> steps_first_;
  std::map<std::string, const StoredNode*> producers_;
  std::map<std::string, std::string> failures_;  // why there is no symbol of a value
  std::vector<std::pair<std::string, Tensor>> weights_;
};

/// Makes the layer of one node: those with weights, and those without. False for other ops; throws
/// Error for a node that a layer would compute otherwise.
bool add_weighted_layer(NetworkMaker& maker, const StoredNode& node, const Call& call);
bool add_plain_layer(NetworkMaker& maker, const StoredNode& node, const Call& call);

/// The fixed number that one of the two operands of a node is, and the name of the other.
struct WithNumber {
  std::string other;
  double number = 0.0;
};
/// Of a node of that op; none for others, and without such a number.
std::optional<WithNumber> with_number(const NetworkMaker& maker, const StoredNode* node,
                                      std::string_view op);

/// Makes a layer of several nodes that are none by themselves, where one of them tells it.
bool add_pattern(NetworkMaker& maker, const StoredNode& node);

/// The same for activations, for parts, margins and means of a row, and for what scales a row,
/// which several layers may compute together.
bool add_composed_activation(NetworkMaker& maker, const StoredNode& node, const Call& call);
bool add_shaping_layer(NetworkMaker& maker, const StoredNode& node, const Call& call);
bool add_normalizing_layer(NetworkMaker& maker, const StoredNode& node, const Call& call);

/// Makes the layer of a transposition with a recurrence behind it, and what follows; false where
/// there is none.
bool add_recurrent_layer(NetworkMaker& maker, const StoredNode& node);

/// Zeros in front of the spatial axes and behind them.
nn::Layer margins(std::vector<std::int64_t> before, const std::vector<std::int64_t>& after);

/// The activation that a node is, as a layer's setting.
std::optional<nn::Activation> activation_of(const NetworkMaker& maker, const StoredNode& node);

}  // namespace ganglion::io::onnx
