#include "ganglion/io/onnx/from_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/model_writer.h"
#include "ganglion/io/onnx/table_columns.h"
#include "ganglion/io/onnx/write_recurrent.h"
#include "ganglion/io/preprocessing_json.h"
#include "ganglion/io/trial.h"
#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/layers/batch_normalization.h"
#include "ganglion/nn/losses/loss_table.h"

namespace ganglion::io::onnx {
namespace {

/// The nodes of a layer in the graph of a network.
struct LayerNodes {
  int begin = 0;
  int end = 0;
  Value result;
};

/// A network as a graph for some number of rows, each weight a variable of its own.
struct BuiltNetwork {
  std::unique_ptr<Graph> graph = std::make_unique<Graph>();
  std::vector<Value> inputs;
  std::vector<LayerNodes> calls;
  std::vector<Value> outputs;  ///< predictions
};

BuiltNetwork build_for(const SavedModel& model, std::int64_t rows) {
  BuiltNetwork built;
  const nn::Network& network = model.network;
  nn::GraphBuilder builder(*built.graph);
  built.inputs = network.add_inputs(builder, rows);
  std::vector<Value> values = built.inputs;
  std::vector<Value> results;
  for (const nn::LayerCall& call : network.calls()) {
    std::vector<Value> read;
    for (const int input : call.inputs) read.push_back(values[static_cast<std::size_t>(input)]);
    const nn::GraphBuilder::Scope scope(builder, call.layer);
    LayerNodes nodes{.begin = built.graph->size(), .end = 0, .result = {}};
    nodes.result = call.handle.build(builder, read);
    nodes.end = built.graph->size();
    values.push_back(nodes.result);
    results.push_back(nodes.result);
    built.calls.push_back(nodes);
  }
  built.outputs = network.outputs_of(built.inputs, results);
  for (std::size_t i = 0; i < built.outputs.size() && i < model.losses.size(); ++i) {
    built.outputs[i] = nn::parse_loss(model.losses[i]).prediction(built.outputs[i]);
  }
  return built;
}

/// The weights by their paths, as a graph without a layout names its variables.
std::map<std::string, Tensor> weights_of(const SavedModel& model) {
  std::map<std::string, Tensor> weights;
  const nn::ParameterLayout& layout = model.network.layout();
  for (const nn::ParameterSpec& spec : layout.parameters) {
    weights.emplace(spec.path, nn::parameter_of(model.parameters, spec).cast(DType::f32));
  }
  for (const nn::ParameterSpec& spec : layout.state) {
    weights.emplace(spec.path, nn::parameter_of(model.state, spec).cast(DType::f32));
  }
  return weights;
}

class NetworkWriter {
 public:
  /// `table`: how columns or samples become features, or null for the network alone.
  NetworkWriter(const SavedModel& model, std::int64_t opset, const data::PreprocessingState* table)
      : model_(model),
        table_(table),
        writer_(opset),
        built_(build_for(model, 3)),
        other_(build_for(model, 5)),
        weights_(weights_of(model)) {}

  std::string write() {
    const nn::Network& network = model_.network;
    if (table_ != nullptr) {
      names_[built_.inputs[0].node] =
          table_->samples ? write_samples(writer_, *table_->samples, network.inputs()[0].name)
                          : write_columns(writer_, *table_);
    } else {
      for (std::size_t i = 0; i < built_.inputs.size(); ++i) {
        const nn::InputSpec& spec = network.inputs()[i];
        writer_.input(spec.name, {spec.dtype, spec.shape});
        names_[built_.inputs[i].node] = spec.name;
      }
    }
    int done = built_.inputs.back().node + 1;
    for (std::size_t i = 0; i < built_.calls.size(); ++i) {
      write_call(network.calls()[i], built_.calls[i]);
      done = built_.calls[i].end;
    }
    write_nodes("prediction", done, built_.graph->size());
    for (const Value& output : built_.outputs) write_output(output);
    add_metadata();
    return to_bytes(writer_.model());
  }

 private:
  void write_call(const nn::LayerCall& call, const LayerNodes& nodes) {
    try {
      if (const auto* layer = call.handle.as<nn::BatchNormalization>()) {
        const Value x = value_read(call);
        if (layer->axis == 1 || layer->axis + x.shape().rank() == 1) {
          return write_batch_normalization(*layer, call, x, nodes);
        }
      }
      if (is_recurrent(call.handle)) {
        if (call.inputs.size() > 1)
          throw Error("a recurrence with a mask can't be written as ONNX");
        names_[nodes.result.node] = write_recurrent(writer_, call.handle, call.layer,
                                                    name_of_value(value_read(call)), weights_);
        return;
      }
      write_nodes(call.name, nodes.begin, nodes.end);
    } catch (const Error& error) {
      throw Error(
          fmt::format("layer {}: {}; ONNX export leaves it no way", call.layer, error.what()));
    }
  }

  Value value_read(const nn::LayerCall& call) const {
    const auto input = static_cast<std::size_t>(call.inputs.front());
    return input < built_.inputs.size() ? built_.inputs[input]
                                        : built_.calls[input - built_.inputs.size()].result;
  }

