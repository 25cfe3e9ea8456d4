#pragma once
#include <optional>

#include "ganglion/data/note.h"
#include "ganglion/data/series/series.h"
#include "ganglion/data/series/series_table.h"

namespace ganglion::data {

/// Names the series of a set that none of the `rows` which series_table made of it are of, with the
/// number of their steps up to the last known value. Nothing where there are none.
std::optional<Note> short_series_note(const SeriesSet& set, const SeriesRecipe& recipe,
                                      const Table& rows, SeriesRows which);

}  // namespace ganglion::data
