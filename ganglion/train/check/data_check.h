#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/task.h"
#include "ganglion/data/table_format.h"
#include "ganglion/train/check/column_check.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// What the program sees in data before any training.
struct DataCheck {
  std::string data;               ///< the path; bytes that are no UTF-8 as \u00ff
  data::TableFormat format = {};  ///< empty for what is no table of text
  std::string samples = {};       ///< "image" or "signal"; empty for rows of columns
  std::string shape = {};         ///< of these: "28x28, greyscale"
  std::int64_t rows = 0;          ///< those without a target among them
  std::vector<ColumnCheck> columns = {};
  std::vector<std::string> targets = {};
  std::optional<Task> task = {};
  /// How many rows with a target have each class, or each label.
  std::vector<TextCount> classes = {};
  std::int64_t copies = 0;  ///< rows that equal an earlier one; 0 also where chance explains them
  std::vector<Choice> choices = {};     ///< what training would choose of the data
  std::vector<std::string> notes = {};  ///< those that aren't on one column
  std::vector<std::string> warnings = {};
  std::optional<Error> error = {};  ///< what training would end with before it begins
};

/// Does what a run does before it trains (see read_job_data and resolve), and looks on. What is
/// wrong with data or settings is the `error` of the result, which has what was seen until then.
DataCheck check_data(Job job);

}  // namespace ganglion::train
