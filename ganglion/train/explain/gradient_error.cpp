#include "ganglion/train/explain/gradient_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/runtime/interpreter.h"

namespace ganglion {

double gradient_error(const std::function<Value(Value)>& f, const Tensor& x, double h) {
  Tensor at = x.cast(DType::f64);
  Graph graph;
  const Value input = graph.input("x", {DType::f64, at.shape()});
  const Value y = f(input);
  const Value rule = gradients(y, {&input, 1})[0];
  const Tensor derivatives = runtime::Evaluation(graph, {{"x", at}}).at(rule);

  double largest = 0;
  for (std::size_t i = 0; i < at.values<double>().size(); ++i) {
    const auto value_with = [&](double element) {
      Tensor changed = at;
      changed.values<double>()[i] = element;
      return runtime::Evaluation(graph, {{"x", changed}}).at(y).values<double>()[0];
    };
    const double middle = at.values<double>()[i];
    const double difference = (value_with(middle + h) - value_with(middle - h)) / (2 * h);
    const double apart = std::abs(derivatives.values<double>()[i] - difference);
    // Not a number: as wrong as can be, and no comparison would see it.
    if (std::isnan(apart)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, apart / std::max(1.0, std::abs(difference)));
  }
  return largest;
}

}  // namespace ganglion
