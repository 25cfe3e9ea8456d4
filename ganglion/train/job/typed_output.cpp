#include "ganglion/train/job/typed_output.h"

#include <fmt/format.h>

namespace ganglion::train {
namespace {

using data::Task;
using nn::Activation;

/// What the output layer of a task ends with; of a regression, unless `output` says otherwise.
Activation output_activation(Task task) {
  switch (task) {
    case Task::regression:
      return Activation::linear;
    case Task::binary:
    case Task::multilabel:
      return Activation::sigmoid;
    case Task::multiclass:
      return Activation::softmax;
  }
  return Activation::linear;
}

bool fits(Activation activation, const Job& job, Task task) {
  if (task != Task::regression) return activation == output_activation(task);
  if (job.output) return activation == *job.output;
  return activation == Activation::linear || activation == Activation::relu ||
         activation == Activation::softplus || activation == Activation::sigmoid;
}

const nn::Dense* last_dense(const Job& job) {
  if (!job.network || job.network->value().empty()) return nullptr;
  return job.network->value().back().as<nn::Dense>();
}

std::string dense_text(std::int64_t units, Activation activation) {
  return activation == Activation::linear
             ? fmt::format("dense {}", units)
             : fmt::format("dense {} {}", units, nn::name_of(activation));
}

}  // namespace

std::int64_t output_units(const data::PreprocessingState& state) {
  if (state.task == Task::binary) return 1;
  return static_cast<std::int64_t>(state.task == Task::multiclass ? state.class_names.size()
                                                                  : state.targets.size());
}

std::optional<nn::Dense> typed_output(const Job& job, const data::PreprocessingState& state) {
  const nn::Dense* last = last_dense(job);
  if (last == nullptr || last->units != output_units(state)) return std::nullopt;
  return fits(last->activation, job, state.task) ? std::optional(*last) : std::nullopt;
}

std::vector<nn::Layer> hidden_layers(const Job& job, const data::PreprocessingState& state) {
  std::vector<nn::Layer> layers = job.network->value();
  if (typed_output(job, state)) layers.pop_back();
  return layers;
}

std::string unfitting_output(const Job& job, const data::PreprocessingState& state) {
  const nn::Dense* last = last_dense(job);
  if (last == nullptr || typed_output(job, state)) return "";
  const std::int64_t units = output_units(state);
  const bool seems =
      last->activation == Activation::softmax || last->units == 1 || last->units == units;
  if (!seems) return "";
  const Activation activation = job.output.value_or(output_activation(state.task));
  return fmt::format(
      "`network` ends with \"{}\", which is not the output layer of this {} task: \"{}\" is added "
      "after it; if it was meant as the output layer, end with that, or leave it out",
      dense_text(last->units, last->activation), name_of(state.task),
      dense_text(units, activation));
}

}  // namespace ganglion::train
