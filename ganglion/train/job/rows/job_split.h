#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/data/task.h"
#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// One number for each different value of the target, for stratifying; empty when there are no
/// classes.
std::vector<std::int32_t> class_labels(const data::Table& table, const Job& job, data::Task task);

/// Throws Error for fewer than two rows.
void check_divisible(const std::string& source, std::int64_t rows);

/// Cuts a share off `rest`: the latest rows where the job has a time column, else some at random,
/// drawn with `seed`. None for the share 0, and when that would leave a class without rows to learn
/// from. Throws Error for a single row, and for a time column without an order.
std::optional<data::Table> cut(data::Table& rest, double fraction, const Job& job, data::Task task,
                               std::uint64_t seed);

/// The rows of each part of a cross-validation: those to train on (and validate with), and those to
/// test on.
struct FoldRows {
  std::vector<std::int64_t> others = {};
  std::vector<std::int64_t> tested = {};
};

/// At random each row is tested once, and the others are trained on. With a time column the rows
/// are cut into one stretch of time more than there are folds; each fold tests one of them, from
/// the second on, and trains on all that are earlier. Throws Error for too few rows or times.
std::vector<FoldRows> fold_rows(const data::Table& rows, const Job& job, data::Task task);

}  // namespace ganglion::train
