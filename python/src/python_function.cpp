#include "python/src/python_function.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "python/src/graph_value.h"
#include "python/src/interpreter.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

/// [rows] of what a function gave.
Value by_row(Value value, std::int64_t rows) {
  if (value.shape().rank() == 0) return ops::broadcast_to(value, Shape{rows});
  if (value.shape()[0] != rows) {
    throw Error(
        fmt::format("a function of {} rows gave {}; it gives a number for each row, or one for all",
                    rows, value.type().to_string()));
  }
  std::vector<int> others;
  for (int axis = 1; axis < value.shape().rank(); ++axis) others.push_back(axis);
  return others.empty() ? value : ops::reduce_mean(value, others);
}

class MeanOfFunction : public nn::Metric {
 public:
  explicit MeanOfFunction(FunctionMetric options) : options_(std::move(options)) {}
  std::string name() const override { return options_.name; }

 protected:
  void add(const nn::MetricBatch& batch) override {
    const Tensor values = of_rows(batch);
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      sum_ += batch.weight(row) * values.values<double>()[static_cast<std::size_t>(row)];
      weight_ += batch.weight(row);
    }
  }
  double value() const override { return sum_ / weight_; }
  void clear() override { sum_ = weight_ = 0.0; }

 private:
  Tensor of_rows(const nn::MetricBatch& batch) const {
    // Targets [n] of predictions [n, 1] are taken as [n, 1], as losses take them.
    const bool alike = batch.target_shape.size() == batch.prediction_shape.size();
    const Shape target_shape = alike ? batch.prediction_shape : batch.target_shape;
    const Locked held;
    const auto handle = std::make_shared<GraphHandle>();
    Graph& graph = handle->graph();
    const Value targets = graph.input("targets", {DType::f64, target_shape}, false);
    const Value predictions =
        graph.input("predictions", {DType::f64, batch.prediction_shape}, false);
    const Value made = by_row(options_.function(targets, predictions), batch.rows);
    std::map<std::string, Tensor> feeds;
    feeds.emplace("targets", Tensor::of(target_shape, batch.targets));
    feeds.emplace("predictions", Tensor::of(batch.prediction_shape, batch.predictions));
    return std::move(handle->run({made}, feeds).front());
  }

  FunctionMetric options_;
  double sum_ = 0.0;
  double weight_ = 0.0;
};

}  // namespace

PythonFunction::PythonFunction(nb::object function)
    : function_(new nb::object(std::move(function)), [](nb::object* held_object) {
        if (!nb::is_alive()) return;  // the interpreter has ended, and all its objects with it
        const Locked held;
        delete held_object;
      }) {}

Value PythonFunction::operator()(Value targets, Value predictions) const {
  const Locked held;
  const GraphHandle::Lent lent(*predictions.graph);
  const auto wrap = [&lent](const Value& value) {
    return GraphValue{lent.handle(), value.node, value.output};
  };
  const nb::object made = (*function_)(wrap(targets), wrap(predictions));
  const auto value = nb::cast<GraphValue>(made);
  if (value.handle != lent.handle()) {
    throw Error("a function of targets and predictions gave a value of another graph");
  }
  return value.value();
}

Value FunctionLoss::per_sample(Value prediction, Value target) const {
  return by_row(function(target, prediction), prediction.shape()[0]);
}

std::unique_ptr<nn::Metric> FunctionMetric::make() const {
  return std::make_unique<MeanOfFunction>(*this);
}

}  // namespace ganglion::python
