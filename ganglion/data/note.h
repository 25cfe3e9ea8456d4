#pragma once
#include <cstdint>
#include <string>

namespace ganglion::data {

/// What a note is about. All but the first two tell of data that are lost (see refuse_loss).
enum class NoteKind : std::uint8_t {
  information,      ///< nothing is lost
  tells_target,     ///< nor here: a column that tells the target exactly
  lines_skipped,    ///< lines of a file that are no rows: titles, units, totals, a second header
  names_skipped,    ///< the first field of each row, which has no name in the header
  files_skipped,    ///< files of a folder that nobody asked to skip
  files_cut,        ///< recordings that end too early
  rows_dropped,     ///< rows without a target
  column_excluded,  ///< a column that nobody asked to exclude
  text_missing,     ///< a text that is read as a missing value and isn't declared as one; not shown
  number_rounded,   ///< whole numbers with too many digits
  date_ambiguous,   ///< dates that can be read in two ways
  values_unseen,    ///< values of another file that training didn't have
  gaps_unseen,      ///< the same of missing values
  series_short,     ///< series that are too short for a forecast
};

/// What a user should know of the data.
struct Note {
  std::string column;  ///< that it is about; empty for none, or a target
  std::string text;    ///< "no values; excluded"
  NoteKind kind = NoteKind::information;

  std::string to_string() const;  ///< `column "age": no values; excluded`
  /// Whether it is told at all: what is usual is only an error of `strict`.
  bool is_shown() const { return kind != NoteKind::text_missing; }
};

/// Throws Error with the note and what to do about it, as `strict` asks, if it tells of lost data.
void refuse_loss(const Note& note);

}  // namespace ganglion::data
