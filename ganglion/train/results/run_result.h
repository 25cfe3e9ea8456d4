#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/evaluate/cross_validation.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/options.h"
#include "ganglion/train/results/assessment.h"
#include "ganglion/train/results/finding.h"
#include "ganglion/train/results/learning_curve.h"

namespace ganglion::train {

/// What came of a run.
struct RunResult {
  ResolvedJob job;          ///< with all settings chosen
  std::string folder = {};  ///< the run folder
  std::string model = {};   ///< path of the model file
  std::string report = {};  ///< path of report.html
  bool interrupted = false;
  /// Of the first network, where there are several.
  std::int64_t epochs_run = 0;
  std::int64_t best_epoch = 0;  ///< whose weights are kept, from 1; 0: none was completed
  std::string stopped = {};     ///< why training stopped before the last epoch; or empty
  std::string ended = {};       ///< why it ended, in any case (see ending())
  double seconds = 0.0;         ///< of training, over all parts of a resumed run
  std::int64_t parameters = 0;  ///< trainable
  std::int64_t kept = 0;        ///< non-trainable parameters, such as moving averages
  std::string model_hash = {};
  std::string summary = {};  ///< the table of layers; of each network of an ensemble
  Evaluation train = {};
  /// Of the rows that were held out: more than the validation rows where each network of an
  /// ensemble had its own (see HeldOut).
  std::optional<Evaluation> validation = std::nullopt;
  std::optional<Evaluation> test = std::nullopt;
  std::int64_t validation_rows = 0;  ///< those of the first network
  /// Temperature that calibrates the probabilities: logits are divided by it; 1: not calibrated.
  double temperature = 1.0;
  /// Present when the job asks for it.
  std::optional<CrossValidation> cross_validation = std::nullopt;
  /// Absent when the run was interrupted.
  std::optional<Assessment> assessment = std::nullopt;
  RowMean train_loss = {};       ///< of row_losses of the training rows
  RowMean validation_loss = {};  ///< the same of validation; of no rows where there are none
  /// Present when the job asks for it.
  std::optional<LearningCurve> learning_curve = std::nullopt;
  /// What is wrong with the run, what matters most first; five at most (see diagnose()).
  std::vector<Finding> diagnosis = {};
  /// Warnings, and notes on the data, its columns and the run, as they were told.
  std::vector<std::string> notes = {};

  /// The object that `ganglion train --json` prints and metrics.json holds.
  io::Json to_json() const;
};

/// Why training ended, in a few words: what stopped it, that the learning rate reached 0, or the
/// limit of epochs, and then whether the validation loss was still falling.
std::string ending(const ResolvedJob& job, const History& history);

/// Evaluation of the part that was assessed: the test, or validation or training rows where there
/// are no others.
const Evaluation& assessed(const RunResult& result);

}  // namespace ganglion::train
