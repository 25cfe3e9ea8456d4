#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/evaluate/cross_validation.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/results/assessment.h"

namespace ganglion::train {

/// What came of a run.
struct RunResult {
  Job job;                  ///< everything chosen
  std::string folder = {};  ///< the run folder
  std::string model = {};   ///< path of the model file
  std::string report = {};  ///< path of report.html
  bool interrupted = false;
  /// Of the first network, where there are several.
  std::int64_t epochs_run = 0;
  std::int64_t best_epoch = 0;  ///< whose weights were kept, from 1 on; 0: none was done
  std::string stopped = {};     ///< why before the last epoch; or empty
  double seconds = 0.0;         ///< of training, over all parts of a resumed run
  std::int64_t parameters = 0;  ///< that are trained
  std::int64_t kept = 0;        ///< numbers beside them, such as moving averages
  std::string model_hash = {};
  std::string summary = {};  ///< the table of layers; of each network of an ensemble
  Evaluation train = {};
  std::optional<Evaluation> validation = std::nullopt;
  std::optional<Evaluation> test = std::nullopt;
  /// What the logits were divided by after training; 1: nothing.
  double temperature = 1.0;
  /// Present when the job asks for it.
  std::optional<CrossValidation> cross_validation = std::nullopt;
  /// Absent when the run was interrupted.
  std::optional<Assessment> assessment = std::nullopt;

  /// The object that `ganglion train --json` prints and metrics.json holds.
  io::Json to_json() const;
};

}  // namespace ganglion::train
