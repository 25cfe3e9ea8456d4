#include "ganglion/data/series/short_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/numbers.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::data {
namespace {

std::string steps_text(std::int64_t steps) {
  return steps == 1 ? "1 step" : grouped(steps) + " steps";
}

}  // namespace

std::optional<Note> short_series_note(const SeriesSet& set, const SeriesRecipe& recipe,
                                      const Table& rows, SeriesRows which) {
  constexpr std::size_t kNamed = 5;
  if (recipe.series_column.empty()) return std::nullopt;
  const std::vector<std::string>& made = rows.column(recipe.series_column).names;  // in order
  std::vector<std::pair<std::string, std::int64_t>> lost;
  for (const std::string& name : set.empty) lost.emplace_back(name, 0);
  for (const Series& series : set.series) {
    if (std::ranges::binary_search(made, series.name)) continue;
    lost.emplace_back(series.name, series.last_known() + 1);
  }
  if (lost.empty()) return std::nullopt;
  std::string names;
  for (std::size_t i = 0; i < std::min(lost.size(), kNamed); ++i) {
    names += fmt::format("{}{} ({})", i == 0 ? "" : ", ", shown(lost[i].first),
                         steps_text(lost[i].second));
  }
  if (lost.size() > kNamed) names += fmt::format(" and {} more", lost.size() - kNamed);
  const bool one = lost.size() == 1;
  const bool future = which == SeriesRows::future;
  return Note{
      recipe.series_column,
      fmt::format("{} of {} series {} too short for a forecast{}, which needs {}, and {} "
                  "none: {}",
                  lost.size(), set.series.size() + set.empty.size(), one ? "is" : "are",
                  future ? "" : " of a known value", steps_text(recipe.needed() + (future ? 0 : 1)),
                  one ? "gets" : "get", names),
      NoteKind::series_short};
}

}  // namespace ganglion::data
