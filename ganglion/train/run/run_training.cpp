#include "ganglion/train/run/run_training.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/evaluate/class_balance.h"

namespace ganglion::train {
namespace {

optim::Optimizer make_optimizer(Job& job) {
  const optim::Optimizer& optimizer = job.optimizer.value();
  if (!job.learning_rate) job.learning_rate = optimizer.learning_rate();
  Attributes config = optimizer.config();
  config.set("learning_rate", *job.learning_rate);
  return optim::optimizer_from_config(optimizer.name(), config);
}

/// How much the rows of each class count: rare ones more, so that all classes count alike.
std::vector<double> weights_of_classes(const Job& job, const data::Dataset& train,
                                       const Listener& listener) {
  if (job.class_weight == ClassWeight::none) {
    if (const auto note = imbalance_note(train)) listener.tell_note(*note);
    return {};
  }
  if (train.class_names.empty()) {
    throw Error(
        fmt::format("--class-weight balanced needs a binary or multiclass task, but the task is {}",
                    data::name_of(*job.task)));
  }
  return balanced_weights(class_counts(train));
}

optim::ParsedSchedule make_schedule(const Job& job, std::int64_t rows) {
  const std::int64_t steps = (rows + *job.batch_size - 1) / *job.batch_size;
  return job.schedule->resolve({.learning_rate = *job.learning_rate,
                                .steps_per_epoch = steps,
                                .total_steps = steps * *job.epochs});
}

}  // namespace

RunTraining::RunTraining(Job& job, const JobData& data, const JobNetwork& made,
                         const Listener& listener)
    : job_(job),
      data_(data),
      made_(made),
      weights_(weights_of_classes(job, data.train, listener)),
      optimizer_(make_optimizer(job)),
      schedule_(make_schedule(job, data.train.rows())) {}

CompileOptions RunTraining::compile_options(std::uint64_t seed, int threads) const {
  return {.loss = made_.loss,
          .optimizer = optimizer_,
          .metrics = watched_metrics(data_.preprocessing),
          .seed = seed,
          .replicas = job_.replicas,
          .precision = job_.precision,
          .threads = threads};
}

FitOptions RunTraining::plain_options() const {
  FitOptions fit = {.epochs = *job_.epochs,
                    .batch_size = *job_.batch_size,
                    .validation_data = data_.validation ? &*data_.validation : nullptr,
                    .class_weights = weights_,
                    .augmentation = job_.augment.value()};
  fit.callbacks.push_back(LearningRateSchedule{.schedule = schedule_.schedule});
  if (schedule_.plateau) {
    fit.callbacks.push_back(ReduceOnPlateau{.monitor = monitor(),
                                            .factor = schedule_.plateau->factor,
                                            .patience = schedule_.plateau->patience});
  }
  if (data_.validation) {
    fit.callbacks.push_back(
        EarlyStopping{.monitor = monitor(),
                      .patience = *job_.patience > 0 ? *job_.patience : *job_.epochs,
                      .restore_best_weights = job_.keep == KeptWeights::best});
  }
  return fit;
}

FitOptions RunTraining::fit_options(const std::optional<RunFolder>& folder, std::int64_t index,
                                    const RunOptions& options) const {
  FitOptions fit = plain_options();
  fit.stop = options.stop;
  if (!folder) return fit;
  if (index == 0) {
    fit.callbacks.push_back(CsvLogger{.path = folder->history()});
    if (options.progress) fit.callbacks.push_back(ProgressLine{});
  }
  fit.callbacks.push_back(
      Checkpoint{.path = folder->checkpoint(index), .seconds = checkpoint_seconds()});
  return fit;
}

/// So that writing (parameters and two slots, at 100 MB/s) takes at most a twentieth of the time.
double RunTraining::checkpoint_seconds() const {
  const auto parameters = static_cast<double>(made_.network.layout().parameter_count());
  return 0.5 + 20.0 * parameters * 12.0 / 1e8;
}

}  // namespace ganglion::train
