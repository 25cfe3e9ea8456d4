#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/owned.h"
#include "ganglion/train/model.h"
#include "ganglion/train/step/step_options.h"

namespace ganglion::train {

/// A training step of one's own, over one or several models, for what fit() doesn't do: adversarial
/// networks, reinforcement learning, a teacher and its student.
///
///     train::Step step({&model}, [&](train::StepBuilder& s) {
///       return s.loss(nn::MeanSquaredError{}, s(model, s.input("x", {3})), s.input("y", {1}));
///     }, {.optimizer = optim::Adam{}});
///     const double loss = step.run({{"x", features}, {"y", targets}});
///
/// The function is called once for each batch size; what it says is differentiated and compiled to
/// one plan, as fit() does it, so that a run is as fast and allocates nothing. Results don't depend
/// on the number of threads. Several steps may share models: a run finds the weights as the others
/// left them. The models may be moved while a step has them, and the function, which is called
/// again for another batch size, must then still find them. One thread at a time.
class Step {
 public:
  /// Throws Error for no models, one twice, two that share weights, options that cannot work, and a
  /// model in `update` or `training` that isn't in `models`.
  Step(std::vector<Model*> models, StepFunction function, StepOptions options = {});
  Step(Step&&) noexcept;
  Step& operator=(Step&&) noexcept;
  ~Step();

  /// Computes the loss (without what regularisers add) and makes the update. The batch has as many
  /// rows as the first tensor that isn't a scalar. Throws Error for inputs that are missing,
  /// unknown, of another type or shape, not finite, or not an index of the table that is looked up;
  /// where the loss isn't finite, naming the first node: weights are then those before the run; and
  /// when the loss doesn't depend on a model that is to be updated.
  double run(std::initializer_list<Feed> feeds);
  double run(std::span<const Feed> feeds);
  /// The same for a batch of that many rows: for steps without inputs that have rows.
  double run(std::int64_t rows, std::initializer_list<Feed> feeds = {});

  /// What StepBuilder::output named, as the last run computed it. Throws Error, listing the names,
  /// for an unknown one, and before the first run.
  Tensor read(std::string_view name) const;
  /// The derivative of the last run's loss by a parameter, before clipping. Needs keep_gradients.
  /// Throws Error for a parameter that isn't trained.
  Tensor gradient(const Model& model, std::string_view path) const;
  /// All of them.
  std::map<std::string, Tensor> gradients(const Model& model) const;
  /// A copy of the model with the averages of its weights. Needs average_decay.
  Model averaged(const Model& model) const;

  /// That of the next runs; at first the optimizer's. Throws Error unless it is finite and >= 0.
  void set_learning_rate(double rate);
  double learning_rate() const;
  std::int64_t runs() const;
  std::int64_t updates() const;

 private:
  struct Implementation;
  Owned<Implementation> implementation_;
};

}  // namespace ganglion::train
