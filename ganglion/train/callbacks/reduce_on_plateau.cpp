#include "ganglion/train/callbacks/reduce_on_plateau.h"

#include "ganglion/optim/reduce_on_plateau.h"

namespace ganglion::train {
namespace {

constexpr const char* kReduceOnPlateau = "reduce_on_plateau";

class Reducer final : public Callback {
 public:
  explicit Reducer(const ReduceOnPlateau& options)
      : monitor_{options.monitor, options.mode},
        rule_{.factor = options.factor,
              .patience = options.patience,
              .min_delta = options.min_delta,
              .cooldown = options.cooldown,
              .minimum_learning_rate = options.minimum_learning_rate,
              .maximize = monitor_.maximizes()} {
    rule_.check_settings();
  }

  void on_train_begin(TrainingState& state) override { monitor_.check(state, kReduceOnPlateau); }

  void on_step_begin(TrainingState& state) override {
    unscaled_ = state.learning_rate;
    state.learning_rate = rule_.apply(plateau_, unscaled_);
  }

  void on_epoch_end(TrainingState& state) override {
    rule_.observe(plateau_, monitor_.read(state, kReduceOnPlateau), unscaled_);
  }

  std::string name() const override { return kReduceOnPlateau; }

  CallbackMemory memory() const override {
    return {.numbers = {{"scale", plateau_.scale},
                        {"best", plateau_.best},
                        {"waited", static_cast<double>(plateau_.waited)},
                        {"cooldown_left", static_cast<double>(plateau_.cooldown_left)}}};
  }

  void restore(const CallbackMemory& memory) override {
    plateau_.scale = memory.number("scale");
    plateau_.best = memory.number("best");
    plateau_.waited = memory.count("waited");
    plateau_.cooldown_left = memory.count("cooldown_left");
  }

 private:
  Monitor monitor_;
  optim::ReduceOnPlateau rule_;
  optim::ReduceOnPlateau::State plateau_;
  double unscaled_ = 0;  ///< the rate of the last step, before it was scaled
};

}  // namespace

std::shared_ptr<Callback> ReduceOnPlateau::make() const {
  return std::make_shared<Reducer>(*this);
}

}  // namespace ganglion::train
