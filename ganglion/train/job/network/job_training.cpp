#include "ganglion/train/job/network/job_training.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kSamplesInAll = 600'000;  // images or signals, over all epochs
constexpr std::int64_t kFewestEpochs = 12;
constexpr std::int64_t kMaxEpochs = 300;

void choose_batch_size(Job& job, std::int64_t rows, const Listener& listener) {
  if (job.batch_size) return;
  job.batch_size = rows > 50'000 ? 128 : rows > 10'000 ? 64 : 32;
  listener.tell_choice(
      {"batch size", std::to_string(*job.batch_size),
       fmt::format("{} steps per epoch", (rows + *job.batch_size - 1) / *job.batch_size)});
}

void choose_epochs(Job& job, std::int64_t rows, bool falling, bool watched,
                   const Listener& listener) {
  if (job.epochs) return;
  if (falling) {
    job.epochs =
        std::clamp(kSamplesInAll / std::max<std::int64_t>(rows, 1), kFewestEpochs, kMaxEpochs);
  } else {
    // Small data needs more passes to make as many steps.
    job.epochs = rows < 2'000 ? 300 : 100;
  }
  listener.tell_choice({"epochs", std::to_string(*job.epochs),
                        falling   ? fmt::format("for {} training rows", rows)
                        : watched ? "maximum; stops early when validation loss stops improving"
                                  : "no early stopping without validation rows"});
}

void choose_patience(Job& job, bool falling, bool watched, const Listener& listener) {
  if (job.patience) {
    if (*job.patience > 0 && !watched) {
      throw Error("`patience` needs validation rows; omit it, or use `validation = 0.2`",
                  {.setting = "validation", .value = "0.2"});
    }
    return;
  }
  job.patience = !watched || falling ? 0 : 20;
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
  const std::int64_t rows = data.train.rows();
  const bool samples = data.preprocessing.state().samples.has_value();
  const bool watched = data.validation.has_value();
  if (!job.learning_rate) job.learning_rate = job.optimizer.value().learning_rate();
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
  choose_epochs(job, rows, falling, watched, listener);
  choose_patience(job, falling, watched, listener);
  choose_kept(job, falling, watched, listener);
}

}  // namespace ganglion::train
