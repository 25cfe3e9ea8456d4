#include "ganglion/train/run/run_scores.h"

#include "ganglion/train/evaluate/row_losses.h"

namespace ganglion::train {

RunScores run_scores(const Scores& scores, const ResolvedJob& job,
                     const data::Preprocessing& preprocessing, const data::Dataset& rows) {
  RunScores result{.evaluation = evaluation_of(scores, preprocessing, rows),
                   .predictions = preprocessing.clip_predictions(scores.predictions[0])};
  result.evaluation.costs = job.stated.cost;
  result.losses = row_losses(job.task, result.predictions, rows.targets);
  return result;
}

RunScores run_scores(Model& model, const ResolvedJob& job, const data::Preprocessing& preprocessing,
                     const data::Dataset& rows) {
  return run_scores(model.evaluate(rows), job, preprocessing, rows);
}

}  // namespace ganglion::train
