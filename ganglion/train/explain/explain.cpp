#include "ganglion/train/explain/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/explain/explain_elements.h"
#include "ganglion/train/explain/explain_graph.h"

namespace ganglion::train {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// An explanation being filled in from the graph and its values.
class Explainer {
 public:
  Explainer(const Model& model, const data::Dataset& row, const ExplainOptions& options)
      : model_(model), row_(row), options_(options) {}

  Explanation run() {
    const ExplainGoal goal = goal_of(model_, row_, options_.preprocessing);
    const ExplainGraph graph(model_, goal.goal);
    const runtime::Evaluation values(graph.graph(), graph.feeds(model_, row_, options_.exact));
    result_.title = options_.title;
    result_.goal = goal.name;
    result_.networks = nn::copies_in(model_.network());
    tell_values(graph, values);
    tell_prediction(graph, values);
    tell_count(graph);
    name_features();
    for (const ExplainedElement& element : elements_) {
      if (options_.contributions) attribute(element);
    }
    return std::move(result_);
  }

 private:
  /// A weighted sum has the batch and further axes in one; then it stays as it is.
  static Tensor without_batch(const Tensor& tensor) {
    const Shape& shape = tensor.shape();
    return tensor.cast(DType::f64).reshaped(shape[0] == 1 ? shape.without(0) : shape);
  }

  static ExplainedValue told(const ExplainGraph& graph, const runtime::Evaluation& values,
                             Value value, bool batch) {
    const auto plain = [batch](const Tensor& tensor) {
      return batch ? without_batch(tensor) : tensor.cast(DType::f64);
    };
    ExplainedValue result = {.name = value.producer().name, .value = plain(values.at(value))};
    const Value derivative = graph.derivative(value);
    if (derivative) {
      result.derivative = plain(values.at(derivative));
    } else if (is_floating(value.dtype()) && graph.varies(value)) {
      result.derivative = Tensor(result.value.shape(), DType::f64);
    }
    return result;
  }

  void tell_values(const ExplainGraph& graph, const runtime::Evaluation& values) {
    for (const Value& input : graph.inputs()) {
      result_.inputs.push_back(told(graph, values, input, true));
    }
    for (const ExplainGraph::Layer& layer : graph.layers()) {
      ExplainedLayer explained = {.name = layer.name,
                                  .kind = layer.kind,
                                  .activation = layer.activation,
                                  .inputs = layer.inputs,
                                  .parameters = {},
                                  .output = told(graph, values, layer.output, true)};
      if (layer.sum.value) {
        explained.z = told(graph, values, layer.sum.value, true);
        explained.formula = layer.sum.formula;
      }
      for (const Value& parameter : layer.parameters) {
        explained.parameters.push_back(told(graph, values, parameter, false));
      }
      result_.layers.push_back(std::move(explained));
    }
  }

  void tell_prediction(const ExplainGraph& graph, const runtime::Evaluation& values) {
    std::vector<Tensor> predictions;
    for (const Value& prediction : graph.predictions()) {
      predictions.push_back(values.at(prediction));
    }
    ShownPrediction shown = shown_prediction(model_, predictions, options_.preprocessing);
    result_.prediction = std::move(shown.numbers);
    result_.answer = std::move(shown.answer);
    elements_ = std::move(shown.elements);
    if (!graph.row_loss()) return;
    result_.loss = values.at(graph.row_loss()).values<double>()[0];
    result_.loss_name = loss_name();
    const Value penalty = graph.regularization();
    result_.regularization = penalty ? values.at(penalty).values<double>()[0] : 0.0;
  }

  std::string loss_name() const {
    if (!model_.compile_options().losses.empty()) return "the sum of its losses";
    std::string name(model_.compile_options().loss.name());
    if (options_.preprocessing == nullptr) return name;
    const data::PreprocessingState& state = options_.preprocessing->state();
    const bool scaled = std::ranges::any_of(state.targets, [](const data::TargetColumn& target) {
      return target.mean != 0.0 || target.std != 1.0;
    });
    return state.task == data::Task::regression && scaled ? name + " on the scaled target" : name;
  }

  void tell_count(const ExplainGraph& graph) {
    result_.count = {.nodes = graph.nodes_between(),
                     .numbers = graph.numbers_between(),
                     .visits = graph.walk().nodes,
                     .arrays = static_cast<int>(graph.parameters().size()),
                     .reached = static_cast<int>(std::ranges::count(graph.walk().reached, true)),
                     .parameters = model_.network().layout().parameter_count()};
  }

  void name_features() {
    if (options_.preprocessing != nullptr) {
      result_.feature_names = options_.preprocessing->feature_names();
      std::size_t first = 0;
      for (const data::FeatureColumn& column : options_.preprocessing->state().features) {
        const auto width = static_cast<std::size_t>(column.width());
        result_.columns.push_back(
            {.name = column.name, .raw = {}, .first_feature = first, .features = width});
        first += width;
      }
      return;
    }
    for (const ExplainedValue& input : result_.inputs) {
      for (std::int64_t i = 0; i < input.value.size(); ++i) {
        result_.feature_names.push_back(fmt::format("{}[{}]", input.name, i));
      }
    }
  }

  void attribute(const ExplainedElement& element) {
    const InputAttribution found = integrated_gradients(model_, row_, baseline(), element.element,
                                                        options_.attribution, options_.exact);
    ExplainedOutput output = {.name = element.name,
                              .at_row = element.scale * found.at_row + element.offset,
                              .at_baseline = element.scale * found.at_baseline + element.offset,
                              .features = {},
                              .columns = {},
                              .sum = element.scale * found.sum,
                              .points = found.points};
    for (std::size_t i = 0; i < found.parts.size(); ++i) {
      const bool floating = is_floating(model_.network().inputs()[i].dtype);
      for (const double value : found.parts[i].values<double>()) {
        output.features.push_back(floating ? element.scale * value : kNone);
      }
    }
    for (const ExplainedColumn& column : result_.columns) {
      double sum = 0.0;
      for (std::size_t i = 0; i < column.features; ++i) {
        sum += output.features.at(column.first_feature + i);
      }
      output.columns.emplace_back(column.name, sum);
    }
    result_.outputs.push_back(std::move(output));
  }

  data::Dataset baseline() const {
    return options_.baseline != nullptr ? *options_.baseline
                                        : average_row(model_, row_, options_.preprocessing);
  }

  const Model& model_;
  const data::Dataset& row_;
  const ExplainOptions& options_;
  Explanation result_;
  std::vector<ExplainedElement> elements_;
};

}  // namespace

Explanation explain(const Model& model, const data::Dataset& row, const ExplainOptions& options) {
  const data::Dataset checked = checked_row(model, row);
  return Explainer(model, checked, options).run();
}

}  // namespace ganglion::train
