#include "ganglion/data/series/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/series/clock.h"

namespace ganglion::data {
namespace {

/// The rows of a table as they lie in it, with their positions.
struct ReadRows {
  const Table& table;
  const SeriesRecipe& recipe;
  std::vector<std::int64_t> positions;
  std::vector<double> target;
  std::vector<std::vector<double>> numbers;  // of each column of the recipe
};

ReadRows read_rows_of(const Table& table, const SeriesRecipe& recipe) {
  ReadRows rows{.table = table,
                .recipe = recipe,
                .positions = positions_of(table, recipe.time_column, recipe.clock),
                .target = numbers_of(table, table.column(recipe.target)),
                .numbers = {}};
  for (const SeriesColumn& column : recipe.columns) {
    const Column& found = table.column(column.name);
    rows.numbers.push_back(column.is_text ? std::vector<double>() : numbers_of(table, found));
  }
  return rows;
}

std::map<std::string, std::vector<std::int64_t>> rows_by_series(const Table& table,
                                                                const SeriesRecipe& recipe) {
  std::map<std::string, std::vector<std::int64_t>> groups;
  const Column* names =
      recipe.series_column.empty() ? nullptr : &table.column(recipe.series_column);
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (names != nullptr && names->is_missing(row)) {
      refuse_value(table, *names, row, "the series of this row is missing; fill it in");
    }
    groups[names == nullptr ? "" : names->text(row)].push_back(row);
  }
  return groups;
}

void refuse_double(const ReadRows& rows, std::int64_t first, std::int64_t second) {
  const Column& times = rows.table.column(rows.recipe.time_column);
  const bool one = rows.recipe.series_column.empty();
  refuse_value(
      rows.table, times, second,
      fmt::format("{} is the time of {} already; {}", shown(times.text(second)),
                  rows.table.place(first),
                  one ? "keep one row of each time, or name the column that tells several series "
                        "apart: `series = COL`"
                      : "keep one row of each time and series"));
}

/// What is told of all series together.
struct Counts {
  std::int64_t unsorted = 0;
  std::int64_t gaps = 0;
  std::int64_t unknown = 0;
  std::string first_gap = {};
};

/// The rows in the order of their times.
std::vector<std::int64_t> sorted_rows(const ReadRows& rows, std::vector<std::int64_t> group,
                                      Counts& counts) {
  const auto position = [&](std::int64_t row) {
    return rows.positions[static_cast<std::size_t>(row)];
  };
  if (!std::ranges::is_sorted(group, {}, position)) ++counts.unsorted;
  std::ranges::stable_sort(group, {}, position);
  for (std::size_t i = 1; i < group.size(); ++i) {
    if (position(group[i]) == position(group[i - 1])) refuse_double(rows, group[i - 1], group[i]);
  }
  return group;
}

void count_gap(const ReadRows& rows, const Series& series, std::int64_t gap, Counts& counts) {
  if (gap <= 0) return;
  if (counts.gaps == 0) {
    counts.first_gap = time_text(rows.recipe.clock, series.first + series.size());
  }
  counts.gaps += gap;
}

/// Appends what a row tells, or, of a step without a row (-1), what was known before.
void append(const ReadRows& rows, std::int64_t row, Series& series) {
  const auto at = static_cast<std::size_t>(row);
  const double value = row < 0 ? std::nan("") : rows.target[at];
  series.carried.push_back(!std::isnan(value) || series.carried.empty() ? value
                                                                        : series.carried.back());
  series.target.push_back(value);
  for (std::size_t c = 0; c < rows.recipe.columns.size(); ++c) {
    if (rows.recipe.columns[c].is_text) {
      std::vector<std::string>& texts = series.texts[c];
      std::string text = row < 0 ? "" : rows.table.column(rows.recipe.columns[c].name).text(row);
      texts.push_back(text.empty() && !texts.empty() ? texts.back() : std::move(text));
    } else {
      std::vector<double>& numbers = series.numbers[c];
      const double number = row < 0 ? std::nan("") : rows.numbers[c][at];
      numbers.push_back(std::isnan(number) && !numbers.empty() ? numbers.back() : number);
    }
  }
}

Series series_of(const ReadRows& rows, const std::string& name,
                 const std::vector<std::int64_t>& group, Counts& counts) {
  Series series{.name = name};
  series.numbers.resize(rows.recipe.columns.size());
  series.texts.resize(rows.recipe.columns.size());
  for (const std::int64_t row : sorted_rows(rows, group, counts)) {
    const auto at = static_cast<std::size_t>(row);
    if (series.target.empty()) {
      if (std::isnan(rows.target[at])) continue;  // it begins with its first value
      series.first = rows.positions[at];
    }
    const std::int64_t gap = rows.positions[at] - series.first - series.size();
    count_gap(rows, series, gap, counts);
    for (std::int64_t i = 0; i < gap; ++i) append(rows, -1, series);
    append(rows, row, series);
    if (std::isnan(rows.target[at])) ++counts.unknown;
  }
  return series;
}

std::vector<Note> notes_of(const ReadRows& rows, const Counts& counts) {
  std::vector<Note> notes;
  const std::string& time = rows.recipe.time_column;
  if (counts.unsorted > 0) notes.push_back({time, "rows are not in order of time; sorted"});
  if (counts.gaps > 0) {
    notes.push_back({time, fmt::format("{} {} without a row, the first is {}: nothing is learned "
                                       "from them, and the last value before stands in",
                                       grouped(counts.gaps), counts.gaps == 1 ? "step" : "steps",
                                       counts.first_gap)});
  }
  if (counts.unknown > 0) {
    notes.push_back({rows.recipe.target,
                     fmt::format("missing in {} rows: nothing is learned from them, and the last "
                                 "value before stands in",
                                 grouped(counts.unknown))});
  }
  return notes;
}

}  // namespace

bool Series::known(std::int64_t place) const {
  return place >= 0 && place < size() && !std::isnan(target[static_cast<std::size_t>(place)]);
}

std::int64_t Series::last_known() const {
  std::int64_t place = size() - 1;
  while (place >= 0 && !known(place)) --place;
  return place;
}

SeriesSet read_series(const Table& table, const SeriesRecipe& recipe) {
  const ReadRows rows = read_rows_of(table, recipe);
  SeriesSet set{.source = table.source()};
  Counts counts;
  for (const auto& [name, group] : rows_by_series(table, recipe)) {
    Series series = series_of(rows, name, group, counts);
    if (series.size() == 0) {
      set.empty.push_back(name);
    } else {
      set.series.push_back(std::move(series));
    }
  }
  if (set.series.empty()) {
    throw Error(fmt::format("{}: column {} has no values to forecast from", table.source(),
                            shown(recipe.target)));
  }
  set.notes = notes_of(rows, counts);
  return set;
}

}  // namespace ganglion::data
