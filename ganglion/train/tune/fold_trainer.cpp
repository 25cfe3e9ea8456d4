#include "ganglion/train/tune/fold_trainer.h"

#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/train/run/train_rows.h"

namespace ganglion::train {
namespace {

FoldScore failed(std::string why) {
  return {.error = std::numeric_limits<double>::infinity(), .failure = std::move(why)};
}

}  // namespace

FoldScore FoldTrainer::score(const Trial& trial, std::int64_t fold, int threads,
                             const Division& division) {
  Job job = job_of_(trial);
  const std::string settings = text_of_(job);
  const TrainingKey key = {trial.number, division.number, fold};
  if (const auto known = log_.find(key, settings)) return *known;
  job.threads = threads;
  job.seed = division.rows.seed();
  FoldScore score = trained(job, *division.rows.at(fold), division.stop);
  if (!score.stopped) log_.add(key, settings, score, elapsed_());
  return score;
}

FoldScore FoldTrainer::trained(const Job& job, const JobData& rows, const StopWhen& stop) const {
  try {
    TrainedJob made = train_rows(job, rows, {.progress = false, .stop = stop.flag()});
    if (stop.stopped()) return {.stopped = true};
    const double error = metric_.error(evaluate(made.model, rows.preprocessing, *rows.test));
    if (!std::isfinite(error)) return failed(metric_.name + " is not defined on a fold");
    return {.error = error, .seconds = made.seconds};
  } catch (const Error& error) {
    if (stop.stopped()) return {.stopped = true};
    return failed(error.what());
  }
}

}  // namespace ganglion::train
