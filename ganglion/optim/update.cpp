#include "ganglion/optim/update.h"

#include <cmath>

#include "ganglion/ops/ops.h"

namespace ganglion::optim {

UpdateContext::UpdateContext(Value parameters_in, Value gradient_in, Value learning_rate_in,
                             Value step_in, std::string prefix)
    : graph(*parameters_in.graph),
      parameters(parameters_in),
      gradient(gradient_in),
      learning_rate(learning_rate_in),
      step(step_in),
      prefix_(std::move(prefix)) {}

Value UpdateContext::slot(std::string name, double initial) {
  const Value variable = graph.variable(prefix_ + "slot/" + name, parameters.type());
  slots_.push_back({std::move(name), initial});
  return variable;
}

void UpdateContext::assign(Value slot, Value new_value) {
  graph.assign(slot, new_value);
}

Value UpdateContext::bias_correction(double beta) const {
  // beta = 0: log gives -inf and the correction is exactly 1, as it should be.
  return -ops::expm1(step * std::log(beta));
}

}  // namespace ganglion::optim
