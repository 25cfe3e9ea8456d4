#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/table.h"
#include "ganglion/train/evaluate/data_summary.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_split.h"

namespace ganglion::train {

/// The rows of a job, ready for a network. Features are scaled by the training rows, regression
/// targets too: (y - mean) / std.
struct JobData {
  data::Preprocessing preprocessing;
  data::Dataset train;
  std::optional<data::Dataset> validation;
  std::optional<data::Dataset> test;
  /// The training rows, as they were read.
  DataSummary summary = {};
  /// The first rows (20,000 at most) of the test, or of validation or training where there are no
  /// others, as they were read: to show the mistakes in.
  data::Table raw = {};
};

/// Reads and divides the data, and fills in what the job leaves open: targets, task, output. Rows
/// without a target are dropped, and counted in a note. The test rows are cut off first, then the
/// validation rows from the rest (see cut). Throws Error naming file, line, column or option.
JobData read_job_data(Job& job, const Listener& listener);

/// The divisions of a cross-validation (see fold_rows). What isn't tested is divided into training
/// and validation as the job says.
class Folds {
 public:
  /// Reads the data of a job in which everything is chosen.
  explicit Folds(const Job& job);
  /// Division `fold` of job.cross_validate, from 0 on.
  JobData at(std::int64_t fold) const;

 private:
  Job job_;
  data::Table rows_;
  std::optional<data::Table> validation_;
  std::vector<FoldRows> folds_;
};

/// The name of a data file for its run folder: "digits" for "data/digits.csv".
std::string data_name(const std::string& path);

}  // namespace ganglion::train
