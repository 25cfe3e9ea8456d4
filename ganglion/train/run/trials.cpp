#include "ganglion/train/run/trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/job/network/table_network.h"
#include "ganglion/train/run/train_rows.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kTrialEpochs = 40;
constexpr std::int64_t kTrialNetworks = 2;

std::string text_of_candidate(const NetworkCandidate& candidate) {
  if (candidate.dropout == 0.0) return candidate.network;
  return fmt::format("{}, dropout {}", candidate.network, candidate.dropout);
}

Job trial_of(const Job& job, const NetworkCandidate& candidate) {
  Job trial = job;
  trial.network = candidate.network;
  trial.dropout = candidate.dropout;
  trial.ensemble = kTrialNetworks;
  trial.ensemble_validation = EnsembleValidation::shared;  // all are compared on its rows
  trial.epochs = std::min(job.epochs.value_or(kTrialEpochs), kTrialEpochs);
  return trial;
}

}  // namespace

Job with_tried_network(Job job, const JobData& data, const RunOptions& options,
                       const Listener& listener) {
  if (job.effort != Effort::best || job.network || !data.validation ||
      data.preprocessing.state().samples) {
    return job;
  }
  const RunOptions quiet = {.progress = false, .stop = options.stop, .ranks = options.ranks};
  // What else is chosen where no network is asked for.
  const Job chosen = resolve(job, data, {}).stated;
  job.linear_path = chosen.linear_path;
  job.ensemble = chosen.ensemble;
  const data::Dataset& rows = *data.validation;
  NetworkCandidate best;
  double least = std::numeric_limits<double>::infinity();
  std::vector<std::string> others;
  for (const NetworkCandidate& candidate : network_candidates()) {
    TrainedJob trained = train_rows(trial_of(job, candidate), data, quiet);
    if (options.stop != nullptr && options.stop->load()) return job;
    const Tensor predictions = trained.model.predict(rows)[0];
    const double loss = mean_of_rows(row_losses(trained.job.task, predictions, rows.targets)).mean;
    others.push_back(fmt::format("{:.4g} with {}", loss, text_of_candidate(candidate)));
    if (loss < least) {
      least = loss;
      best = candidate;
    }
  }
  listener.tell_choice({"trials", text_of_candidate(best),
                        fmt::format("the least val_loss, {:.4g}, of short trainings: {}", least,
                                    fmt::join(others, "; "))});
  job.network = best.network;
  job.dropout = best.dropout;
  return job;
}

}  // namespace ganglion::train