  std::string parameter(const nn::LayerCall& call, const char* what, std::int64_t features,
                        float otherwise) {
    const std::string path = fmt::format("{}/{}", call.layer, what);
    const auto found = weights_.find(path);
    if (found != weights_.end()) return variable(path);
    const std::vector<float> all(static_cast<std::size_t>(features), otherwise);
    return writer_.constant(path, Tensor::of<float>(Shape{features}, all));
  }

  void write_batch_normalization(const nn::BatchNormalization& layer, const nn::LayerCall& call,
                                 Value x, const LayerNodes& nodes) {
    const std::int64_t features = x.shape()[1];
    names_[nodes.result.node] = writer_.node(
        "BatchNormalization",
        {name_of_value(x), parameter(call, "gamma", features, 1.0F),
         parameter(call, "beta", features, 0.0F), parameter(call, "moving_mean", features, 0.0F),
         parameter(call, "moving_variance", features, 1.0F)},
        call.name,
        {number_attribute("epsilon", layer.epsilon), number_attribute("momentum", layer.momentum)});
  }

  /// A weight, which is written when it is first read.
  std::string variable(const std::string& path) {
    const auto [found, added] = variables_.try_emplace(path);
    if (added) found->second = writer_.constant(path, weights_.at(path));
    return found->second;
  }

  const std::string& name_of_value(Value value) { return names_.at(value.node); }

  void write_nodes(const std::string& layer, int begin, int end) {
    for (int id = begin; id < end; ++id) {
      const PairedNode pair{built_.graph->node(id), other_.graph->node(id)};
      const bool last = id + 1 == end;
      if (pair.node.op == &kVariable) {
        names_[id] = variable(pair.node.name);
      } else if (pair.node.op == &kConstant) {
        if (pair.node.outputs[0].shape != pair.other.outputs[0].shape) {
          throw Error("it has a constant for each row");
        }
        names_[id] = writer_.constant(layer + "/constant", pair.node.attributes.tensor("value"));
      } else {
        std::vector<std::string> inputs;
        for (const Value& input : pair.node.inputs) inputs.push_back(name_of_value(input));
        const std::string own = last ? layer : fmt::format("{}/{}", layer, pair.node.op->name);
        names_[id] = write_node(writer_, pair, inputs, own);
      }
    }
  }

  /// An output has a name of its own, and is the result of a node.
  void write_output(Value value) {
    std::string name = name_of_value(value);
    const auto& outputs = writer_.model().outputs;
    const bool taken =
        std::ranges::any_of(outputs, [&](const auto& one) { return one.name == name; });
    const auto& nodes = writer_.model().nodes;
    const bool made = std::ranges::any_of(nodes, [&](const auto& one) { return one.name == name; });
    if (taken || !made) name = writer_.node("Identity", {name}, "output");
    const TensorType row{value.dtype(), value.shape().without(0)};
    if (table_ != nullptr) return write_predictions(writer_, *table_, name, row);
    writer_.output(name, row);
  }

  void add_metadata() {
    std::map<std::string, std::string>& metadata = writer_.model().metadata;
    const ModelInfo& info = model_.info;
    if (!info.task.empty()) metadata["task"] = info.task;
    if (!info.class_names.empty()) metadata["classes"] = Json::list(info.class_names).dump();
    if (!info.target_names.empty()) metadata["targets"] = Json::list(info.target_names).dump();
    // How rows of the table are read, for who feeds the columns.
    if (table_ != nullptr) metadata[std::string(kTableMetadata)] = to_json(*table_).dump();
    if (info.preprocessing && !info.preprocessing->samples) {
      metadata["features"] =
          Json::list(data::Preprocessing(*info.preprocessing).feature_names()).dump();
    }
  }

  const SavedModel& model_;
  const data::PreprocessingState* table_;
  ModelWriter writer_;
  BuiltNetwork built_;
  BuiltNetwork other_;
  std::map<std::string, Tensor> weights_;
  std::map<std::string, std::string> variables_;
  std::map<int, std::string> names_;
};

/// Reads what was written, and runs it beside the network.
void check_written(const SavedModel& model, const std::string& bytes) {
  const std::vector<Tensor> rows =
      trial_rows(model.network, 4);  // neither of the sizes written from
  std::map<std::string, Tensor> fed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const nn::InputSpec& spec = model.network.inputs()[i];
    fed.emplace(spec.name, spec.dtype == DType::i32 ? rows[i].cast(DType::f64) : rows[i]);
  }
  const StoredModel back = parse_model(std::make_shared<const std::string>(bytes), "ONNX export");
  std::vector<Tensor> got;
  for (const Operand& output : run(back, fed)) got.push_back(*output.constant);
  if (nearly_equal(got, trial_predictions(model, rows))) return;
  throw Error("the ONNX file gives other numbers than the network; nothing was written");
}

}  // namespace

std::string to_onnx(const SavedModel& model, const ExportOptions& options) {
  if (options.opset < 13 || options.opset > 23) {
    throw Error(fmt::format("opset {}: 13 to 23 can be written", options.opset));
  }
  if (model.parameters.dtype() != DType::f32) {
    throw Error("only models of f32 can be written as ONNX");
  }
  std::string bytes = NetworkWriter(model, options.opset, nullptr).write();
  check_written(model, bytes);
  const auto& preparation = model.info.preprocessing;
  if (options.raw || !preparation) return bytes;
  check_columns(*preparation);
  return NetworkWriter(model, options.opset, &*preparation).write();
}

}  // namespace ganglion::io::onnx
