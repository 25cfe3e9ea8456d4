#include "ganglion/train/job/network/linear_path.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/job/typed_output.h"
#include "ganglion/train/linear/linear_fit.h"

namespace ganglion::train {
namespace {

using data::Task;

/// Why the job's network can't have a linear path; empty if it can.
std::string obstacle(const Job& job, const JobData& data, const LinearModel::Options& options) {
  const data::PreprocessingState& state = data.preprocessing.state();
  if (state.samples) return "is for columns of tables, not for images and signals";
  if (data.train.weighted()) return "is for rows that all count alike";
  const bool bent = job.output != nn::Activation::linear && job.output != nn::Activation::relu;
  if (state.task == Task::regression && bent) return "needs `output = linear` or `output = relu`";
  if (job.loss && job.loss->value().needs_positive()) return "is not for such a loss";
  if (LinearModel::is_out_of_reach(state.task, data.train, options)) {
    return "would take too long to fit: too many classes and rows";
  }
  return "";
}

/// Whether the linear model is worth to begin with, which the validation rows tell.
bool is_worth_it(const LinearModel& linear, const JobData& data, const Listener& listener) {
  const Task task = data.preprocessing.state().task;
  if (!data.validation) return true;
  const LinearFit fit = linear_fit(linear, task, data.train, *data.validation);
  const std::string model = task == Task::regression ? "linear regression" : "logistic regression";
  const bool worth = fit.beats_constant();
  listener.tell_choice(
      {"linear path", worth ? "from the features to the outputs, begun as " + model : "none",
       fmt::format("val_loss of {} {:.4g}, of a constant {:.4g}{}", model, fit.loss,
                   fit.constant_loss, worth ? "; to disable: `linear_path = no`" : "")});
  return worth;
}

/// The last layer, or that of each network of an average.
std::vector<std::string> output_layers(const nn::Network& network) {
  const nn::LayerCall& last = network.calls().back();
  if (nn::copies_in(network) == 1) return {last.layer};
  std::vector<std::string> layers;
  for (const int read : last.inputs) {
    const std::size_t call = static_cast<std::size_t>(read) - network.inputs().size();
    layers.push_back(network.calls()[call].layer);
  }
  return layers;
}

}  // namespace

LinearModel::Options linear_options(const Job& job, const data::Preprocessing& preprocessing,
                                    const std::vector<double>& class_weights) {
  return {.class_weights = class_weights,
          .threads = job.threads,
          .left_out = preprocessing.bin_features()};
}

std::optional<LinearModel> fit_linear_path(Job& job, const JobData& data, bool asked,
                                           const std::vector<double>& class_weights,
                                           const Listener& listener) {
  const bool chosen = !job.linear_path;
  // Logistic regressions of several labels memorise, and the network goes on from there.
  const bool labels = data.preprocessing.state().task == Task::multilabel;
  if (chosen) job.linear_path = !asked && !labels;
  // Without hidden layers there is nothing to lead around.
  if (hidden_layers(job, data.preprocessing.state()).empty()) job.linear_path = false;
  if (!*job.linear_path) return std::nullopt;
  const auto options = linear_options(job, data.preprocessing, class_weights);
  if (const std::string why = obstacle(job, data, options); !why.empty()) {
    if (!chosen) throw Error("`linear_path = yes` " + why, {.setting = "linear_path"});
    job.linear_path = false;
    return std::nullopt;
  }
  LinearModel linear(data.preprocessing.state().task, data.train, options);
  if (chosen) job.linear_path = is_worth_it(linear, data, listener);
  return *job.linear_path ? std::optional(std::move(linear)) : std::nullopt;
}

nn::Network with_linear_path(const std::vector<nn::Layer>& layers, nn::Dense output) {
  const nn::Symbol features = layers.front().as_input();
  nn::Symbol x = features;
  for (std::size_t i = 1; i < layers.size(); ++i) x = layers[i](x);
  output.kernel_initializer = nn::zeros();
  output.use_bias = true;  // the linear model has one
  return nn::Network({features}, {nn::Layer(output)(nn::Concatenate()(x, features))});
}

void start_as(const LinearModel& linear, Model& model) {
  const Tensor weights = linear.kernel();
  for (const std::string& layer : output_layers(model.network())) {
    Tensor kernel(model.weight(layer + "/kernel").shape());
    std::ranges::copy_backward(weights.values<float>(), kernel.values<float>().end());
    model.set_weight(layer + "/kernel", kernel);
    model.set_weight(layer + "/bias", linear.bias());
  }
}

}  // namespace ganglion::train
