#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "ganglion/core/precision.h"
#include "ganglion/optim/adam.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/train/model.h"
#include "ganglion/train/step/step_builder.h"

namespace ganglion::train {

/// Says what is minimised: a scalar, or the losses of the rows [rows], whose mean it is.
using StepFunction = std::function<Value(StepBuilder&)>;

/// How a Step is built and run.
struct StepOptions {
  /// The models whose weights the step changes; all of them by default. These are built in their
  /// training form (dropout drops, batch normalisation uses the batch), the others in their
  /// inference form, as constants. What a model was compiled with as `frozen` stays, and its
  /// `learning_rates` count.
  std::vector<const Model*> update = {};
  /// Clips gradients, where it is told to: Adam{.clip = {.global_norm = 1.0}}.
  optim::Optimizer optimizer = optim::Adam{};
  /// Models to be built in their training form though they aren't updated.
  std::vector<const Model*> training = {};
  /// Gradient accumulation: each so-manieth run updates, with the mean of the gradients of all runs
  /// since the last update. Weights and learning rates stay in between.
  int accumulate = 1;
  /// Above 0: averages of the weights are kept, after each update average = average_decay * average
  /// + (1 - average_decay) * weights, from the first weights on (Polyak and Juditsky, 1992; with
  /// exponential weights). Usual: 0.99 to 0.9999.
  double average_decay = 0.0;
  /// Keeps the gradients of the last run, to be read with gradient().
  bool keep_gradients = false;

  /// Of all that is drawn: dropout, StepBuilder::normal.
  std::uint64_t seed = 1;
  /// As in CompileOptions.
  std::int64_t replicas = 0;
  Precision precision = Precision::f32;
  int threads = 0;
  int kept_plans = 32;
};

/// A tensor for an input of a step, by its name: {"images", batch}.
struct Feed {
  std::string_view name;
  const Tensor& tensor;
};

}  // namespace ganglion::train
