#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/data/note.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Values of a column of which a model has learned nothing.
struct Unseen {
  std::string column;
  std::int64_t count = 0;  ///< rows with such a value
  std::int64_t rows = 0;   ///< rows with any value
  /// A few of the texts; empty where the values are missing.
  std::vector<std::string> examples = {};
  /// A text of training that looks like the first such example, and in what it differs from it:
  /// capitals, blanks or Unicode form (see only_difference); empty: there is none.
  std::string alike = {};
  std::string difference = {};
  /// Training kept the most frequent texts only, as many as this: those may be among the others. 0
  /// where it kept all.
  std::int64_t kept = 0;

  bool missing() const { return examples.empty(); }
  /// `column "color": 3 of 3 values were not seen in training ("rouge", "vert")`.
  Note note() const;
};

/// The columns of a table that have categories which weren't among the training rows, or missing
/// values where the training rows had none; in the order of the model's columns. Columns that the
/// table lacks are left out.
std::vector<Unseen> unseen_values(const PreprocessingState& state, const Table& table);

}  // namespace ganglion::data
