#include "ganglion/train/job/network/job_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

constexpr double kSamplesInAll = 600'000;  // images or signals, over all epochs
/// Values in an image or signal up to which that many are trained on; of larger ones fewer, as each
/// takes longer. 3 channels of 32x32 pixels; a value of a signal costs more.
constexpr double kPixels = 3'072;
constexpr double kSignalValues = 1'024;
constexpr std::int64_t kSpectrogramValues = 180'000'000;  // likewise, of all spectrograms
constexpr std::int64_t kMostEpochsOfSpectrograms = 150;
/// Masked spectrograms of few epochs; .97 instead of .95 of spoken words (benchmarks/accuracy).
constexpr double kSpectrogramRate = 0.003;
constexpr double kFewestEpochs = 12;
constexpr double kMaxEpochs = 300;
constexpr double kFewestSteps = 900;  // of few images or signals, though it be more epochs

constexpr double kStepsInAll = 60'000;  // of a table, where early stopping ends the training
constexpr double kEpochsInAll = 5'000;  // likewise
constexpr double kStepsToWait = 2'000;  // of a regression, without improvement
constexpr double kLeastPatience = 20;   // epochs
constexpr double kGreatestPatience = 100;

double steps_per_epoch(const Job& job, std::int64_t rows) {
  return std::ceil(static_cast<double>(rows) / static_cast<double>(*job.batch_size));
}

void choose_batch_size(Job& job, std::int64_t rows, const Listener& listener) {
  if (job.batch_size) return;
  job.batch_size = rows > 50'000 ? 128 : rows > 10'000 ? 64 : 32;
  listener.tell_choice(
      {"batch size", std::to_string(*job.batch_size),
       fmt::format("{} steps per epoch", (rows + *job.batch_size - 1) / *job.batch_size)});
}

bool are_spectrograms(const JobData& data) {
  const auto& samples = data.preprocessing.state().samples;
  return samples && samples->kind == data::SampleKind::spectrogram;
}

void choose_rate(Job& job, const JobData& data, const Listener& listener) {
  if (job.learning_rate) return;
  job.learning_rate = job.optimizer.value().learning_rate();
  if (!are_spectrograms(data) || job.optimizer.text() != Job{}.optimizer.text()) return;
  job.learning_rate = kSpectrogramRate;
  listener.tell_choice({"learning rate", fmt::format("{}", kSpectrogramRate),
                        "for spectrograms; to choose another: `learning_rate`"});
}

/// What one passes over is values, of which long spectrograms have more.
std::int64_t epochs_of_spectrograms(const JobData& data) {
  const std::int64_t size = data.preprocessing.state().samples->shape.size();
  return std::clamp(kSpectrogramValues / std::max<std::int64_t>(data.train.rows() * size, 1),
                    static_cast<std::int64_t>(kFewestEpochs), kMostEpochsOfSpectrograms);
}

std::int64_t epochs_of_samples(const Job& job, const Shape& sample, std::int64_t rows) {
  const double whole = sample.rank() == 3 ? kPixels : kSignalValues;
  const double samples = kSamplesInAll * std::min(1.0, whole / static_cast<double>(sample.size()));
  const double most = std::max(kMaxEpochs, std::ceil(kFewestSteps / steps_per_epoch(job, rows)));
  return static_cast<std::int64_t>(
      std::clamp(std::floor(samples / static_cast<double>(rows)), kFewestEpochs, most));
}

/// Where it is early stopping that ends a training, the limit is far enough away. Small data needs
/// more passes to make as many steps.
std::int64_t epochs_of_table(const Job& job, std::int64_t rows, bool stops_early) {
  const double few = rows < 2'000 ? 300 : 100;
  if (!stops_early || job.schedule->ends_at_zero()) return static_cast<std::int64_t>(few);
  const double limit = std::clamp(kStepsInAll / steps_per_epoch(job, rows), few, kEpochsInAll);
  // One digit is as exact as such a rule is.
  return static_cast<std::int64_t>(std::stod(fmt::format("{:.0e}", limit)));
}

