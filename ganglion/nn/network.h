#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/nn/activation.h"
#include "ganglion/nn/index_limits.h"
#include "ganglion/nn/layer.h"
#include "ganglion/nn/layers/table.h"

namespace ganglion::nn {

/// One call of a layer, as a network keeps it.
struct LayerCall {
  std::string name;   ///< unique: the layer's name, then "dense@2" for its second call
  std::string layer;  ///< the name its weights begin with: dense, dense_1, …
  Layer handle;
  std::vector<int> inputs;  ///< values it reads: 0 … inputs-1 are the network's inputs, then calls
};

/// A network as data, for saving: what a Network can be made of again.
struct NetworkRecord {
  struct Call {
    std::string name;
    std::string layer;
    std::string kind;
    Attributes config;
    std::vector<std::string> inputs;  ///< names of inputs or calls
    bool frozen = false;              ///< see Layer::frozen
    std::optional<Quantization> quantization = {};
  };
  std::vector<InputSpec> inputs;
  std::vector<Call> calls;  ///< each after those it reads
  std::vector<std::string> outputs;
};

/// The architecture of a network: which layers, connected how. It holds no weights and no graph;
/// build() makes a graph of it, as often as one likes. Immutable, cheap to copy, safe to share.
///
/// Making one builds it once, for a trial: wrong shapes are found here. Throws Error that names the
/// layer, the shapes and the remedy.
class Network {
 public:
  /// A chain of layers; the first entry must be an Input.
  Network(std::vector<Layer> layers);  // NOLINT(google-explicit-constructor): a list of layers
  Network(std::initializer_list<Layer> layers);
  /// Everything that lies between the inputs and the outputs.
  Network(const std::vector<Symbol>& inputs, const std::vector<Symbol>& outputs);
  /// From what record() gave. `custom` lists the kinds of layers that the library doesn't know.
  explicit Network(const NetworkRecord& record, std::span<const LayerKind> custom = {});

  const std::vector<InputSpec>& inputs() const { return inputs_; }
  /// In an order in which each comes after those it reads.
  const std::vector<LayerCall>& calls() const { return calls_; }
  /// For each output the value it is (numbered as in LayerCall::inputs).
  const std::vector<int>& outputs() const { return outputs_; }
  /// One name for each output: that of the call it comes from.
  std::vector<std::string> output_names() const;
  /// Shapes for one example, without the batch axis.
  const std::vector<Shape>& output_shapes() const { return output_shapes_; }
  /// Of each call, likewise.
  const std::vector<Shape>& call_shapes() const { return call_shapes_; }
  /// The activation that gives output `index`, if its last layer has one (through those that
  /// keep it, such as dropout): what a loss must fit.
  std::optional<Activation> output_activation(int index = 0) const;

  /// How many rows a training batch must have at least.
  const RowsNeeded& rows_needed() const { return rows_needed_; }

  /// For each input, which indices a layer that looks them up knows.
  const std::vector<IndexLimit>& index_limits() const { return index_limits_; }

  /// Every parameter and where it lies. That of a part() is the layout of the whole network.
  const ParameterLayout& layout() const { return layout_; }
  /// Whether a parameter of the layout is one of its layers'.
  bool has(const ParameterSpec& spec) const;

  /// What lies between some of its values, named as in calls() and inputs(): the same layers under
  /// the same names, whose parameters lie where those of this network do. Throws Error listing the
  /// names there are, and for an output that depends on more than the inputs.
  Network part(const std::vector<std::string>& inputs,
               const std::vector<std::string>& outputs) const;
  /// Whether it was made by part().
  bool is_part() const { return is_part_; }
  /// The same network with a layout of its own.
  Network whole() const;

  /// Declares the graph inputs for batches of that many rows (f32 inputs in the builder's type).
  std::vector<Value> add_inputs(GraphBuilder& builder, std::int64_t batch_size) const;
  /// Appends the network to the builder's graph and returns its outputs. `inputs` have the batch as
  /// axis 0. Throws Error when they don't fit.
  std::vector<Value> build(GraphBuilder& builder, std::span<const Value> inputs) const;
  /// The same, returning the result of every call, in the order of calls().
  std::vector<Value> build_calls(GraphBuilder& builder, std::span<const Value> inputs) const;
  /// The outputs out of what build_calls gave.
  std::vector<Value> outputs_of(std::span<const Value> inputs, std::span<const Value> calls) const;

  /// A table of the layers with their output shapes and numbers of parameters, and the totals.
  /// `frozen`: patterns of what counts as non-trainable besides frozen layers (path_pattern.h).
  std::string summary(std::span<const std::string> frozen = {}) const;

  /// Throws Error naming a layer that can't be saved: a custom one without kind and config().
  NetworkRecord record() const;

 private:
  void add_symbols(const std::vector<Symbol>& inputs, const std::vector<Symbol>& outputs);
  int add_input(InputSpec spec);
  void name_calls();
  Network() = default;
  void check();
  void build_trial(GraphBuilder& builder);
  int number_of(const std::string& name) const;
  /// The calls behind `needed`, up to `inputs`, in order.
  std::vector<int> values_between(const std::vector<int>& inputs, std::vector<int> needed) const;
  void check_inputs(GraphBuilder& builder, std::span<const Value> inputs) const;
  std::string value_name(int value) const;

  std::vector<InputSpec> inputs_;
  std::vector<LayerCall> calls_;
  std::vector<int> outputs_;
  std::vector<Shape> call_shapes_;
  std::vector<Shape> output_shapes_;
  ParameterLayout layout_;
  RowsNeeded rows_needed_;
  std::vector<IndexLimit> index_limits_;
  bool is_part_ = false;
};

}  // namespace ganglion::nn
