#include "ganglion/train/explain/explain_json.h"

#include <cmath>

namespace ganglion::train {
namespace {

io::Json list(std::span<const double> values) {
  io::Json::Array numbers;
  for (const double value : values) numbers.push_back(io::Json::finite(value));
  return numbers;
}

io::Json list(const Tensor& tensor) {
  return list(tensor.values<double>());
}

io::Json shape(const Tensor& tensor) {
  io::Json::Array extents;
  for (int axis = 0; axis < tensor.shape().rank(); ++axis) {
    extents.emplace_back(tensor.shape()[axis]);
  }
  return extents;
}

/// A weight's norm and extremes, or all of it.
io::Json measures(const Tensor& tensor, bool full) {
  double squares = 0.0;
  double smallest = 0.0;
  double largest = 0.0;
  bool first = true;
  for (const double value : tensor.values<double>()) {
    squares += value * value;
    smallest = first ? value : std::min(smallest, value);
    largest = first ? value : std::max(largest, value);
    first = false;
  }
  io::Json::Object object = {{"norm", io::Json::finite(std::sqrt(squares))},
                             {"smallest", io::Json::finite(smallest)},
                             {"largest", io::Json::finite(largest)}};
  if (full) object.emplace_back("values", list(tensor));
  return object;
}

io::Json value_json(const ExplainedValue& value) {
  io::Json::Object object = {{"shape", shape(value.value)}, {"values", list(value.value)}};
  if (value.derivative) object.emplace_back("derivatives", list(*value.derivative));
  return object;
}

io::Json parameter_json(const ExplainedValue& value, bool full) {
  io::Json::Object object = {
      {"name", value.name}, {"shape", shape(value.value)}, {"value", measures(value.value, full)}};
  if (value.derivative) object.emplace_back("derivative", measures(*value.derivative, full));
  return object;
}

io::Json layer_json(const ExplainedLayer& layer, bool full) {
  io::Json::Array parameters;
  for (const ExplainedValue& value : layer.parameters) {
    parameters.push_back(parameter_json(value, full));
  }
  io::Json::Object object = {{"name", layer.name},
                             {"kind", layer.kind},
                             {"activation", layer.activation},
                             {"inputs", io::Json::list(layer.inputs)},
                             {"parameters", std::move(parameters)}};
  if (layer.z) object.emplace_back("z", value_json(*layer.z));
  object.emplace_back("output", value_json(layer.output));
  return object;
}

io::Json columns_json(const Explanation& explanation) {
  io::Json::Array columns;
  for (const ExplainedColumn& column : explanation.columns) {
    columns.push_back(
        io::Json::Object{{"name", column.name},
                         {"value", column.raw.empty() ? io::Json() : io::Json(column.raw)},
                         {"first_feature", column.first_feature},
                         {"features", column.features}});
  }
  return columns;
}

io::Json features_json(const Explanation& explanation) {
  io::Json::Array features;
  std::size_t next = 0;
  for (const ExplainedValue& input : explanation.inputs) {
    const auto values = input.value.values<double>();
    for (std::size_t i = 0; i < values.size(); ++i, ++next) {
      io::Json::Object feature = {{"name", explanation.feature_names.at(next)},
                                  {"value", io::Json::finite(values[i])}};
      if (input.derivative) {
        feature.emplace_back("derivative", io::Json::finite(input.derivative->values<double>()[i]));
      }
      features.push_back(std::move(feature));
    }
  }
  return features;
}

io::Json attribution_json(const ExplainedOutput& output) {
  io::Json::Object columns;
  for (const auto& [name, part] : output.columns)
    columns.emplace_back(name, io::Json::finite(part));
  return io::Json::Object{{"of", output.name},
                          {"at_row", io::Json::finite(output.at_row)},
                          {"at_baseline", io::Json::finite(output.at_baseline)},
                          {"difference", io::Json::finite(output.at_row - output.at_baseline)},
                          {"sum", io::Json::finite(output.sum)},
                          {"points", output.points},
                          {"columns", std::move(columns)},
                          {"features", list(output.features)}};
}

io::Json count_json(const ExplainedCount& count) {
  return io::Json::Object{{"nodes", count.nodes},     {"numbers", count.numbers},
                          {"visits", count.visits},   {"arrays", count.arrays},
                          {"reached", count.reached}, {"parameters", count.parameters}};
}

}  // namespace

io::Json to_json(const Explanation& explanation, bool full) {
  io::Json::Object prediction;
  for (const auto& [name, value] : explanation.prediction) {
    prediction.emplace_back(name, io::Json::finite(value));
  }
  io::Json::Array layers;
  for (const ExplainedLayer& layer : explanation.layers) layers.push_back(layer_json(layer, full));
  io::Json::Array attributions;
  for (const ExplainedOutput& output : explanation.outputs) {
    attributions.push_back(attribution_json(output));
  }
  const auto number = [](const std::optional<double>& value) {
    return value ? io::Json::finite(*value) : io::Json();
  };
  const auto text = [](const std::string& value) {
    return value.empty() ? io::Json() : io::Json(value);
  };
  return io::Json::Object{{"row", explanation.title},
                          {"columns", columns_json(explanation)},
                          {"features", features_json(explanation)},
                          {"layers", std::move(layers)},
                          {"prediction", std::move(prediction)},
                          {"answer", text(explanation.answer)},
                          {"target", text(explanation.target)},
                          {"loss", number(explanation.loss)},
                          {"loss_name", text(explanation.loss_name)},
                          {"regularization", number(explanation.regularization)},
                          {"derivatives_of", explanation.goal},
                          {"count", count_json(explanation.count)},
                          {"attributions", std::move(attributions)}};
}

}  // namespace ganglion::train
