#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganglion::optim {

// Learning rates by the number of steps done before: 0 at the first training step. Each struct has
// `double at(std::int64_t step) const`; a schedule of your own needs no more. Those that reach a
// last rate and keep it say so with `double final_rate() const`. Pure functions, so that a job that
// is resumed goes on with the same rates. They throw Error for settings that cannot work.

/// Always the same.
struct ConstantSchedule {
  double learning_rate = 1e-3;
  double at(std::int64_t step) const;
  double final_rate() const { return at(0); }
};

/// initial_learning_rate * factor^floor(step / every_steps).
struct StepDecay {
  double initial_learning_rate = 1e-3;
  double factor = 0.5;           ///< > 0
  std::int64_t every_steps = 1;  ///< > 0
  double at(std::int64_t step) const;
};

/// initial_learning_rate * decay_rate^(step / decay_steps); the exponent is rounded down with
/// `staircase`. As Keras' ExponentialDecay.
struct ExponentialDecay {
  double initial_learning_rate = 1e-3;
  double decay_rate = 0.96;      ///< > 0
  std::int64_t decay_steps = 1;  ///< > 0
  bool staircase = false;
  double at(std::int64_t step) const;
};

/// Half a cosine from the start down to alpha times that within decay_steps, then constant
/// (Loshchilov and Hutter, arXiv:1608.03983). With warm-up, first a straight line from
/// initial_learning_rate to warmup_target within warmup_steps; the cosine begins there. As Keras'
/// CosineDecay.
struct CosineDecay {
  double initial_learning_rate = 1e-3;
  std::int64_t decay_steps = 1;   ///< > 0, after warm-up
  double alpha = 0;               ///< the last rate as a part of the first
  double warmup_target = 0;       ///< counts only with warmup_steps > 0
  std::int64_t warmup_steps = 0;  ///< >= 0
  double at(std::int64_t step) const;
  double final_rate() const { return at(warmup_steps + decay_steps); }
};

/// values[i] up to and including step boundaries[i], the last value after that. As Keras'
/// PiecewiseConstantDecay.
struct PiecewiseConstant {
  std::vector<std::int64_t> boundaries;  ///< ascending
  std::vector<double> values;            ///< one more than boundaries
  double at(std::int64_t step) const;
  double final_rate() const { return boundaries.empty() ? at(0) : at(boundaries.back() + 1); }
};

/// Any schedule by value.
class Schedule {
 public:
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, Schedule> &&
           requires(const T& schedule, std::int64_t step) {
             { schedule.at(step) } -> std::convertible_to<double>;
           }) Schedule(T schedule)  // NOLINT(google-explicit-constructor): the point of the class
      : final_rate_(final_rate_of(schedule)),
        at_([schedule = std::move(schedule)](std::int64_t step) { return schedule.at(step); }) {
    at(0);  // settings that cannot work are refused here
  }

  double at(std::int64_t step) const { return at_(step); }
  /// The rate that it reaches and keeps; absent: it changes on and on, or doesn't say.
  std::optional<double> final_rate() const { return final_rate_; }

 private:
  template <class T>
  static std::optional<double> final_rate_of(const T& schedule) {
    if constexpr (requires { schedule.final_rate(); }) return schedule.final_rate();
    return std::nullopt;
  }

  std::optional<double> final_rate_;
  std::function<double(std::int64_t)> at_;
};

/// A straight line from nearly 0 up to the first rate of `after`: at step s < steps the rate is
/// after.at(0) * (s + 1) / (steps + 1), so that no step is lost at a rate of 0. Then `after`,
/// counted from there.
struct Warmup {
  std::int64_t steps = 0;  ///< >= 0
  Schedule after = ConstantSchedule{};
  double at(std::int64_t step) const;
  std::optional<double> final_rate() const { return after.final_rate(); }
};

}  // namespace ganglion::optim
