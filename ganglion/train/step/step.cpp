#include "ganglion/train/step/step.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/train/step/step_plans.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {
namespace {

bool contains(const std::vector<const Model*>& models, const Model* model) {
  return std::ranges::find(models, model) != models.end();
}

void check_models(const std::vector<Model*>& models, const StepOptions& options) {
  if (models.empty()) throw Error("step: it has no models; list those that its function uses");
  for (auto one = models.begin(); one != models.end(); ++one) {
    if (*one == nullptr) throw Error("step: a model is a null pointer");
    for (auto other = models.begin(); other != one; ++other) {
      if ((*one)->weights().parameters.size() == 0 ||
          (*one)->weights().parameters.data() != (*other)->weights().parameters.data())
        continue;
      throw Error(
          "step: two of its models share their weights (the same model, or a part of it); list one "
          "of them, or make the other a clone()");
    }
  }
  for (const auto* list : {&options.update, &options.training}) {
    for (const Model* model : *list) {
      if (std::ranges::find(models, model) != models.end()) continue;
      throw Error(fmt::format("step: `{}` names a model that isn't one of the step's",
                              list == &options.update ? "update" : "training"));
    }
  }
}

void check_step_options(const StepOptions& options) {
  if (const std::string remedy = remedy_of(options.optimizer); !remedy.empty())
    throw Error("step: " + remedy);
  if (options.accumulate < 1) {
    throw Error(fmt::format("step: accumulate is {}; it must be at least 1", options.accumulate));
  }
  if (!(options.average_decay >= 0.0 && options.average_decay < 1.0)) {
    throw Error(
        fmt::format("step: average_decay is {}; it must be in [0, 1)", options.average_decay));
  }
  if (options.replicas != 0 && !is_power_of_two(options.replicas)) {
    throw Error(
        fmt::format("step: replicas is {}; use a power of two, or 0 to choose automatically",
                    options.replicas));
  }
  if (options.kept_plans < 1 || options.threads < 0) {
    throw Error(
        fmt::format("step: kept_plans is {} and threads {}; at least 1 plan is kept, and 0 "
                    "threads are one per processor",
                    options.kept_plans, options.threads));
  }
}

std::vector<StepNetwork> networks_of(const std::vector<Model*>& models,
                                     const StepOptions& options) {
  std::vector<StepNetwork> networks;
  for (std::size_t i = 0; i < models.size(); ++i) {
    const bool updated = options.update.empty() || contains(options.update, models[i]);
    const bool training = updated || contains(options.training, models[i]);
    networks.emplace_back(*models[i],
                          models.size() == 1 ? std::string() : fmt::format("model_{}", i + 1),
                          StepNetwork::Role{updated, training}, options.optimizer);
    if (!updated) continue;
    if (options.accumulate > 1) networks.back().add_slot(kSumSlot);
    if (options.average_decay > 0) networks.back().add_slot(kAverageSlot);
  }
  return networks;
}

}  // namespace

struct Step::Implementation {
  StepPlans plans;
  std::shared_ptr<StepPlans::Compiled> last = nullptr;

  const StepPlans::Compiled& computed() const {
    if (!last) throw Error("step: nothing was computed yet; call run() first");
    return *last;
  }
  const StepNetwork& network_of(const Model& model) const {
    for (const StepNetwork& one : plans.networks()) {
      if (one.is(model)) return one;
    }
    throw Error("step: the model isn't one of the step's");
  }
};

namespace {

/// The rows of the first tensor that has any.
std::int64_t rows_of(std::span<const Feed> feeds) {
  for (const Feed& feed : feeds) {
    if (feed.tensor.shape().rank() > 0) return feed.tensor.shape()[0];
  }
  throw Error("step: no tensor with rows is fed; say how many there are, run(rows, {…})");
}

StepPlans checked_plans(const std::vector<Model*>& models, StepFunction function,
                        StepOptions options) {
  if (!function) throw Error("step: it has no function");
  check_models(models, options);
  check_step_options(options);
  std::vector<StepNetwork> networks = networks_of(models, options);
  return {std::move(networks), std::move(function), std::move(options)};
}

}  // namespace

