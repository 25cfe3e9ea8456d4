#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/task.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/answers.h"

namespace ganglion::data {

using ganglion::Task;
using ganglion::task_named;

/// A task, and why it is that one.
struct TaskChoice {
  Task task;
  /// One line for the user: what was seen in the data and what follows from it.
  std::string reason;
};

/// Chooses the task from the target columns:
/// - one column of text, or of at most 20 different integers with 2 rows or more each:
///   classes (see class_names; binary when there are two);
/// - one column of other numbers: regression;
/// - several columns with only yes and no (see yes_or_no): multilabel; of numbers: regression.
/// Throws Error for no target, an unknown or a repeated one, one without values or with a single
/// one, text that is another in nearly every row, and several columns that don't fit together.
TaskChoice choose_task(const Table& table, std::span<const std::string> targets);

/// The values of a column that occur in it, as text: numbers by size if all are, else by bytes.
std::vector<std::string> distinct_values(const Column& column);

/// The classes of a target: its distinct values. Where all are yes and no (see yes_or_no), words
/// that differ in capitals only are one class, spelled as most rows have it (the first by bytes of
/// equally frequent ones).
std::vector<std::string> class_names(const Column& column);

/// The rows in which no target is missing.
std::vector<std::int64_t> labelled_rows(const Table& table, std::span<const std::string> targets);

/// Throws Error for no target, an unknown and a repeated one.
void check_targets(const Table& table, std::span<const std::string> targets);

}  // namespace ganglion::data
