#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "ganglion/data/column_source.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/note.h"

namespace ganglion::train {

class RowSplits;

/// One decision taken for the user, and why.
struct Choice {
  std::string what;    ///< "task"
  std::string value;   ///< "multiclass"
  std::string reason;  ///< one line; may be empty
};

/// What a run tells while it goes on. Any of them may be empty.
struct Listener {
  std::function<void(const Choice&)> chosen = {};
  std::function<void(const std::string&)> note = {};
  std::function<void(const std::string&)> column_note = {};  ///< on one column; else it is a note
  std::function<void(const std::string&)> warning = {};
  bool strict = false;  ///< what tells of lost data is an Error (see data::refuse_loss)
  /// Of the notes on columns, those beyond are counted: not more than a screen holds.
  std::size_t most_column_notes = 8;

  /// All rows as they were read, before anything else can fail; once more where their columns have
  /// become images or signals. Then the types of the columns, and how many rows are copies.
  std::function<void(data::ColumnSource&)> rows_read = {};
  std::function<void(const data::ColumnTypes&)> types_found = {};
  std::function<void(std::int64_t)> copies_found = {};
  /// What each row that was read is for (job/rows/row_splits.h).
  std::function<void(const RowSplits&)> rows_divided = {};

  void tell_choice(const Choice& choice) const {
    if (chosen) chosen(choice);
  }
  void tell_note(const std::string& text) const {
    if (note) note(text);
  }
  void tell_column_note(const std::string& text) const {
    column_note ? column_note(text) : tell_note(text);
  }
  void tell(const data::Note& of_data) const {
    if (strict) data::refuse_loss(of_data);
    if (of_data.is_shown()) tell_note(of_data.to_string());
  }
  void tell_warning(const std::string& text) const {
    if (warning) warning(text);
  }
};

}  // namespace ganglion::train
