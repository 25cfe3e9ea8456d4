#pragma once
#include <functional>
#include <vector>

#include "ganglion/optim/optimizers.h"

namespace ganglion::figures {

using Weights = std::vector<double>;

/// The weights before the first step and after each, when `optimizer` is given the derivatives at
/// each place; in double.
std::vector<Weights> path_of(const optim::Optimizer& optimizer, const Weights& start, int steps,
                             const std::function<Weights(const Weights&, int)>& derivatives);

}  // namespace ganglion::figures
