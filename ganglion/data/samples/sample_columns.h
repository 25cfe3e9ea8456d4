#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/note.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// How the columns of training's table became the numbers of a sample.
struct SampleColumns {
  /// In the order of the numbers; empty where the table named no columns, or nothing knows it.
  std::vector<std::string> names = {};
  /// Targets, and columns that are ignored.
  std::vector<std::string> others = {};
  std::int64_t channels = 1;
  /// Samples may be shorter or longer than those of training.
  bool any_length = false;
};

/// Whether columns are told apart by names, not by their numbers ("c1", "c2", …) alone.
bool names_columns(const Table& table);

/// The names of the columns besides `others`, in their order; none unless names_columns().
std::vector<std::string> sample_names(const Table& table, const std::vector<std::string>& others);

/// A second table with the columns of its samples in the order of training, by their names; columns
/// that training didn't have are dropped. Tables without names, and those that call all columns
/// otherwise, stay as they are; of the latter a note is added to `notes`. Throws Error naming the
/// columns that are missing, where some of training's are there.
Table in_order_of_training(const Table& table, const SampleColumns& training,
                           std::vector<Note>& notes);

}  // namespace ganglion::data
