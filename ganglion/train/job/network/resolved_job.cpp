#include "ganglion/train/job/network/resolved_job.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/batches.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/evaluate/class_balance.h"
#include "ganglion/train/job/network/default_network.h"
#include "ganglion/train/job/network/ensemble_choice.h"
#include "ganglion/train/job/network/initial_model.h"
#include "ganglion/train/job/network/job_training.h"
#include "ganglion/train/job/network/linear_path.h"
#include "ganglion/train/job/network/output_layer.h"
#include "ganglion/train/job/network/sequence_order.h"
#include "ganglion/train/job/network/table_network.h"
#include "ganglion/train/job/network/threshold_choice.h"
#include "ganglion/train/job/typed_output.h"

namespace ganglion::train {
namespace {

using data::Task;
using nn::Activation;

void choose_shifts(Job& job, const data::PreprocessingState& state, const Listener& listener) {
  if (!job.augment.text().empty()) return;
  job.augment = default_augmentation(state.samples->kind, state.samples->shape, state.task);
  if (job.augment.text().empty()) return;
  listener.tell_choice(
      {"augment", job.augment.text(),
       "training images are shifted at random by up to so many pixels; to disable: "
       "`augment = none`"});
}

void choose_hidden(Job& job, const JobData& data, const Listener& listener) {
  if (job.network) return;
  const data::PreprocessingState& state = data.preprocessing.state();
  if (state.samples) {
    const DefaultNetwork made =
        default_network(state.samples->kind, state.samples->shape, data.train.rows());
    job.network = made.text;
    listener.tell_choice({"network", made.text, made.reason});
    choose_shifts(job, state, listener);
    return;
  }
  job.network = table_network(data.train.rows(), job.effort);
  listener.tell_choice({"network", job.network->text(),
                        fmt::format("sized for {} training rows", data.train.rows())});
}

void choose_layers_of(const Model& initial, Job& job, const Listener& listener) {
  job.network = hidden_text(initial);
  listener.tell_choice({"network", job.network->text(), fmt::format("that of {}", job.init)});
}

/// About the weight of half a row of data, which small data sets gain by and large ones don't
/// feel. Layers that say themselves how they are kept in check are left alone, and so is a network
/// without hidden layers: that is expected to end at the best fit.
void choose_l2(Job& job, std::int64_t rows, const std::vector<nn::Layer>& hidden,
               const Listener& listener) {
  if (job.l2) return;
  job.l2 = 0.0;
  const bool plain = std::ranges::all_of(hidden, [](const nn::Layer& layer) {
    const auto* dense = layer.as<nn::Dense>();
    return dense != nullptr && dense->kernel_l1 == 0.0 && dense->kernel_l2 == 0.0;
  });
  if (hidden.empty() || !plain || job.dropout > 0.0) return;
  // One digit is as exact as such a rule is.
  job.l2 = std::stod(fmt::format("{:.0e}", std::min(1e-3, 0.4 / static_cast<double>(rows))));
  listener.tell_choice({"l2", fmt::format("{}", *job.l2),
                        "L2 regularisation against overfitting; to disable: `l2 = 0`"});
}

/// The losses of a task by name; the first is the one that is chosen.
std::vector<std::string> fitting_losses(Task task) {
  switch (task) {
    case Task::regression:
      return {"mean_squared_error", "mean_absolute_error", "huber", "poisson"};
    case Task::binary:
    case Task::multilabel:
      return {"binary_crossentropy"};
    case Task::multiclass:
      return {"sparse_categorical_crossentropy"};
  }
  throw Error("not a task");
}

std::string_view first_word(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_first_of(" \t"));
}

/// Whatever a person calls it: class indices are what our targets are.
nn::Loss sparse_form(const nn::Loss& loss) {
  if (loss.name() != nn::CategoricalCrossentropy::kind) return loss;
  return nn::SparseCategoricalCrossentropy{
      .from_logits = true, .label_smoothing = loss.config().number("label_smoothing")};
}

nn::Loss choose_loss(Job& job, Task task, const Listener& listener) {
  const std::vector<std::string> fitting = fitting_losses(task);
  if (job.loss && task != Task::regression &&
      nn::names_cross_entropy(first_word(job.loss->text()))) {
    // What stands behind the name, such as label smoothing, stays.
    return nn::with_logits(nn::loss_from_config(fitting[0], job.loss->value().config()));
  }
  if (!job.loss) {
    job.loss = fitting[0];
    listener.tell_choice({"loss", fitting[0], fmt::format("standard for {}", name_of(task))});
  }
  nn::Loss loss = job.loss->value();
  if (task == Task::multiclass) loss = sparse_form(loss);
  if (std::ranges::find(fitting, loss.name()) == fitting.end()) {
    throw Error(
        fmt::format("{} doesn't fit the task {}; use {}{}", setting("loss", job.loss->text()),
                    name_of(task), fitting.size() == 1 ? "" : "one of ", fmt::join(fitting, ", ")),
        {.setting = "loss", .value = fitting[0]});
  }
  return nn::with_logits(loss);
}

bool is_nonlinear(const nn::Layer& layer) {
  return layer.activation().value_or(Activation::linear) != Activation::linear;
}

void warn(const std::vector<nn::Layer>& hidden, const std::string& unfitting,
          const Listener& listener) {
  const auto dense = std::ranges::count_if(
      hidden, [](const nn::Layer& layer) { return layer.as<nn::Dense>() != nullptr; });
  if (dense > 0 && std::ranges::none_of(hidden, is_nonlinear)) {
    listener.tell_warning(
        "all hidden layers are linear, which equals a single linear layer; add an activation "
        "(\"dense 25 relu\")");
  }
  if (!unfitting.empty()) listener.tell_warning(unfitting);
}

void tell_output(const Job& job, const data::PreprocessingState& state, const Listener& listener) {
  const auto typed = typed_output(job, state);
  if (!typed) return;
  listener.tell_choice(
      {"output layer",
       fmt::format("the last layer of the network, {}",
                   nn::network_text(std::vector{nn::Layer(*typed)})),
       state.task == Task::regression
           ? ""
           : "computed as logits, with a loss from logits, which is more accurate"});
}

/// Applies l2 and dropout where the text of the network says nothing of its own.
std::vector<nn::Layer> regularized(const std::vector<nn::Layer>& layers, const Job& job) {
  std::vector<nn::Layer> result;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto* dense = layers[i].as<nn::Dense>();
    if (dense == nullptr) {
      result.push_back(layers[i]);
      continue;
    }
    nn::Dense copy = *dense;
    if (copy.kernel_l2 == 0.0) copy.kernel_l2 = *job.l2;
    result.push_back(layers[i].is_frozen() ? nn::Layer(copy).frozen() : nn::Layer(copy));
    const bool own = i + 1 < layers.size() && layers[i + 1].as<nn::Dropout>() != nullptr;
    if (job.dropout > 0.0 && !own) result.emplace_back(nn::Dropout{.rate = job.dropout});
  }
  return result;
}

