#include "ganglion/train/predict/column_graph.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/sample_features.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/table_columns.h"
#include "ganglion/io/onnx/words.h"
#include "ganglion/io/preprocessing_json.h"

namespace ganglion::train {
namespace {

namespace onnx = io::onnx;

/// The numbers of the texts of a column, and of missing ones that of "".
std::vector<double> words_of(const data::Column& column, const onnx::Words& words) {
  std::vector<double> numbers;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    numbers.push_back(words.number_of(column.is_missing(row) ? "" : column.text(row)));
  }
  return numbers;
}

const Tensor& output_named(const onnx::StoredModel& graph,
                           const std::vector<onnx::Operand>& outputs, std::string_view name) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (graph.outputs[i].name == name) return *outputs[i].constant;
  }
  throw Error("the model has no output '" + std::string(name) + "'; the file was changed");
}

/// Values in the targets' own units, with the decimal places that the network resolves.
Tensor resolved(const data::PreprocessingState& state, const Tensor& values) {
  Tensor result = values.cast(DType::f64);
  const auto numbers = result.values<double>();
  const std::size_t width = state.targets.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const data::TargetColumn& target = state.targets[i % width];
    numbers[i] = target.unscaled(static_cast<double>(target.scaled(numbers[i])));
  }
  return result;
}

}  // namespace

ColumnGraph::ColumnGraph(std::shared_ptr<const onnx::StoredModel> graph,
                         data::PreprocessingState state)
    : graph_(std::move(graph)), state_(std::move(state)) {}

std::optional<ColumnGraph> ColumnGraph::of(const io::ReadModel& read) {
  if (!read.graph) return std::nullopt;
  const auto found = read.graph->metadata.find(std::string(onnx::kTableMetadata));
  if (found == read.graph->metadata.end()) return std::nullopt;
  data::PreprocessingState state =
      io::preprocessing_from_json(io::parse_json(found->second, "metadata '" + found->first + "'"));
  const auto inputs = read.graph->fed();
  if (state.samples && inputs.size() == 1) return ColumnGraph(read.graph, std::move(state));
  for (const onnx::StoredValue* input : inputs) {
    const bool known = std::ranges::any_of(
        state.features, [&](const auto& column) { return column.name == input->name; });
    if (!known || inputs.size() != state.features.size()) return std::nullopt;
  }
  return ColumnGraph(read.graph, std::move(state));
}

std::map<std::string, Tensor> ColumnGraph::fed_with(const data::Table& table) const {
  if (state_.samples) {
    data::check_samples(*state_.samples, table);
    return {{graph_->fed().front()->name, table.samples().tensor().cast(DType::f32)}};
  }
  const onnx::Words words(*graph_);
  std::map<std::string, Tensor> fed;
  for (const data::FeatureColumn& feature : state_.features) {
    const data::Column& column = table.column(feature.name);
    const std::vector<double> values =
        feature.kind == data::ColumnKind::category  ? words_of(column, words)
        : feature.kind == data::ColumnKind::boolean ? data::answers_of(table, column)
                                                    : data::numbers_of(table, column);
    fed.emplace(feature.name, Tensor::of<double>(Shape{table.rows(), 1}, values));
  }
  return fed;
}

Tensor ColumnGraph::predict(const data::Table& table) const {
  const std::vector<onnx::Operand> outputs = onnx::run(*graph_, fed_with(table));
  if (state_.task == data::Task::regression) {
    return resolved(state_, output_named(*graph_, outputs, "value"));
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].type == onnx::ElementType::f32) return *outputs[i].constant;
  }
  throw Error("the model gives no probabilities; the file was changed");
}

}  // namespace ganglion::train
