#include "ganglion/data/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::data {
namespace {

struct Loss {
  NoteKind kind;
  std::string_view remedy;
  std::string_view setting = {};  ///< that accepts it, if one does
};

constexpr std::array kLosses = {
    Loss{NoteKind::lines_skipped,
         "delete what is no row of the table, or pass over lines before it with `skip_rows`",
         "skip_rows"},
    Loss{NoteKind::names_skipped, "name the first column in the header"},
    Loss{NoteKind::files_skipped, "move them into the folder of a class, or delete them"},
    Loss{NoteKind::files_cut, "record them again, or delete them"},
    Loss{NoteKind::rows_dropped, "fill in the target, or delete these rows"},
    Loss{NoteKind::column_excluded,
         "exclude it yourself with `ignore`, or say what it holds with `columns`", "ignore"},
    Loss{NoteKind::text_missing,
         "correct it, or declare it with `missing`; empty fields need no declaration", "missing"},
    Loss{NoteKind::number_rounded, "say what the column holds with `columns`", "columns"},
    Loss{NoteKind::date_ambiguous, "say how its dates are written with `columns`", "columns"},
    Loss{NoteKind::values_unseen, "correct them, or train on rows that have them"},
    Loss{NoteKind::gaps_unseen, "fill them in, or train on rows that lack some"},
    Loss{NoteKind::series_short, "give more of their rows, or leave these series out"},
};

}  // namespace

std::string Note::to_string() const {
  return column.empty() ? text : fmt::format("column {}: {}", shown(column), text);
}

void refuse_loss(const Note& note) {
  const auto loss = std::ranges::find(kLosses, note.kind, &Loss::kind);
  if (loss == kLosses.end()) return;
  throw Error(fmt::format("{}: {}; {}", setting("strict"), note.to_string(), loss->remedy),
              {.setting = std::string(loss->setting)});
}

}  // namespace ganglion::data