/// What comes out of a chain of layers that begins with an Input.
Shape shape_behind(const std::vector<nn::Layer>& layers, const Shape& input) {
  return layers.size() == 1 ? input : nn::Network(layers).output_shapes().at(0);
}

/// A dense layer is for rows of numbers: what comes to it from images and signals is laid out
/// flat first.
void flatten_before(const nn::Layer& next, std::vector<nn::Layer>& layers, const Shape& input,
                    const Listener& listener) {
  if (next.as<nn::Dense>() == nullptr) return;
  const Shape shape = shape_behind(layers, input);
  if (shape.rank() < 2) return;
  listener.tell_choice({"flatten", fmt::format("{} to {} values", shape.to_string(), shape.size()),
                        "dense layers work on the last axis only"});
  layers.emplace_back(nn::Flatten());
}

nn::Network network_of(const Job& job, const std::vector<nn::Layer>& hidden, const JobData& data,
                       bool linear_path, const Listener& listener) {
  const Shape input = data.preprocessing.input_shape();
  std::vector<nn::Layer> layers = {nn::Input(input)};
  SequenceOrder order(input);
  const auto append = [&](nn::Layer layer) {
    if (data.preprocessing.state().samples) {
      flatten_before(layer, layers, input, listener);
      const auto turn = order.before(layer);
      if (turn && shape_behind(layers, input).rank() == 2) layers.push_back(*turn);
    }
    layers.push_back(std::move(layer));
  };
  for (const nn::Layer& layer : regularized(hidden, job)) append(layer);
  layers = nn::with_flat_end(std::move(layers));
  nn::Dense output = output_layer(job, data);
  // Least squares need nothing to keep them in check; weights of classes would grow without end.
  const bool free = linear_path && data.preprocessing.state().task == Task::regression;
  if (output.kernel_l2 == 0.0 && !free) output.kernel_l2 = *job.l2;
  if (linear_path) return with_linear_path(layers, output);
  append(output);
  return nn::Network(std::move(layers));
}

