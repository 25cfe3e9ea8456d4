#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/note.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// The values of one series, a place for each step from its first known value to its last time.
struct Series {
  std::string name = {};            ///< empty where there is one series only
  std::int64_t first = 0;           ///< the position of place 0
  std::vector<double> target = {};  ///< NaN where it is missing
  /// The target where it is known, else the last known one: what was known at the time.
  std::vector<double> carried = {};
  /// Of each column of the recipe the last known value at each place: numbers (NaN before the
  /// first), or texts (empty before the first).
  std::vector<std::vector<double>> numbers = {};
  std::vector<std::vector<std::string>> texts = {};

  std::int64_t size() const { return static_cast<std::int64_t>(target.size()); }
  bool known(std::int64_t place) const;
  /// The last place that has a value.
  std::int64_t last_known() const;
};

/// All series of a table, in the order of their names.
struct SeriesSet {
  std::string source;
  std::vector<Series> series = {};
  std::vector<std::string> empty = {};  ///< names of those without any value
  std::vector<Note> notes = {};         ///< rows out of order, steps without a row, missing values
};

/// Puts the rows of a table in the order of their times, series by series. Missing steps get places
/// without a value. Throws Error naming file, line and column for: two rows of a series at one
/// time, a time that isn't one of the clock, a target that is text or infinite, a missing series,
/// and a table without any target.
SeriesSet read_series(const Table& table, const SeriesRecipe& recipe);

}  // namespace ganglion::data
