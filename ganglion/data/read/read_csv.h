#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/dataset.h"
#include "ganglion/data/task.h"

namespace ganglion::data {

/// What read_csv takes as target, and what it does to columns.
struct ReadOptions {
  /// The column to learn, by its name or as "#3" or "#-1"; or several in `targets`. Give one of the
  /// two.
  std::string target = {};
  std::vector<std::string> targets = {};
  /// What to learn about it; chosen by choose_task if not given.
  std::optional<Task> task = std::nullopt;
  /// Columns to leave out.
  std::vector<std::string> ignore = {};
  /// Scale number columns to mean 0 and standard deviation 1 *of the whole file*. To scale by the
  /// training rows alone use a Normalization layer, or Preprocessing.
  bool scale = false;
  CsvOptions csv = {};
};

/// A table of text (as read_table reads it) as a dataset in one call: number columns as they are
/// (missing values as their mean, with an indicator feature), text as one feature for each
/// category, the target as class indices or numbers. Throws Error as read_table, choose_task and
/// Preprocessing::fit do.
Dataset read_csv(const std::string& path, const ReadOptions& options = {});

}  // namespace ganglion::data
