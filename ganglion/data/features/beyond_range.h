#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/data/note.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// A column of numbers or dates with values far outside those of the training rows (see
/// TrainingRange), or with most of its values outside, however near: its unit or the way it is
/// written may be another. Of a forecast, whose rows hold a column of the series several times,
/// each of them a step earlier, it is the column of the series.
struct BeyondRange {
  std::string column;
  TrainingRange range;                     ///< of the training rows; dates: in days since 1970
  std::vector<std::string> ends = {};      ///< the same as texts, the least first
  bool is_date = false;                    ///< whether these are dates
  std::string subject = "values lie";      ///< of the note
  bool far = true;                         ///< false: most lie outside, none of them far
  bool clipped = false;                    ///< the model clips such values smoothly
  std::vector<std::int64_t> at = {};       ///< the rows, from 0 on
  std::int64_t rows = 0;                   ///< rows with any value
  std::vector<std::string> examples = {};  ///< the furthest ones as written, a few

  /// `column "area": 3 of 586 values lie far outside the training range, 334 to 4476 (5642, 5095)`.
  Note note() const;
};

/// The columns of a table with such values, in the order of the model's columns. Columns that the
/// table lacks are left out, and so are those of models that know no range (of older versions).
/// Throws Error as the columns' own reading does, for texts that are no numbers or dates.
std::vector<BeyondRange> values_beyond_range(const PreprocessingState& state, const Table& table);

/// The same of the target of a regression, of values that are as far outside as the range is wide:
/// they may stand for missing ones, or be of another unit. The notes say which number seems to
/// stand for a missing value.
std::vector<Note> notes_on_targets(const PreprocessingState& state, const Table& table);

/// For each of `rows` rows the names of the columns with such a value, with "; " between them.
std::vector<std::string> names_by_row(const std::vector<BeyondRange>& columns, std::int64_t rows);

}  // namespace ganglion::data
