#include "ganglion/train/results/learning_curve.h"

#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/run/finish_run.h"
#include "ganglion/train/run/learning_curve_maker.h"
#include "ganglion/train/run/run_scores.h"
#include "ganglion/train/run/train_rows.h"
#include "studio/api_error.h"
#include "studio/run.h"

namespace ganglion::studio {

/// As `ganglion train --learning-curve` does it, for a run that has finished.
io::Json learning_curve_json(const Run::Saving& run, const std::atomic<bool>& given_up) {
  if (run.trainer->status() != Trainer::Status::finished) {
    throw ApiError(409, "the learning curve compares with the finished run: let it finish first");
  }
  train::ResolvedJob job = *run.resolved;
  job.stated.learning_curve = {12.5, 25.0, 50.0};
  train::JobData rows = run.material->rows;
  const auto [weights, history] = run.trainer->at_epoch_end(given_up);
  train::Model model = model_of(job, rows, *weights);
  const train::HeldOut held_out(job, rows, model);
  const train::TrainedRun trained = {
      .job = job, .data = rows, .model = model, .history = history, .held_out = held_out};
  train::RunResult result = train::described(trained);
  train::evaluate_run(trained, {}, result);
  train::LearningCurveMaker curve(rows, job, *result.assessment);
  for (const data::Dataset& share : curve.shares()) {
    train::JobData data = rows;
    data.train = share;
    train::TrainedJob part = train::train_rows(job.stated, data, {.stop = &given_up});
    if (given_up) throw Error("the program ends");
    const auto scores = [&](const data::Dataset& some) {
      return train::run_scores(part.model, part.job, part.preprocessing, some);
    };
    curve.add(scores(share), scores(train::rows_to_assess(rows)));
  }
  return curve.finished(result).to_json();
}

}  // namespace ganglion::studio
