#include "ganglion/io/onnx/write_recurrent.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/recurrent.h"

namespace ganglion::io::onnx {
namespace {

/// A layer as a node of ONNX sees it.
struct RecurrentNode {
  std::string op;
  std::int64_t units;
  bool sequences, reset_after;
  std::string direction;
  std::vector<std::string> places;  ///< of the parameters, one for each direction: "", "forward/"
  std::vector<std::int64_t> order;  ///< our block for each of ONNX
  std::vector<nn::CellActivation> activations;

  std::int64_t gates() const { return std::ssize(order); }
};

std::vector<std::int64_t> order_of(const std::string& op) {
  if (op == "LSTM") return {0, 3, 1, 2};  // i, o, f, c
  return op == "GRU" ? std::vector<std::int64_t>{0, 1, 2} : std::vector<std::int64_t>{0};
}

std::vector<nn::CellActivation> activations_of(const std::string& op, nn::CellActivation cell,
                                               nn::CellActivation gates) {
  if (op == "LSTM") return {gates, cell, cell};
  if (op == "GRU") return {gates, cell};
  return {cell};
}

template <class L>
RecurrentNode node_of(const L& layer, const std::string& op, nn::CellActivation gates) {
  if (layer.go_backwards && layer.return_sequences) {
    throw Error("sequences that come out backwards can't be written as ONNX");
  }
  RecurrentNode node{.op = op,
                     .units = layer.units,
                     .sequences = layer.return_sequences,
                     .reset_after = false,
                     .direction = layer.go_backwards ? "reverse" : "forward",
                     .places = {""},
                     .order = order_of(op),
                     .activations = activations_of(op, layer.activation, gates)};
  if constexpr (requires { layer.reset_after; }) node.reset_after = layer.reset_after;
  return node;
}

RecurrentNode both_ways(const nn::Bidirectional& layer) {
  if (layer.merge != "concat") {
    throw Error(fmt::format("merge = {} can't be written as ONNX", layer.merge));
  }
  const std::string op = layer.layer == nn::LSTM::kind  ? "LSTM"
                         : layer.layer == nn::GRU::kind ? "GRU"
                                                        : "RNN";
  return {.op = op,
          .units = layer.units,
          .sequences = layer.return_sequences,
          .reset_after = op == "GRU" && layer.reset_after,
          .direction = "bidirectional",
          .places = {"forward/", "backward/"},
          .order = order_of(op),
          .activations = activations_of(op, layer.activation, layer.recurrent_activation)};
}

RecurrentNode recurrent_node(const nn::Layer& layer) {
  if (const auto* rnn = layer.as<nn::SimpleRNN>()) {
    return node_of(*rnn, "RNN", nn::CellActivation::sigmoid);
  }
  if (const auto* gru = layer.as<nn::GRU>()) return node_of(*gru, "GRU", gru->recurrent_activation);
  if (const auto* lstm = layer.as<nn::LSTM>()) {
    return node_of(*lstm, "LSTM", lstm->recurrent_activation);
  }
  return both_ways(*layer.as<nn::Bidirectional>());
}

StoredAttribute text_attribute(const std::string& name, const std::string& text) {
  StoredAttribute attribute;
  attribute.name = name;
  attribute.type = StoredAttribute::Type::text;
  attribute.text = text;
  return attribute;
}

std::string activation_name(nn::CellActivation activation) {
  switch (activation) {
    case nn::CellActivation::tanh:
      return "Tanh";
    case nn::CellActivation::sigmoid:
      return "Sigmoid";
    case nn::CellActivation::relu:
      return "Relu";
    case nn::CellActivation::hard_sigmoid_02:
      return "HardSigmoid";
    default:
      throw Error(
          fmt::format("the activation {} can't be written as ONNX", ops::name_of(activation)));
  }
}

/// Weights of all directions, behind each other as the node reads them.
class WeightBlocks {
 public:
  WeightBlocks(const RecurrentNode& node, const std::string& layer,
               const std::map<std::string, Tensor>& weights)
      : node_(node), layer_(layer), weights_(weights) {}

