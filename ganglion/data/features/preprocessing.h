#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// Turns tables into datasets by what was learned from the training rows. Immutable once made; any
/// number of threads may use it.
class Preprocessing {
 public:
  /// Learns from training rows. Left out, with a note: columns that are empty, text that never
  /// changes, and what names a row (see find_types; kept when nothing else is there).
  /// Throws Error naming file, line and column for: no rows, no usable column, an unknown column in
  /// `targets` or `ignore`, an infinite value, a missing target, a target that does not fit the
  /// task.
  static Preprocessing fit(const Table& table, std::span<const std::string> targets, Task task,
                           const PreprocessingOptions& options = {});
  /// The same with a few columns in memory at a time.
  static Preprocessing fit(ColumnSource& source, std::span<const std::string> targets, Task task,
                           const PreprocessingOptions& options = {});
  /// From a saved state.
  explicit Preprocessing(PreprocessingState state, std::vector<Note> notes = {})
      : state_(std::move(state)), notes_(std::move(notes)) {}

  /// Features [rows, …input_shape()] (f32; pictures in bytes are u8 with Dataset::scaling) and, if
  /// asked for, targets: [rows] i32 class indices (binary,
  /// multiclass), [rows, labels] f32 of 0 and 1 (multilabel), [rows] or [rows, targets] f32 in
  /// their own units (regression; the same in double are exact_targets). Columns may come in any
  /// order, with others among them. Throws Error naming file, line and column for: a missing column
  /// (with the nearest name), text in a column of numbers, an infinite value, a missing target, a
  /// class not seen in training.
  Dataset apply(const Table& table, bool with_target) const;

  /// Features in a row.
  std::int64_t width() const;
  /// Of one row, as a network takes it: [width()]; of pictures and signals their shape.
  Shape input_shape() const;
  /// "age", "age is missing", "island=Biscoe", "island is other": one a feature.
  std::vector<std::string> feature_names() const;
  /// Which features are bins of numbers, beside the columns as they are: what a linear model of
  /// the columns leaves out.
  std::vector<bool> bin_features() const;
  std::vector<std::string> target_names() const;
  /// The same for what the network says of them: "y (difference to the last value)" of a forecast.
  std::vector<std::string> output_names() const;

  /// Regression targets, f32 or f64, as (y - mean) / std in f32, and back in f64 (see
  /// TargetColumn::unscaled); of forecasts y is differenced already. [rows] or [rows, targets];
  /// unchanged for other tasks. Throws Error for another number of columns.
  Tensor scale_targets(const Tensor& targets) const;
  Tensor unscale_targets(const Tensor& targets) const;
  /// What a network says of regression targets, scaled, with what lies beyond the bounds of
  /// TargetColumn::clip brought to the nearest bound; what else is predicted stays as it is.
  Tensor clip_predictions(const Tensor& predictions) const;
  /// What a network says of rows, in the target's own unit: unscale_targets, and of forecasts
  /// undifferenced by their last known values.
  Tensor own_predictions(const Tensor& predictions, const Dataset& rows) const;
  /// The targets of rows as apply_scaled made them, in their own units, f64; of other tasks as they
  /// are.
  Tensor own_targets(const Dataset& rows) const;

  const PreprocessingState& state() const { return state_; }
  /// The same with another PreprocessingState::threshold.
  Preprocessing with_threshold(double threshold) const;
  /// What a user should know about the columns, a line each: left out, constant, with missing
  /// values. Known after fit only; not part of the state.
  const std::vector<Note>& notes() const { return notes_; }

 private:
  PreprocessingState state_;
  std::vector<Note> notes_;
};

/// Rows of a table by what was fitted on others, targets among them; those of a regression scaled,
/// from the numbers as they were read.
Dataset apply_scaled(const Preprocessing& preprocessing, const Table& table);

}  // namespace ganglion::data