Step::Step(std::vector<Model*> models, StepFunction function, StepOptions options)
    : implementation_("step", std::unique_ptr<Implementation>(new Implementation{checked_plans(
                                  models, std::move(function), std::move(options))})) {}
Step::Step(Step&&) noexcept = default;
Step& Step::operator=(Step&&) noexcept = default;
Step::~Step() = default;

double Step::run(std::initializer_list<Feed> feeds) {
  return run(std::span<const Feed>(feeds.begin(), feeds.size()));
}

double Step::run(std::span<const Feed> feeds) {
  Implementation& self = *implementation_;
  self.last = self.plans.prepare(rows_of(feeds));
  return self.plans.run(*self.last, feeds);
}

double Step::run(std::int64_t rows, std::initializer_list<Feed> feeds) {
  Implementation& self = *implementation_;
  self.last = self.plans.prepare(rows);
  return self.plans.run(*self.last, {feeds.begin(), feeds.size()});
}

Tensor Step::read(std::string_view name) const {
  const runtime::Plan& plan = *implementation_->computed().plan;
  const std::string full = std::string(step_names::kOutputs) + std::string(name);
  if (plan.graph().has_output(full)) return plan.read(full);
  std::vector<std::string> known;
  for (const auto& [output, value] : plan.graph().outputs()) {
    if (output.starts_with(step_names::kOutputs)) {
      known.push_back(output.substr(step_names::kOutputs.size()));
    }
  }
  throw Error(fmt::format("step: no output '{}'; its function named {}", name,
                          known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
}

Tensor Step::gradient(const Model& model, std::string_view path) const {
  const Implementation& self = *implementation_;
  const std::string output = gradient_output(self.network_of(model), path);
  const runtime::Plan& plan = *self.computed().plan;
  if (plan.graph().has_output(output)) return plan.read(output);
  if (!self.plans.options().keep_gradients) {
    throw Error("step: gradients aren't kept; make the step with {.keep_gradients = true}");
  }
  throw Error(fmt::format("step: '{}' is no parameter that the step trains", path));
}

std::map<std::string, Tensor> Step::gradients(const Model& model) const {
  const StepNetwork& network = implementation_->network_of(model);
  const runtime::Plan& plan = *implementation_->computed().plan;
  std::map<std::string, Tensor> result;
  for (const nn::ParameterSpec& spec : network.network().layout().parameters) {
    const std::string output = gradient_output(network, spec.path);
    if (plan.graph().has_output(output)) result.emplace(spec.path, plan.read(output));
  }
  if (result.empty()) {
    throw Error(
        "step: it keeps no gradients of the model; make it with {.keep_gradients = true}, and the "
        "model in `update`");
  }
  return result;
}

Model Step::averaged(const Model& model) const {
  const StepNetwork& network = implementation_->network_of(model);
  const auto average = network.slots().find(network.name_of(kAverageSlot));
  if (average == network.slots().end() || updates() == 0) {
    throw Error(
        "step: there is no average of the model's weights; make the step with "
        "{.average_decay = 0.999}, the model in `update`, and run it");
  }
  Model result = model.clone();
  Tensor weights = model.weights().parameters;
  std::ranges::copy(average->second.values<float>(),
                    weights.values<float>().begin() + network.range().offset);
  for (const nn::ParameterSpec& spec : result.network().layout().parameters) {
    const nn::ParameterSpec* own = network.network().layout().find(spec.path);
    result.set_weight(spec.path, nn::parameter_of(weights, *own));
  }
  return result;
}

void Step::set_learning_rate(double rate) {
  if (!(rate >= 0.0) || !std::isfinite(rate)) {
    throw Error(
        fmt::format("step: the learning rate is {}; it must be finite and at least 0", rate));
  }
  implementation_->plans.learning_rate = rate;
}

double Step::learning_rate() const {
  return implementation_->plans.learning_rate;
}
std::int64_t Step::runs() const {
  return implementation_->plans.runs();
}
std::int64_t Step::updates() const {
  return implementation_->plans.updates();
}

}  // namespace ganglion::train
