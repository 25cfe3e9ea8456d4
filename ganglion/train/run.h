#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/assessment.h"
#include "ganglion/train/cross_validation.h"
#include "ganglion/train/evaluation.h"
#include "ganglion/train/job.h"
#include "ganglion/train/job_data.h"

namespace ganglion::train {

struct RunOptions {
  /// Go on from the checkpoint of the run folder `out`, to the same bits as without the break.
  bool resume = false;
  /// Progress on stderr: a line that is rewritten on a terminal, else a line now and then.
  bool progress = true;
  Listener listener = {};
  /// Set to true from a signal handler: the run ends after its step, and can be resumed.
  const std::atomic<bool>* stop = nullptr;
};

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

/// From a table to a run folder: reads and divides the data, chooses what the job leaves open,
/// trains with early stopping, evaluates, and writes model.ganglion, job.toml, history.csv
/// (of the first network), metrics.json and report.html, each atomically. Throws Error; a folder
/// that was made new is left with what was done so far, and can be resumed once job.toml is in it.
RunResult run(Job job, const RunOptions& options = {});

/// The job of a run folder that is to go on. Throws Error when there is none.
Job job_to_resume(const std::string& folder);

}  // namespace ganglion::train
