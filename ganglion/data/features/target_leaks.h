#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/column_source.h"
#include "ganglion/data/task.h"

/// Columns that hold the target itself in other words.
namespace ganglion::data {

/// The labels beside the targets among the candidates, which must not be features:
/// - columns numbered as the targets are ("y_1", "y_2"; see numbered_labels);
/// - columns that make a one-hot label together with a single target: yes or no (or 1 or 0), as the
/// target is, of which one is yes in each row. They are sought in 20 rows or more, among the
/// columns beside the target, and among those whose names begin alike up to the last '_', '=', '.',
/// ' ' or '-' ("class_a", "class_b"). A single column that is the opposite of the target is one
/// only if the names do.
std::vector<std::string> label_parts(ColumnSource& source, std::span<const std::string> targets,
                                     const std::set<std::string>& candidates);

/// Tells of columns whether the target follows from them, where there is one target.
class TargetFinder {
 public:
  /// Knows the target's values; without a target that is fit for it, it finds nothing.
  /// `forecasts`: what rows are made of is known in advance.
  TargetFinder(const Table& table, std::span<const std::string> targets, Task task,
               bool forecasts = false);

  /// Nothing, or a note for a column of the same rows: a classification's class is the same
  /// wherever the column's value is, which chance explains with a probability of one in a million
  /// (texts, and at most 20 numbers), or wherever a value is there, and wherever none is;
  /// or each class has one value of the column, or a range of its numbers of its own;
  /// or a regression's target is a linear function of the column (|correlation| > 0.999999), or in
  /// the same order as the column, upwards or downwards (see ordered_alike.h);
  /// or the rows are sorted by the target, and the column is sorted, too, upwards or downwards.
  std::optional<std::string> note(const Column& column) const;

 private:
  void look_for_order();
  std::optional<std::string> class_note(const Column& column) const;
  std::optional<std::string> missing_note(const Column& column) const;
  std::optional<std::string> coarse_note(const Column& column) const;
  std::optional<std::string> range_note(const Column& column) const;
  std::optional<std::string> order_note(const Column& column) const;
  std::optional<std::string> linear_note(const Column& column) const;

  std::string target_;
  std::vector<std::int32_t> classes_;  // or…
  std::vector<double> numbers_;        // …these
  double surprise_of_row_ = 0;         // -log of the share of the most frequent class
  bool forecasts_ = false;
  bool sorted_ = false;  // the rows are sorted by the target
};

}  // namespace ganglion::data
