#pragma once
#include <vector>

#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// What a trained model makes of some rows.
struct RunScores {
  Evaluation evaluation = {};
  Tensor predictions = {};
  std::vector<double> losses = {};  ///< row_losses
};

/// From what Model::evaluate gave for the rows.
RunScores run_scores(const Scores& scores, const ResolvedJob& job,
                     const data::Preprocessing& preprocessing, const data::Dataset& rows);
RunScores run_scores(Model& model, const ResolvedJob& job, const data::Preprocessing& preprocessing,
                     const data::Dataset& rows);

}  // namespace ganglion::train