  /// [directions, gates * units, rows]: the matrix [rows, gates * units] of each, transposed.
  Tensor matrix(const std::string& what) const {
    std::vector<float> numbers;
    std::int64_t rows = 0;
    for (const std::string& place : node_.places) {
      const Tensor& own = weights_.at(layer_ + "/" + place + what);
      const std::int64_t width = own.shape()[1];
      rows = own.shape()[0];
      for (const std::int64_t column : columns()) {
        for (std::int64_t row = 0; row < rows; ++row)
          numbers.push_back(own.values<float>()[static_cast<std::size_t>(row * width + column)]);
      }
    }
    return Tensor::of<float>(Shape{directions(), node_.gates() * node_.units, rows}, numbers);
  }

  /// [directions, 2 * gates * units]: of the input, then of the state, which is 0 for all but a gru
  /// that resets after.
  Tensor bias() const {
    std::vector<float> numbers;
    const std::int64_t width = node_.gates() * node_.units;
    for (const std::string& place : node_.places) {
      const auto found = weights_.find(layer_ + "/" + place + "bias");
      for (const std::int64_t part : {0, 1}) {
        for (const std::int64_t column : columns()) {
          const auto at = static_cast<std::size_t>(part * width + column);
          const bool given = found != weights_.end() && (part == 0 || node_.reset_after);
          numbers.push_back(given ? found->second.values<float>()[at] : 0.0F);
        }
      }
    }
    return Tensor::of<float>(Shape{directions(), 2 * width}, numbers);
  }

 private:
  std::int64_t directions() const { return std::ssize(node_.places); }
  /// Our columns in the order of ONNX.
  std::vector<std::int64_t> columns() const {
    std::vector<std::int64_t> all;
    for (const std::int64_t block : node_.order) {
      for (std::int64_t j = 0; j < node_.units; ++j) all.push_back(block * node_.units + j);
    }
    return all;
  }

  const RecurrentNode& node_;
  const std::string& layer_;
  const std::map<std::string, Tensor>& weights_;
};

std::vector<StoredAttribute> attributes_of(const RecurrentNode& node) {
  std::vector<StoredAttribute> all = {integer_attribute("hidden_size", node.units),
                                      text_attribute("direction", node.direction)};
  if (node.op == "GRU") {
    all.push_back(integer_attribute("linear_before_reset", node.reset_after ? 1 : 0));
  }
  StoredAttribute activations;
  activations.name = "activations";
  activations.type = StoredAttribute::Type::texts;
  for (std::size_t i = 0; i < node.places.size(); ++i) {
    for (const nn::CellActivation activation : node.activations)
      activations.texts.push_back(activation_name(activation));
  }
  all.push_back(std::move(activations));
  return all;
}

}  // namespace

bool is_recurrent(const nn::Layer& layer) {
  return layer.as<nn::SimpleRNN>() != nullptr || layer.as<nn::GRU>() != nullptr ||
         layer.as<nn::LSTM>() != nullptr || layer.as<nn::Bidirectional>() != nullptr;
}

std::string write_recurrent(ModelWriter& writer, const nn::Layer& made, const std::string& layer,
                            const std::string& x, const std::map<std::string, Tensor>& weights) {
  const RecurrentNode node = recurrent_node(made);
  const WeightBlocks blocks(node, layer, weights);
  const std::string steps_first =
      writer.node("Transpose", {x}, layer + "/steps", {integers_attribute("perm", {1, 0, 2})});
  std::string states =
      writer.node(node.op,
                  {steps_first, writer.constant(layer + "/W", blocks.matrix("kernel")),
                   writer.constant(layer + "/R", blocks.matrix("recurrent_kernel")),
                   writer.constant(layer + "/B", blocks.bias())},
                  layer + "/" + node.op, attributes_of(node));
  if (!node.sequences) writer.model().nodes.back().outputs = {"", states};
  // Y [steps, directions, batch, units], or the last state [directions, batch, units].
  const std::vector<std::int64_t> order =
      node.sequences ? std::vector<std::int64_t>{2, 0, 1, 3} : std::vector<std::int64_t>{1, 0, 2};
  states = writer.node("Transpose", {states}, layer + "/rows", {integers_attribute("perm", order)});
  const std::int64_t width = std::ssize(node.places) * node.units;
  const std::vector<std::int64_t> shape =
      node.sequences ? std::vector<std::int64_t>{0, 0, width} : std::vector<std::int64_t>{0, width};
  return writer.node("Reshape", {states, writer.integers(layer + "/shape", shape)}, layer);
}

}  // namespace ganglion::io::onnx
