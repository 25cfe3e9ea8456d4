#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/column_source.h"
#include "ganglion/data/samples/array_samples.h"
#include "ganglion/data/samples/fill_holes.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Which columns of a table are signals, and how.
struct SignalColumns {
  /// Not part of the signal, and kept as columns.
  std::vector<std::string> targets = {};
  /// Not part of the signal, and dropped.
  std::vector<std::string> ignore = {};
  SignalShape shape = {};
  /// Longer signals are cut, shorter ones get zeros at their end; 0: all must be of one length.
  std::int64_t length = 0;
  /// Values that are missing within a signal are filled (see fill_holes).
  bool fill = false;
  /// For rows that are to be predicted, of columns without names: all are the signal where they are
  /// as many, whichever is called as a target.
  bool may_lack_targets = false;
  /// For rows of a trained model, whose form nothing can change any more: so errors tell what to
  /// change in the file.
  bool settled = false;
};

/// A table in which each row is a signal: its columns in their order, channel after channel. Values
/// that are missing at the end of a row make it shorter; `filled`, where it isn't null, counts
/// those in between that were filled. Throws Error naming file, line and column for text, for
/// values missing in between unless options.fill, for signals of unequal length (both are named),
/// and for columns that can't be divided by the channels.
Table signal_columns(const Table& table, const SignalColumns& options,
                     FilledHoles* filled = nullptr);

/// What is known of the signals in such a table.
SampleUnits units_of(const Table& table, const SignalColumns& options);

/// The number in a row of a column of numbers or of texts; NaN where there is none.
double number_at(const Column& column, std::int64_t row);

/// Whether the first column holds classes, few integers or words, and the others fractions or far
/// more integers, as in the files of the UCR archive, which have no line of names.
bool class_comes_first(ColumnSource& columns);

}  // namespace ganglion::data
