#pragma once
#include <nanobind/nanobind.h>

#include <memory>
#include <string>

#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/metrics/metric.h"

namespace ganglion::python {

/// A function of Python (targets, predictions), both values of a graph, that returns one. Copies
/// may be made and dropped without the interpreter's lock.
class PythonFunction {
 public:
  explicit PythonFunction(nanobind::object function);
  /// Takes the lock. Throws what the function raises.
  Value operator()(Value targets, Value predictions) const;

 private:
  std::shared_ptr<nanobind::object> function_;
};

/// A loss as a function gives it: a number for each row; a mean over further axes; one number for
/// all rows counts for each of them.
struct FunctionLoss {
  PythonFunction function;
  Value per_sample(Value prediction, Value target) const;
};

/// A metric likewise, the weighted mean over the rows; computed in double.
struct FunctionMetric {
  std::string name;
  PythonFunction function;
  std::unique_ptr<nn::Metric> make() const;
};

}  // namespace ganglion::python
