#include "ganglion/optim/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ganglion/core/error.h"

namespace ganglion::optim {
namespace {

void check_setting(bool good, const char* schedule, const char* setting, double value,
                   const char* rule) {
  if (good) return;
  throw Error(fmt::format("{}: {} = {} must be {}", schedule, setting, value, rule));
}

void check_rate(const char* schedule, const char* setting, double value) {
  check_setting(value >= 0 && std::isfinite(value), schedule, setting, value,
                "a number not below 0");
}

void check_factor(const char* schedule, const char* setting, double value) {
  check_setting(value > 0 && std::isfinite(value), schedule, setting, value, "a number above 0");
}

void check_steps(const char* schedule, const char* setting, std::int64_t value) {
  check_setting(value > 0, schedule, setting, static_cast<double>(value), "above 0");
}

}  // namespace

double ConstantSchedule::at(std::int64_t) const {
  check_rate("constant", "learning_rate", learning_rate);
  return learning_rate;
}

double StepDecay::at(std::int64_t step) const {
  check_rate("step decay", "initial_learning_rate", initial_learning_rate);
  check_factor("step decay", "factor", factor);
  check_steps("step decay", "every_steps", every_steps);
  const std::int64_t falls = step / every_steps;
  return initial_learning_rate * std::pow(factor, static_cast<double>(falls));
}

double ExponentialDecay::at(std::int64_t step) const {
  check_rate("exponential decay", "initial_learning_rate", initial_learning_rate);
  check_factor("exponential decay", "decay_rate", decay_rate);
  check_steps("exponential decay", "decay_steps", decay_steps);
  const double exponent = static_cast<double>(step) / static_cast<double>(decay_steps);
  return initial_learning_rate * std::pow(decay_rate, staircase ? std::floor(exponent) : exponent);
}

double CosineDecay::at(std::int64_t step) const {
  check_rate("cosine decay", "initial_learning_rate", initial_learning_rate);
  check_rate("cosine decay", "warmup_target", warmup_target);
  check_rate("cosine decay", "alpha", alpha);
  check_steps("cosine decay", "decay_steps", decay_steps);
  check_setting(warmup_steps >= 0, "cosine decay", "warmup_steps",
                static_cast<double>(warmup_steps), "at least 0");
  if (step < warmup_steps) {
    const double part = static_cast<double>(step) / static_cast<double>(warmup_steps);
    return initial_learning_rate + (warmup_target - initial_learning_rate) * part;
  }
  const std::int64_t done = std::min(step - warmup_steps, decay_steps);
  const double part = static_cast<double>(done) / static_cast<double>(decay_steps);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * part));
  return (warmup_steps > 0 ? warmup_target : initial_learning_rate) *
         ((1 - alpha) * cosine + alpha);
}

double PiecewiseConstant::at(std::int64_t step) const {
  if (values.size() != boundaries.size() + 1) {
    throw Error(fmt::format("piecewise schedule: {} boundaries need {} values, not {}",
                            boundaries.size(), boundaries.size() + 1, values.size()));
  }
  if (!std::is_sorted(boundaries.begin(), boundaries.end())) {
    throw Error("piecewise schedule: boundaries must ascend");
  }
  for (double value : values) check_rate("piecewise schedule", "a value", value);
  const auto piece = std::lower_bound(boundaries.begin(), boundaries.end(), step);
  return values[static_cast<std::size_t>(piece - boundaries.begin())];
}

double Warmup::at(std::int64_t step) const {
  check_setting(steps >= 0, "warm-up", "steps", static_cast<double>(steps), "at least 0");
  if (step >= steps) return after.at(step - steps);
  return after.at(0) * static_cast<double>(step + 1) / static_cast<double>(steps + 1);
}

}  // namespace ganglion::optim
