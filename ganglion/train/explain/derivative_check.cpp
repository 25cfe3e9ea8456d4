#include "ganglion/train/explain/derivative_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/runtime/interpreter.h"
#include "ganglion/train/explain/explain_elements.h"

namespace ganglion::train {
namespace {

/// Steps are tried from the largest; the last is still far above the rounding of a double.
constexpr double kFirstStep = 1e-4;
constexpr double kLastStep = 1e-7;
/// Second derivatives up to here are no kinks.
constexpr double kMaxCurvature = 100.0;

std::string indexed(const std::string& name, const Shape& shape, std::int64_t element) {
  if (shape.rank() == 0) return name;
  std::string text;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    text = fmt::format("{}{}{}", element % shape[axis], text.empty() ? "" : ", ", text);
    element /= shape[axis];
  }
  return fmt::format("{}[{}]", name, text);
}

/// J as a function of one number among those that a graph is fed.
class Nudged {
 public:
  Nudged(const ExplainGraph& graph, std::map<std::string, Tensor> feeds)
      : feeds_(std::move(feeds)) {
    Rewriter rewriter(graph.graph(), forward_);
    for (int id = 0; id < graph.forward_size(); ++id) rewriter.copy(graph.graph().node(id));
    forward_.set_output("J", rewriter(graph.goal()));
  }

  const Tensor& fed(const std::string& name) const { return feeds_.at(name); }

  double at(const std::string& name, std::size_t element, double value) {
    double& place = feeds_.at(name).values<double>()[element];
    const double before = place;
    place = value;
    const runtime::Evaluation evaluation(forward_, feeds_);
    const double result = evaluation.output("J").values<double>()[0];
    place = before;
    return result;
  }

 private:
  Graph forward_;
  std::map<std::string, Tensor> feeds_;
};

/// Slopes below `floor` can't be told from rounding.
double relative_difference(double a, double b, double floor) {
  const double size = std::max({std::abs(a), std::abs(b), floor});
  return size == 0.0 ? 0.0 : std::abs(a - b) / size;
}

class DerivativeChecker {
 public:
  DerivativeChecker(Nudged& j, double at_row, const DerivativeCheckOptions& options)
      : j_(j), at_row_(at_row), options_(options) {}

  /// `result` has value and derivative.
  void check(CheckedDerivative& result, const std::string& fed, std::size_t element) {
    const double w = result.value;
    result.change = j_.at(fed, element, w + options_.epsilon) - at_row_;
    const double scale = std::max(1.0, std::abs(w));
    for (double step = kFirstStep * scale; step >= 0.5 * kLastStep * scale; step /= 10.0) {
      const double above = w + step;  // what is stored; its distance to w isn't quite the step
      const double below = w - step;
      const double up = j_.at(fed, element, above);
      const double down = j_.at(fed, element, below);
      const double noise = 16.0 * std::numeric_limits<double>::epsilon() *
                           std::max({std::abs(up), std::abs(down), std::abs(at_row_)}) / step;
      const double floor = noise / options_.tolerance;
      const double difference = (up - down) / (above - below);
      const double relative = relative_difference(result.derivative, difference, floor);
      result.agrees = relative <= options_.tolerance;
      result.kink = false;
      if (result.agrees || step == kFirstStep * scale) {
        result.difference = difference;
        result.relative = relative;
      }
      if (result.agrees) return;
      result.slope_above = (up - at_row_) / (above - w);
      result.slope_below = (at_row_ - down) / (w - below);
      // On a smooth curve the slopes of both sides differ by the step times its curvature.
      const double curved = floor + kMaxCurvature * step / options_.tolerance;
      result.kink =
          relative_difference(result.slope_above, result.slope_below, curved) > options_.tolerance;
    }
    if (result.kink) result.agrees = lies_between(result);
  }

 private:
  bool lies_between(const CheckedDerivative& result) const {
    const auto [low, high] = std::minmax(result.slope_below, result.slope_above);
    const double margin = options_.tolerance * std::max(std::abs(low), std::abs(high));
    return result.derivative >= low - margin && result.derivative <= high + margin;
  }

  Nudged& j_;
  double at_row_;
  const DerivativeCheckOptions& options_;
};

/// Weights, then inputs, that have a derivative.
std::vector<Value> checked_places(const ExplainGraph& graph) {
  std::vector<Value> places = graph.parameters();
  places.insert(places.end(), graph.inputs().begin(), graph.inputs().end());
  std::erase_if(places, [&](const Value& place) { return !graph.derivative(place); });
  return places;
}

/// What the numbers are called, asked for in their order.
class PlaceNames {
 public:
  PlaceNames(const ExplainGraph& graph, const DerivativeCheckOptions& options)
      : inputs_(graph.inputs()), features_(options.feature_names) {}

  std::string next(const Value& place, std::size_t element) {
    const bool input = std::ranges::find(inputs_, place) != inputs_.end();
    if (input && feature_++ < features_.size()) return features_[feature_ - 1];
    const Shape shape = input ? place.shape().without(0) : place.shape();
    return indexed(place.producer().name, shape, static_cast<std::int64_t>(element));
  }

 private:
  const std::vector<Value>& inputs_;
  const std::vector<std::string>& features_;
  std::size_t feature_ = 0;
};

}  // namespace

std::int64_t DerivativeCheck::failures() const {
  return std::ranges::count(derivatives, false, &CheckedDerivative::agrees);
}

std::int64_t DerivativeCheck::kinks() const {
  return std::ranges::count(derivatives, true, &CheckedDerivative::kink);
}

DerivativeCheck check_derivatives(const Model& model, const data::Dataset& row,
                                  const ExplainOptions& explain,
                                  const DerivativeCheckOptions& options) {
  const data::Dataset checked = checked_row(model, row);
  const ExplainGoal goal = goal_of(model, checked, explain.preprocessing);
  const ExplainGraph graph(model, goal.goal);
  const auto feeds = graph.feeds(model, checked, explain.exact);
  const runtime::Evaluation values(graph.graph(), feeds);
  const std::vector<Value> places = checked_places(graph);
  DerivativeCheck result{.goal = goal.name,
                         .at_row = values.at(graph.goal()).values<double>()[0],
                         .tolerance = options.tolerance,
                         .epsilon = options.epsilon,
                         .all = 0,
                         .derivatives = {}};
  for (const Value& place : places) result.all += place.shape().size();
  const std::int64_t stride = std::max<std::int64_t>(1, (result.all - 1) / options.most + 1);
  Nudged j(graph, feeds);
  DerivativeChecker checker(j, result.at_row, options);
  PlaceNames names(graph, options);
  std::int64_t next = 0;
  for (const Value& place : places) {
    const std::string& fed = place.producer().name;
    const auto derivatives = values.at(graph.derivative(place)).values<double>();
    for (std::size_t i = 0; i < derivatives.size(); ++i) {
      CheckedDerivative one{.name = names.next(place, i),
                            .value = j.fed(fed).values<double>()[i],
                            .derivative = derivatives[i]};
      if (next++ % stride != 0) continue;
      checker.check(one, fed, i);
      result.derivatives.push_back(std::move(one));
    }
  }
  return result;
}

}  // namespace ganglion::train
