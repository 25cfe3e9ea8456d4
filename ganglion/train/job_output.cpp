#include "ganglion/train/job_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/data/features.h"

namespace ganglion::train {
namespace {

using data::Task;
using nn::Activation;

/// Least and largest value of the targets of a regression.
struct Reach {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
};

Reach reach_of(const std::vector<std::string>& targets, data::ColumnSource& train) {
  Reach reach;
  for (const std::string& name : targets) {
    const data::Table& table = train.with(name);
    for (const double value : data::numbers_of(table, table.column(name))) {
      reach.least = std::min(reach.least, value);
      reach.most = std::max(reach.most, value);
    }
  }
  return reach;
}

void check_classes(const Job& job, Task task) {
  const std::string only = task == Task::multiclass ? "softmax" : "sigmoid";
  if (job.output == "auto" || job.output == only) return;
  throw Error(fmt::format("--output {} doesn't fit the task {}, whose output is a {}; leave it out",
                          job.output, job.task, only));
}

void choose_output(Job& job, const Reach& reach, const Listener& listener) {
  if (job.output != "auto") return;
  const bool counts = job.loss.starts_with("poisson");
  const bool plain = job.network && job.network->empty();
  if (counts || (reach.least >= 0 && !plain)) {
    job.output = "softplus";
    listener.tell_choice({"output", job.output,
                          counts ? "never below 0, as the poisson loss needs"
                                 : "never below 0, as the target is; any number: --output linear"});
    return;
  }
  job.output = "linear";
  listener.tell_choice({"output", job.output,
                        reach.least < 0 ? "any number, as the target goes below 0"
                                        : "without hidden layers this is linear regression"});
}

void warn_of_reach(const Job& job, const Reach& reach, const Listener& listener) {
  if ((job.output == "relu" || job.output == "softplus") && reach.least < 0) {
    listener.tell_warning(
        fmt::format("--output {} is never below 0, but the target goes down to {:.6g}; use "
                    "--output linear",
                    job.output, reach.least));
  }
  if (job.output == "sigmoid" && (reach.least < 0 || reach.most > 1)) {
    listener.tell_warning(
        fmt::format("--output sigmoid is between 0 and 1, but the target goes from {:.6g} to "
                    "{:.6g}; use --output linear",
                    reach.least, reach.most));
  }
}

/// The weighted sum of which the activation makes `value`.
double sum_for(Activation activation, double value) {
  if (activation == Activation::sigmoid) {
    const double inside = std::clamp(value, 1e-3, 1 - 1e-3);
    return std::log(inside / (1 - inside));
  }
  if (activation == Activation::softplus) {
    // log(e^y - 1), where e^y may be too large for a number.
    const double above = std::max(value, 1e-3);
    return above + std::log(-std::expm1(-above));
  }
  return value;
}

/// Means of the scaled targets.
std::vector<double> means_of(const Tensor& targets, std::size_t columns) {
  std::vector<double> means(columns, 0.0);
  const auto values = targets.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) means[i % columns] += values[i];
  for (double& mean : means)
    mean *= static_cast<double>(columns) / static_cast<double>(values.size());
  return means;
}

}  // namespace

data::Preprocessing fit_output(Job& job, const data::Preprocessing& preprocessing,
                               data::ColumnSource& train, const Listener& listener) {
  data::PreprocessingState state = preprocessing.state();
  if (state.task != Task::regression) {
    check_classes(job, state.task);
    return preprocessing;
  }
  if (job.output == "softmax") {
    throw Error(
        "--output softmax doesn't fit the task regression; use linear, relu, softplus or "
        "sigmoid");
  }
  const Reach reach = reach_of(job.targets, train);
  choose_output(job, reach, listener);
  warn_of_reach(job, reach, listener);
  if (job.output == "linear") return preprocessing;
  for (data::TargetColumn& target : state.targets) {
    target.mean = 0;
    if (job.output == "sigmoid") target.std = 1;
  }
  return data::Preprocessing(std::move(state), preprocessing.notes());
}

nn::Dense output_layer(const Job& job, const JobData& data) {
  const data::PreprocessingState& state = data.preprocessing.state();
  if (state.task == Task::binary) return {.units = 1};
  if (state.task == Task::multiclass) {
    return {.units = static_cast<std::int64_t>(state.class_names.size())};
  }
  nn::Dense dense = {.units = static_cast<std::int64_t>(state.targets.size())};
  if (state.task == Task::multilabel) return dense;
  dense.activation = nn::activation_of(job.output == "auto" ? "linear" : job.output);
  if (std::ranges::all_of(state.targets, [](const auto& target) { return target.mean != 0; })) {
    return dense;  // scaled to mean 0
  }
  std::vector<double> begin = means_of(data.train.targets, state.targets.size());
  for (double& mean : begin) mean = sum_for(dense.activation, mean);
  dense.bias_initializer = nn::values(std::move(begin));
  return dense;
}

}  // namespace ganglion::train
