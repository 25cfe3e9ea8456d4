#include "ganglion/train/step/step_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/train/frozen.h"
#include "ganglion/train/model_state.h"

namespace ganglion::train {

StepNetwork::StepNetwork(Model& model, std::string name, Role role,
                         const optim::Optimizer& optimizer)
    : model_(&*model.implementation_),
      name_(std::move(name)),
      network_(model.network()),
      role_(role),
      parameters_(model.implementation_->weights.parameters.view()),
      state_(model.implementation_->weights.state.view()),
      fixed_(model.implementation_->fixed) {
  model.implementation_->untouched = false;
  if (model.compiled()) rates_ = model.compile_options();
  frozen_ = frozen_paths(network_, rates_);
  range_ = nn::trained_range(network_.layout(), frozen_);
  if (!role_.updated) return;
  if (range_.size == 0) {
    throw Error(
        "step: a network that it updates has nothing to train: it has no weights, or all of them "
        "are frozen; name the others in `update`");
  }
  for (const optim::SlotSpec& slot : optimizer.slots()) add_slot("slot/" + slot.name, slot.initial);
}

std::string StepNetwork::name_of(std::string_view variable) const {
  return name_.empty() ? std::string(variable) : fmt::format("{}/{}", name_, variable);
}

std::vector<double> StepNetwork::rates_of(std::span<const std::string> paths) const {
  return learning_rates_of(rates_, paths);
}

std::string StepNetwork::add_slot(std::string_view name, double initial) {
  Tensor slot(Shape{range_.size});
  std::ranges::fill(slot.values<float>(), static_cast<float>(initial));
  return slots_.emplace(name_of(name), std::move(slot)).first->first;
}

}  // namespace ganglion::train