void choose_epochs(Job& job, const JobData& data, bool falling, const Listener& listener) {
  if (job.epochs) return;
  const std::int64_t rows = data.train.rows();
  const bool stops_early = data.validation && job.patience != 0;
  const bool table = !data.preprocessing.state().samples;
  if (falling && are_spectrograms(data)) {
    job.epochs = epochs_of_spectrograms(data);
  } else if (falling) {
    job.epochs = epochs_of_samples(job, data.preprocessing.input_shape(), rows);
  } else {
    job.epochs = epochs_of_table(job, rows, stops_early && table);
  }
  listener.tell_choice({"epochs", std::to_string(*job.epochs),
                        falling       ? fmt::format("for {} training rows", rows)
                        : stops_early ? "maximum; stops early when validation loss stops improving"
                        : data.validation ? "no early stopping, as `patience = 0`"
                                          : "no early stopping without validation rows"});
}

void tell_time(const Job& job, const Listener& listener) {
  if (!job.time) return;
  listener.tell_choice({"time", seconds_text(*job.time),
                        "training ends by the clock: the same run again may give another model"});
}

/// A regression waits as many steps as it takes to see that nothing more comes, whatever the size
/// of the data. Classes don't gain by waiting: their log loss soon pays for answers that are too
/// sure (benchmarks/accuracy has the figures).
std::int64_t patience_for(const Job& job, std::int64_t rows) {
  const double steps = job.task == data::Task::regression ? kStepsToWait : 0.0;
  return static_cast<std::int64_t>(
      std::clamp(std::ceil(steps / steps_per_epoch(job, rows)), kLeastPatience, kGreatestPatience));
}

void choose_patience(Job& job, std::int64_t rows, bool falling, bool watched,
                     const Listener& listener) {
  if (job.patience) {
    if (*job.patience > 0 && !watched) {
      throw Error("`patience` needs validation rows; omit it, or use `validation = 0.2`",
                  {.setting = "validation", .value = "0.2"});
    }
    return;
  }
  job.patience = !watched || falling ? 0 : patience_for(job, rows);
  if (!watched || falling) return;
  listener.tell_choice(
      {"patience", std::to_string(*job.patience),
       "epochs without improvement in validation loss before stopping; the best weights are kept"});
}

/// By its last epochs a classifier whose rate falls is surer than its validation loss likes, but
/// right more often; how sure it is the temperature mends (benchmarks/accuracy has the figures).
void choose_kept(Job& job, bool falling, bool watched, const Listener& listener) {
  if (job.keep == KeptWeights::best && !watched) {
    throw Error("`keep = best` needs validation rows; omit it, or use `validation = 0.2`",
                {.setting = "validation", .value = "0.2"});
  }
  if (job.keep) return;
  const bool classes = job.task != data::Task::regression;
  job.keep = !watched || (falling && classes && *job.patience == 0) ? KeptWeights::last
                                                                    : KeptWeights::best;
  if (!watched || job.keep == KeptWeights::best) return;
  listener.tell_choice({"weights", "of the last epoch",
                        "the learning rate has decayed to 0 by then; for those of the lowest "
                        "validation loss: `keep = best`"});
}

}  // namespace

void choose_training(Job& job, const JobData& data, const Listener& listener) {
  tell_time(job, listener);
  const std::int64_t rows = data.train.rows();
  const bool samples = data.preprocessing.state().samples.has_value();
  const bool watched = data.validation.has_value();
  choose_rate(job, data, listener);
  choose_batch_size(job, rows, listener);
  if (!job.schedule) {
    job.schedule = optim::ScheduleText(samples ? "cosine" : "constant");
    if (samples) {
      listener.tell_choice(
          {"schedule", job.schedule->text(),
           "the learning rate decays to 0 by the last epoch; to disable: `schedule = constant`"});
    }
  }
  const bool falling = samples && job.schedule->ends_at_zero();
  choose_epochs(job, data, falling, listener);
  choose_patience(job, rows, falling, watched, listener);
  choose_kept(job, falling, watched, listener);
}

}  // namespace ganglion::train
