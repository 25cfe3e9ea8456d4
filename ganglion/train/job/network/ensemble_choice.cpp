#include "ganglion/train/job/network/ensemble_choice.h"

#include <fmt/format.h>

#include <string>

#include "ganglion/core/error.h"
#include "ganglion/train/job/network/table_network.h"

namespace ganglion::train {
namespace {

/// Why the networks can't be validated on other rows each; empty if they can.
std::string obstacle_to_folds(const Job& job, const JobData& data) {
  if (data.preprocessing.state().samples)
    return "is for columns of tables, not for images and signals";
  if (!job.validation.file.empty()) {
    return "has other validation rows than those of a file: leave out `validation`";
  }
  if (!data.validation) return "needs validation rows: give `validation`";
  if (!data.test) {
    return "needs test rows, as validation rows alone would not say how good the networks are "
           "together: give `test`";
  }
  if (!job.time_column.empty() || job.horizon > 0) {
    return "draws rows at random, which a split by time must not";
  }
  if (!job.group.empty() || !data.validation_groups.empty()) {
    return "draws single rows, but rows of a group must stay together";
  }
  if (data.train.rows() < 2) return "needs two training rows at least";
  return "";
}

}  // namespace

/// What networks say depends on their first weights; the mean of several is closer to the truth
/// (benchmarks/accuracy has the figures).
void choose_ensemble(Job& job, const JobData& data, bool asked, const Listener& listener) {
  if (job.ensemble) return;
  const std::int64_t rows = data.train.rows();
  const bool single = asked || data.preprocessing.state().samples.has_value();
  job.ensemble = single ? 1 : table_ensemble(rows, job.effort);
  if (*job.ensemble == 1) return;
  listener.tell_choice(
      {"ensemble", fmt::format("{} networks", *job.ensemble),
       fmt::format("for {} training rows; their predictions are averaged; for a single network: "
                   "`ensemble = 1`",
                   rows)});
}

bool choose_folds(Job& job, const JobData& data, const Listener& listener) {
  if (*job.ensemble == 1) {  // as where a job that was made for several is given another number
    if (job.ensemble_validation == EnsembleValidation::folds) {
      listener.tell_warning("`ensemble_validation` has no effect on a single network");
    }
    job.ensemble_validation.reset();
    return false;
  }
  const std::string why = obstacle_to_folds(job, data);
  const bool chosen = !job.ensemble_validation;
  if (chosen) {
    const bool folds =
        why.empty() && gains_by_folds(data.validation->rows(), data.train.feature_shape().size());
    job.ensemble_validation = folds ? EnsembleValidation::folds : EnsembleValidation::shared;
  }
  if (job.ensemble_validation == EnsembleValidation::shared) return false;
  if (!why.empty()) {
    throw Error("`ensemble_validation = folds` " + why + "; or use `ensemble_validation = shared`",
                {.setting = "ensemble_validation", .value = "shared"});
  }
  if (chosen) {
    listener.tell_choice(
        {"validation", "each network on another part of the training and validation rows",
         "so that all are learnt from; \"validation\" scores each by the network that did not; to "
         "disable: `ensemble_validation = shared`"});
  }
  return true;
}

}  // namespace ganglion::train
