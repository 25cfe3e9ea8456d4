#include "ganglion/train/run/run_training.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "ganglion/data/batches.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/network/initial_model.h"
#include "ganglion/train/job/network/linear_path.h"
#include "ganglion/train/run/training_estimate.h"

namespace ganglion::train {
namespace {

/// The processors that a launcher has given to this rank alone, or its share of all of them.
int threads_of_rank(const dist::Communicator& ranks) {
  const auto own = static_cast<int>(std::thread::hardware_concurrency());
  const auto all = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  return std::max(1, own < all ? own : own / ranks.ranks_here());
}

}  // namespace

CompileOptions RunTraining::compile_options(std::uint64_t seed, int threads) const {
  return {.loss = job_.loss,
          .optimizer = job_.optimizer,
          .metrics = watched_metrics(data_.preprocessing),
          .frozen = job_.stated.freeze,
          .seed = seed,
          .replicas = job_.stated.replicas,
          .precision = job_.stated.precision,
          .threads = threads > 0 || ranks_ == nullptr ? threads : threads_of_rank(*ranks_),
          .ranks = job_.ensemble == 1 ? ranks_ : nullptr};
}

void RunTraining::start(std::int64_t index, Model& model) const {
  if (job_.initial) start_from(*job_.initial, model);
  if (const LinearModel* linear = rows_.linear_path(index)) start_as(*linear, model);
}

/// Where the rate is to end at 0 it does so in the time there is.
LearningRateSchedule RunTraining::rate(std::optional<double> seconds) const {
  LearningRateSchedule rate = {.schedule = job_.schedule.schedule};
  if (!seconds || !job_.stated.schedule->ends_at_zero()) return rate;
  rate.seconds = *seconds;
  rate.steps = steps_per_epoch() * job_.epochs;
  return rate;
}

std::int64_t RunTraining::steps_per_epoch() const {
  return data::batches_per_epoch(data_.train.rows(), {.batch_size = job_.batch_size,
                                                      .min_rows = job_.network.rows_needed().rows});
}

/// The validation rows of each epoch only go forward, a third of what a training step does.
std::string RunTraining::estimate(const TrainingState& state, double seconds_per_step) const {
  const double rows = static_cast<double>(data_.train.rows());
  const double validation =
      data_.validation ? static_cast<double>(data_.validation->rows()) / rows / 3.0 : 0.0;
  const double per_epoch = seconds_per_step * static_cast<double>(state.steps_per_epoch);
  const double rounds = TimeBudget::rounds(job_.ensemble, job_.stated.threads);
  const TrainingEstimate estimate = {
      .seconds_per_epoch = per_epoch * (1.0 + validation),
      .epochs = rounds * static_cast<double>(job_.epochs) - static_cast<double>(state.epoch - 1),
      .limit = time_.share(1.0).value_or(0.0),
      .may_end_early = job_.patience > 0};
  return with_flags(estimate.text(static_cast<double>(job_.epochs)));
}

FitOptions RunTraining::plain_options(std::int64_t index, std::optional<double> seconds) const {
  FitOptions fit = {.epochs = job_.epochs,
                    .batch_size = job_.batch_size,
                    .validation_data = rows_.validation(index),
                    .class_weights = job_.class_weights,
                    .augmentation = job_.stated.augment.value()};
  fit.callbacks.push_back(rate(seconds));
  if (seconds) fit.callbacks.push_back(TimeLimit{.seconds = *seconds});
  if (job_.schedule.plateau) {
    fit.callbacks.push_back(ReduceOnPlateau{.monitor = monitor(),
                                            .factor = job_.schedule.plateau->factor,
                                            .patience = job_.schedule.plateau->patience});
  }
  if (data_.validation) {
    fit.callbacks.push_back(
        EarlyStopping{.monitor = monitor(),
                      .patience = job_.patience > 0 ? job_.patience : job_.epochs,
                      .restore_best_weights = job_.keeps_best});
  }
  return fit;
}

FitOptions RunTraining::fit_options(const std::optional<RunFolder>& folder, std::int64_t index,
                                    const RunOptions& options) const {
  FitOptions fit =
      plain_options(index, time_.share_of_network(index, job_.ensemble, job_.stated.threads));
  fit.stop = options.stop;
  if (!folder) return fit;
  if (index == 0) {
    fit.callbacks.push_back(CsvLogger{.path = folder->history()});
    if (options.progress) {
      fit.callbacks.push_back(
          ProgressLine{.estimate = [this](const TrainingState& state, double seconds_per_step) {
            return estimate(state, seconds_per_step);
          }});
    }
  }
  if (!job_.stated.tensorboard.empty()) {
    fit.callbacks.push_back(
        TensorBoard{.folder = tensorboard_folder(index), .hyper_parameters = hyper_parameters()});
  }
  fit.callbacks.push_back(Checkpoint{
      .path = folder->checkpoint(index), .seconds = checkpoint_seconds(), .source = source_});
  if (index == 0 && options.watch) {
    if (auto watching = options.watch(job_)) fit.callbacks.push_back(std::move(watching));
  }
  return fit;
}

std::string RunTraining::tensorboard_folder(std::int64_t index) const {
  const std::string& folder = job_.stated.tensorboard;
  return job_.ensemble == 1 ? folder : fmt::format("{}/net{}", folder, index + 1);
}

io::tensorboard::HyperParameters RunTraining::hyper_parameters() const {
  const Job& job = job_.stated;
  return {{"network", job.network ? job.network->text() : ""},
          {"optimizer", job_.optimizer.to_string()},
          {"schedule", job.schedule ? job.schedule->text() : ""},
          {"loss", job_.loss.to_string()},
          {"batch_size", static_cast<double>(job_.batch_size)},
          {"epochs", static_cast<double>(job_.epochs)},
          {"l2", job.l2.value_or(0)},
          {"dropout", job.dropout},
          {"seed", static_cast<double>(job.seed)}};
}

/// So that writing (parameters and two slots, at 100 MB/s) takes at most a twentieth of the time.
double RunTraining::checkpoint_seconds() const {
  const auto parameters = static_cast<double>(job_.network.layout().parameter_count());
  return 0.5 + 20.0 * parameters * 12.0 / 1e8;
}

}  // namespace ganglion::train
