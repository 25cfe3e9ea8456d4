#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ganglion/nn/network.h"
#include "ganglion/nn/trained_range.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/runtime/fixed_values.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// What a step knows of one of its models: the network, the weights (in the model's own memory),
/// and what an optimizer remembers of them.
class StepNetwork {
 public:
  struct Role {
    bool updated = true;   ///< the step changes its weights
    bool training = true;  ///< it is built in its training form
  };
  /// `name`: what names of its variables in the graph begin with; may be empty.
  StepNetwork(Model& model, std::string name, Role role, const optim::Optimizer& optimizer);

  bool is(const Model& model) const { return &*model.implementation_ == model_; }
  const std::string& name() const { return name_; }
  /// "generator/m", where the network has a name.
  std::string name_of(std::string_view variable) const;
  const nn::Network& network() const { return network_; }
  const Role& role() const { return role_; }
  /// Patterns of what training leaves as it is.
  const std::vector<std::string>& frozen() const { return frozen_; }
  /// For each of these parameters what its learning rate is multiplied with.
  std::vector<double> rates_of(std::span<const std::string> paths) const;
  const nn::TrainedRange& range() const { return range_; }

  /// Flat tensors by the names of variables; those of `slots` are of range().size.
  Tensor& parameters() { return parameters_; }
  const Tensor& parameters() const { return parameters_; }
  Tensor& state() { return state_; }
  std::map<std::string, Tensor>& slots() { return slots_; }
  const std::map<std::string, Tensor>& slots() const { return slots_; }
  /// Adds a slot of zeros; it returns its name.
  std::string add_slot(std::string_view name, double initial = 0.0);
  /// To be called before each run that writes to them.
  void weights_change() { fixed_->weights_changed(); }

 private:
  const void* model_;
  std::string name_;
  nn::Network network_;
  Role role_;
  std::vector<std::string> frozen_;
  CompileOptions rates_;  ///< as the model was compiled
  nn::TrainedRange range_;
  Tensor parameters_;
  Tensor state_;
  std::map<std::string, Tensor> slots_;
  std::shared_ptr<runtime::FixedValues> fixed_;
};

}  // namespace ganglion::train