optim::Optimizer optimizer_of(const Job& job) {
  const optim::Optimizer& optimizer = job.optimizer.value();
  Attributes config = optimizer.config();
  config.set("learning_rate", *job.learning_rate);
  return optim::optimizer_from_config(optimizer.name(), config);
}

optim::ParsedSchedule schedule_of(const Job& job, const nn::Network& network, std::int64_t rows) {
  const std::int64_t steps = data::batches_per_epoch(
      rows, {.batch_size = *job.batch_size, .min_rows = network.rows_needed().rows});
  return job.schedule->resolve({.learning_rate = *job.learning_rate,
                                .steps_per_epoch = steps,
                                .total_steps = steps * *job.epochs});
}

/// How much the rows of each class count: rare ones more, so that all classes count alike.
std::vector<double> weights_of_classes(const Job& job, const data::Dataset& train, Task task,
                                       const Listener& listener) {
  if (job.class_weight == ClassWeight::none) {
    if (const auto note = imbalance_note(train)) listener.tell_note(*note);
    return {};
  }
  if (train.class_names.empty()) {
    throw Error(
        fmt::format(
            "`class_weight = balanced` needs a binary or multiclass task, but the task is {}",
            name_of(task)),
        {.setting = "class_weight", .value = "none"});
  }
  return balanced_weights(class_counts(train));
}

}  // namespace

ResolvedJob resolve(Job job, const JobData& data, const Listener& listener) {
  const Task task = data.preprocessing.state().task;
  const std::int64_t rows = data.train.rows();
  const std::shared_ptr<const Model> initial = initial_model(job);
  const bool asked = job.network.has_value() || initial != nullptr;
  if (initial && !job.network) choose_layers_of(*initial, job, listener);
  choose_hidden(job, data, listener);
  choose_ensemble(job, data, asked, listener);
  choose_training(job, data, listener);
  const nn::Loss loss = choose_loss(job, task, listener);
  const data::PreprocessingState& state = data.preprocessing.state();
  const std::vector<nn::Layer> hidden = hidden_layers(job, state);
  tell_output(job, state, listener);
  warn(hidden, unfitting_output(job, state), listener);
  choose_l2(job, rows, hidden, listener);
  if (hidden.empty() && job.dropout > 0.0) {
    listener.tell_warning("`dropout` has no effect: there are no hidden layers");
  }
  std::vector<double> weights = weights_of_classes(job, data.train, task, listener);
  auto linear_path = fit_linear_path(job, data, asked, weights, listener);
  nn::Network network = network_of(job, hidden, data, linear_path.has_value(), listener);
  check_batch_size(network, *job.batch_size, rows, "network");
  check_transfer(job, network, initial.get(), listener);
  const bool folds = choose_folds(job, data, listener);
  return {.stated = job,
          .task = task,
          .network = network,
          .linear = hidden.empty(),
          .loss = loss,
          .optimizer = optimizer_of(job),
          .schedule = schedule_of(job, network, rows),
          .epochs = *job.epochs,
          .batch_size = *job.batch_size,
          .patience = *job.patience,
          .keeps_best = *job.keep == KeptWeights::best,
          .ensemble = *job.ensemble,
          .folds = folds,
          .class_weights = std::move(weights),
          .threshold = threshold_choice(job, data),
          .initial = initial,
          .linear_path = std::move(linear_path)};
}

}  // namespace ganglion::train
