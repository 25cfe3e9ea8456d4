#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/workers.h"
#include "ganglion/runtime/last_used.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/step/build_step.h"

namespace ganglion::train {

/// The plans of a step, one for each batch size, and how they are fed and run.
class StepPlans {
 public:
  struct Compiled {
    std::unique_ptr<runtime::Plan> plan;
    std::vector<StepInput> inputs;
    std::vector<Tensor> fed;  ///< of each input
    Tensor zeros;             ///< [rows]
    std::int64_t rows = 0;
  };

  StepPlans(std::vector<StepNetwork> networks, StepFunction function, StepOptions options);

  /// The plan of the next run.
  std::shared_ptr<Compiled> prepare(std::int64_t rows);
  /// Runs it, and returns the loss.
  double run(Compiled& compiled, std::span<const Feed> feeds);

  const std::vector<StepNetwork>& networks() const { return networks_; }
  const StepOptions& options() const { return options_; }
  std::int64_t runs() const { return runs_; }
  std::int64_t updates() const { return runs_ / options_.accumulate; }

  double learning_rate;

 private:
  /// A tensor, or the part of a flat one, that an input or variable is bound to.
  struct Binding {
    std::string name;
    Tensor* tensor;
    std::int64_t first = 0;
    std::int64_t size = -1;  ///< all of it
  };
  bool updates_now() const { return (runs_ + 1) % options_.accumulate == 0; }
  std::shared_ptr<Compiled> compile(std::int64_t rows);
  std::vector<Binding> bindings(Compiled& compiled);
  void feed(Compiled& compiled, std::span<const Feed> feeds) const;
  void begin();
  [[noreturn]] void diverged(Compiled& compiled);

  std::vector<StepNetwork> networks_;
  StepFunction function_;
  StepOptions options_;
  runtime::LastUsed<std::pair<std::int64_t, bool>, std::shared_ptr<Compiled>>
      plans_;  ///< rows, updates
  std::shared_ptr<Tensor> arena_;
  std::unique_ptr<Workers> workers_;
  Tensor step_ = Tensor::scalar(1.0);
  Tensor update_ = Tensor::scalar(1.0);
  Tensor goes_on_ = Tensor::scalar(0.0);
  Tensor rate_ = Tensor::scalar(0.0);
  std::int64_t runs_ = 0;
};

}  // namespace ganglion::train
