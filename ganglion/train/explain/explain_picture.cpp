#include "ganglion/train/explain/explain_picture.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/graph/dot.h"
#include "ganglion/graph/picture.h"
#include "ganglion/graph/svg.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/train/explain/explain_elements.h"
#include "ganglion/train/explain/explain_graph.h"
#include "ganglion/train/explain/explain_text.h"

namespace ganglion::train {
namespace {

/// More boxes than this are too many to read one by one.
constexpr std::size_t kMaxBoxes = 48;
constexpr std::size_t kShown = 3;

/// The forward half of a graph, node by node the same.
void copy_forward(const ExplainGraph& from, Graph& to) {
  Rewriter rewriter(from.graph(), to);
  for (int id = 0; id < from.forward_size(); ++id) rewriter.copy(from.graph().node(id));
  for (const auto& [name, value] : from.graph().outputs()) to.set_output(name, rewriter(value));
}

/// "0.5, -1, 2" or "[25] 0.5, -1, 2, …"
std::string short_numbers(const Tensor& tensor) {
  const Tensor wide = tensor.cast(DType::f64);
  const auto values = wide.values<double>();
  std::string text = values.size() > kShown ? tensor.shape().to_string() + " " : "";
  for (std::size_t i = 0; i < values.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + significant(values[i], 4);
  }
  return values.size() > kShown ? text + ", …" : text;
}

double norm_of(const Tensor& tensor) {
  double squares = 0.0;
  for (const double value : tensor.values<double>()) squares += value * value;
  return std::sqrt(squares);
}

/// What stands in the boxes.
class Labels {
 public:
  Labels(const ExplainGraph& graph, const runtime::Evaluation& values, std::string goal)
      : graph_(graph), values_(values), goal_(std::move(goal)) {}

  std::string of(Value drawn) const {
    const Value value = graph_.graph().node(drawn.node).output(drawn.output);
    std::string text = "= " + short_numbers(values_.at(value));
    const Value derivative = graph_.derivative(value);
    if (derivative)
      text += fmt::format("\nd {} = {}", goal_, short_numbers(values_.at(derivative)));
    return text;
  }

  std::string of_layer(const std::string& name) const {
    for (const ExplainGraph::Layer& layer : graph_.layers()) {
      if (layer.name != name) continue;
      std::string text = "a = " + short_numbers(values_.at(layer.output));
      add_norm(text, "a", layer.output);
      if (layer.sum.value) add_norm(text, "z", layer.sum.value);
      for (const Value& parameter : layer.parameters) {
        add_norm(text, parameter.producer().name.substr(name.size() + 1), parameter);
      }
      return text;
    }
    const bool goal = name == "loss" || name == "goal";
    if (!goal) return "";
    return fmt::format("= {}\nd {} = 1", short_numbers(values_.at(graph_.goal())), goal_);
  }

 private:
  void add_norm(std::string& text, const std::string& of, Value value) const {
    const Value derivative = graph_.derivative(value);
    if (!derivative) return;
    text += fmt::format("\n|d {} / d {}| = {:.4g}", goal_, of, norm_of(values_.at(derivative)));
  }

  const ExplainGraph& graph_;
  const runtime::Evaluation& values_;
  std::string goal_;
};

}  // namespace

std::string draw_explanation(const Model& model, const data::Dataset& row,
                             const data::Preprocessing* preprocessing, PictureFormat format,
                             const ExactNumbers& exact) {
  const data::Dataset checked = checked_row(model, row);
  const ExplainGoal goal = goal_of(model, checked, preprocessing);
  const ExplainGraph graph(model, goal.goal);
  const runtime::Evaluation values(graph.graph(), graph.feeds(model, checked, exact));
  const Labels labels(graph, values, goal.goal.loss ? "loss" : "y");
  Graph forward;
  copy_forward(graph, forward);
  const std::size_t boxes = make_picture(forward, {.hide_unused = true}).boxes.size();
  const DrawOptions options = {
      .label = [&](Value value) { return labels.of(value); },
      .collapse_layers = boxes > kMaxBoxes,
      .layer_label = [&](const std::string& name) { return labels.of_layer(name); },
      .hide_unused = true,
      .types = false};
  return format == PictureFormat::svg ? to_svg(forward, options) : to_dot(forward, options);
}

}  // namespace ganglion::train
