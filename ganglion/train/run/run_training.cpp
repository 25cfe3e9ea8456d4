#include "ganglion/train/run/run_training.h"

#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/evaluate/evaluation.h"

namespace ganglion::train {

CompileOptions RunTraining::compile_options(std::uint64_t seed, int threads) const {
  return {.loss = job_.loss,
          .optimizer = job_.optimizer,
          .metrics = watched_metrics(data_.preprocessing),
          .frozen = job_.stated.freeze,
          .seed = seed,
          .replicas = job_.stated.replicas,
          .precision = job_.stated.precision,
          .threads = threads};
}

FitOptions RunTraining::plain_options() const {
  FitOptions fit = {.epochs = job_.epochs,
                    .batch_size = job_.batch_size,
                    .validation_data = data_.validation ? &*data_.validation : nullptr,
                    .class_weights = job_.class_weights,
                    .augmentation = job_.stated.augment.value()};
  fit.callbacks.push_back(LearningRateSchedule{.schedule = job_.schedule.schedule});
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
  FitOptions fit = plain_options();
  fit.stop = options.stop;
  if (!folder) return fit;
  if (index == 0) {
    fit.callbacks.push_back(CsvLogger{.path = folder->history()});
    if (options.progress) fit.callbacks.push_back(ProgressLine{});
  }
  fit.callbacks.push_back(Checkpoint{
      .path = folder->checkpoint(index), .seconds = checkpoint_seconds(), .source = source_});
  return fit;
}

/// So that writing (parameters and two slots, at 100 MB/s) takes at most a twentieth of the time.
double RunTraining::checkpoint_seconds() const {
  const auto parameters = static_cast<double>(job_.network.layout().parameter_count());
  return 0.5 + 20.0 * parameters * 12.0 / 1e8;
}

}  // namespace ganglion::train
