#include "ganglion/train/explain/maps/activation_maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/data/features/sample_features.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/sequence_layers.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/train/explain/explain_elements.h"
#include "ganglion/train/explain/explain_graph.h"

namespace ganglion::train {
namespace {

/// Channels and one or two axes of places.
bool has_places(const Shape& shape, int axes) {
  return shape.rank() == axes + 1;
}

class MapCollector {
 public:
  MapCollector(const Model& model, const data::Dataset& row,
               const data::Preprocessing* preprocessing)
      : preprocessing_(preprocessing),
        goal_(goal_of(model, row, preprocessing)),
        graph_(model, goal_.goal),
        values_(graph_.graph(), graph_.feeds(model, row)),
        axes_(graph_.inputs()[0].shape().rank() - 2) {}

  ActivationMaps run() {
    result_.kind = axes_ == 2 ? data::SampleKind::image : data::SampleKind::signal;
    result_.goal = goal_.name;
    look_at_input();
    look_at_layers();
    look_at_filters();
    look_at_last_convolution();
    return std::move(result_);
  }

 private:
  Tensor of(Value value) const {
    return values_.at(value).cast(DType::f64).reshaped(value.shape().without(0));
  }

  /// Of the goal; zeros where it doesn't depend on the value.
  Tensor derivative(Value value) const {
    const Value found = graph_.derivative(value);
    return found ? of(found) : Tensor(value.shape().without(0), DType::f64);
  }

  void look_at_input() {
    const Value input = graph_.inputs()[0];
    result_.input = of(input);
    result_.saliency = derivative(input);
    const auto given = result_.input.values<double>();
    const auto products = result_.saliency.values<double>();
    for (std::size_t i = 0; i < given.size(); ++i) products[i] *= given[i];
    if (preprocessing_ == nullptr || !preprocessing_->state().samples) return;
    data::unscale(given, preprocessing_->state().samples->scaling);
  }

  void look_at_layers() {
    std::set<std::pair<int, int>> seen = {{graph_.inputs()[0].node, 0}};
    bool steps_first = false;  // as recurrent layers give them
    for (const ExplainGraph::Layer& layer : graph_.layers()) {
      const Value output = layer.output;
      if (!has_places(output.shape().without(0), axes_)) continue;
      const bool turns = axes_ == 1 && layer.kind == nn::Permute::kind;
      steps_first =
          turns ? !steps_first : steps_first || (axes_ == 1 && nn::takes_steps_first(layer.kind));
      if (turns || !seen.emplace(output.node, output.output).second) continue;
      result_.layers.push_back({layer.name, steps_first ? turned_back(of(output)) : of(output)});
    }
  }

  void look_at_filters() {
    for (const ExplainGraph::Layer& layer : graph_.layers()) {
      for (const Value& parameter : layer.parameters) {
        if (!parameter.producer().name.ends_with("kernel")) continue;
        const Tensor kernel = values_.at(parameter).cast(DType::f64);
        if (kernel.shape().rank() == axes_ + 2 && !layer.sum.transposed) {
          result_.filters = {layer.name, kernel};
        } else if (kernel.shape().rank() == 2 && kernel.shape()[0] == result_.input.size()) {
          result_.filters = {layer.name, turned(kernel)};
        }
        return;
      }
    }
  }

  /// [steps, features] as [features, steps].
  static Tensor turned_back(const Tensor& sequence) {
    const std::int64_t steps = sequence.shape()[0];
    const std::int64_t features = sequence.shape()[1];
    Tensor result(Shape{features, steps}, DType::f64);
    for (std::int64_t i = 0; i < sequence.size(); ++i) {
      result.values<double>()[static_cast<std::size_t>(i % features * steps + i / features)] =
          sequence.values<double>()[static_cast<std::size_t>(i)];
    }
    return result;
  }

  /// [inputs, units] as [units, …shape of the input].
  Tensor turned(const Tensor& kernel) const {
    const std::int64_t units = kernel.shape()[1];
    Tensor result(result_.input.shape().prepended(units), DType::f64);
    const auto from = kernel.values<double>();
    const auto to = result.values<double>();
    const auto rows = static_cast<std::size_t>(kernel.shape()[0]);
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::size_t unit = i % static_cast<std::size_t>(units);
      to[unit * rows + i / static_cast<std::size_t>(units)] = from[i];
    }
    return result;
  }

  bool is_convolution(const ExplainGraph::Layer& layer) const {
    return has_places(layer.output.shape().without(0), axes_) &&
           std::ranges::any_of(layer.parameters, [&](Value parameter) {
             return parameter.shape().rank() == axes_ + 2;
           });
  }

  void look_at_last_convolution() {
    const auto& layers = graph_.layers();
    std::size_t last = layers.size();
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (is_convolution(layers[i])) last = i;
    }
    if (last == layers.size()) return;
    Value maps = layers[last].output;
    for (std::size_t i = last + 1; i < layers.size(); ++i) {
      if (layers[i].inputs != std::vector{layers[i - 1].name}) break;
      if (layers[i].output.shape() != maps.shape()) break;
      maps = layers[i].output;
    }
    result_.grad_cam = {layers[last].name, grad_cam(of(maps), derivative(maps))};
  }

  static Tensor grad_cam(const Tensor& maps, const Tensor& derivatives) {
    Tensor result(maps.shape().without(0), DType::f64);
    const auto sum = result.values<double>();
    const std::size_t places = sum.size();
    const auto values = maps.values<double>();
    const auto slopes = derivatives.values<double>();
    for (std::size_t first = 0; first < values.size(); first += places) {
      double weight = 0.0;
      for (std::size_t i = 0; i < places; ++i) weight += slopes[first + i];
      weight /= static_cast<double>(places);
      for (std::size_t i = 0; i < places; ++i) sum[i] += weight * values[first + i];
    }
    for (double& value : sum) value = std::max(value, 0.0);
    return result;
  }

  const data::Preprocessing* preprocessing_;
  ExplainGoal goal_;
  ExplainGraph graph_;
  runtime::Evaluation values_;
  int axes_;
  ActivationMaps result_;
};

}  // namespace

ActivationMaps activation_maps(const Model& model, const data::Dataset& row,
                               const data::Preprocessing* preprocessing) {
  const auto& inputs = model.network().inputs();
  const int rank = inputs[0].shape.rank();
  if (inputs.size() != 1 || (rank != 2 && rank != 3)) {
    throw Error(
        fmt::format("activation maps: need a network of one image [channels, height, width] or "
                    "signal [channels, length], not {}",
                    inputs.size() == 1 ? inputs[0].shape.to_string()
                                       : fmt::format("{} inputs", inputs.size())));
  }
  data::Dataset checked = checked_row(model, row);
  checked.targets = {};  // maps are of what is predicted, not of the loss
  checked.more_targets.clear();
  return MapCollector(model, checked, preprocessing).run();
}

}  // namespace ganglion::train
