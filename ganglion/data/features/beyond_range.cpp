#include "ganglion/data/features/beyond_range.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/features.h"
#include "ganglion/data/features/notes/sentinels.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kFurthest = 3;
/// Of fewer values most may be outside by chance.
constexpr std::int64_t kFewOutside = 5;

/// The values of a column, NaN where there is none, and how one is written.
struct WrittenValues {
  std::vector<double> numbers;
  std::function<std::string(std::size_t row)> text;
};

/// As written, the furthest first, each text once.
std::vector<std::string> furthest(const TrainingRange& range, const WrittenValues& values,
                                  std::vector<std::int64_t> rows) {
  const auto distance = [&](std::int64_t row) {
    const double value = values.numbers[static_cast<std::size_t>(row)];
    return std::abs(value - range.clipped(value));
  };
  std::ranges::stable_sort(rows, std::ranges::greater(), distance);
  std::vector<std::string> texts;
  for (const std::int64_t row : rows) {
    const std::string text = values.text(static_cast<std::size_t>(row));
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
    if (texts.size() == kFurthest) break;
  }
  return texts;
}

/// Finds the values beyond the range.
void find_beyond(const WrittenValues& values, BeyondRange& found) {
  std::vector<std::int64_t> outside;
  for (std::size_t row = 0; row < values.numbers.size(); ++row) {
    const double value = values.numbers[row];
    if (std::isnan(value)) continue;
    ++found.rows;
    if (found.range.is_far(value)) found.at.push_back(static_cast<std::int64_t>(row));
    if (value < found.range.least || value > found.range.most) {
      outside.push_back(static_cast<std::int64_t>(row));
    }
  }
  const auto count = static_cast<std::int64_t>(outside.size());
  if (found.at.empty() && found.rows >= kFewOutside && 2 * count > found.rows) {
    found.far = false;
    found.at = std::move(outside);
  }
  found.examples = furthest(found.range, values, found.at);
}

std::string short_text(double number) {
  return fmt::format("{:.6g}", number);
}

/// A time alone counts as one of the first day.
std::string time_of_day(double days) {
  const auto minutes = std::llround(days * 24 * 60);
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

WrittenValues written_values(const Column& column, std::vector<double> numbers) {
  const auto text = [column = &column](std::size_t row) {
    return column->text(static_cast<std::int64_t>(row));
  };
  return {.numbers = std::move(numbers), .text = text};
}

WrittenValues written_days(const FeatureColumn& feature, const Table& table, const Column& column,
                           bool times_alone) {
  std::vector<double> days;
  for (const auto& date : dates_in(table, column, dates_wanted(feature))) {
    const bool comparable = date && date->has_day != times_alone;
    days.push_back(comparable ? date->local_days() : std::nan(""));
  }
  return written_values(column, std::move(days));
}

BeyondRange beyond(const FeatureColumn& feature, const Table& table, const Column& column) {
  const TrainingRange& range = *feature.range;
  BeyondRange found{.column = feature.name, .range = range, .clipped = feature.clips()};
  if (feature.kind == ColumnKind::date) {
    const bool times_alone = range.least >= 0 && range.most <= 1;
    const auto text = times_alone ? time_of_day : day_text;
    found.ends = {text(range.least), text(range.most)};
    found.is_date = true;
    find_beyond(written_days(feature, table, column, times_alone), found);
    return found;
  }
  found.ends = {short_text(range.least), short_text(range.most)};
  find_beyond(written_values(column, numbers_of(table, column)), found);
  return found;
}

/// Columns of a forecast's rows that hold the values of one column of the series.
struct SeriesValues {
  std::string column;
  std::vector<std::string> names;
  Differencing differencing = Differencing::none;

  const char* subject() const {
    return differencing == Differencing::none         ? "forecasts rest on values"
           : differencing == Differencing::difference ? "forecasts rest on changes"
                                                      : "forecasts rest on ratios of values";
  }
  /// A ratio where the network is given its logarithm.
  double own(double value) const {
    return differencing == Differencing::log_ratio ? std::exp(value) : value;
  }
};

double further(const TrainingRange& range, double one, double other) {
  const auto outside = [&](double value) {
    return std::max(range.least - value, value - range.most);
  };
  return std::isnan(one) || outside(other) > outside(one) ? other : one;
}

/// All of the columns at once, in each row by the value that is furthest outside.
std::optional<BeyondRange> beyond(const SeriesValues& series, const PreprocessingState& state,
                                  const Table& table) {
  BeyondRange found{.column = series.column, .range = {}, .subject = series.subject()};
  std::vector<const Column*> columns;
  std::vector<double> ends;
  for (const FeatureColumn& feature : state.features) {
    const Column* column = table.find(feature.name);
    const bool is_one = std::ranges::find(series.names, feature.name) != series.names.end();
    if (!is_one || !feature.range || column == nullptr) continue;
    columns.push_back(column);
    ends.insert(ends.end(), {feature.range->least, feature.range->most});
    found.clipped |= feature.clips();
  }
  if (columns.empty()) return std::nullopt;
  found.range = *range_of(ends);
  WrittenValues values{.numbers = columns[0]->numbers, .text = [&](std::size_t row) {
                         return short_text(series.own(values.numbers[row]));
                       }};
  for (const Column* column : columns) {
    for (std::size_t row = 0; row < values.numbers.size(); ++row) {
      values.numbers[row] = further(found.range, values.numbers[row], column->numbers[row]);
    }
  }
  find_beyond(values, found);
  found.range = {.least = series.own(found.range.least), .most = series.own(found.range.most)};
  found.ends = {short_text(found.range.least), short_text(found.range.most)};
  return found;
}

std::vector<BeyondRange> forecasts_beyond_range(const PreprocessingState& state,
                                                const Table& table) {
  const SeriesRecipe& recipe = *state.series;
  std::vector<SeriesValues> all = {{recipe.target, recipe.target_columns(), recipe.differencing}};
  for (const SeriesColumn& column : recipe.columns) {
    all.push_back({column.name, recipe.lag_columns(column)});
  }
  std::vector<BeyondRange> result;
  for (const SeriesValues& series : all) {
    auto found = beyond(series, state, table);
    if (found && !found->at.empty()) result.push_back(std::move(*found));
  }
  return result;
}

/// Targets of other rows may well be a little further out: those count that are as far outside as
/// the range is wide.
void keep_very_far(const WrittenValues& values, BeyondRange& found) {
  if (!found.far) return;
  const double width = found.range.most - found.range.least;
  std::erase_if(found.at, [&](std::int64_t row) {
    const double value = values.numbers[static_cast<std::size_t>(row)];
    return std::abs(value - found.range.clipped(value)) <= width;
  });
  found.examples = furthest(found.range, values, found.at);
}

}  // namespace

Note BeyondRange::note() const {
  return {column,
          fmt::format("{} of {} {} {}outside the training range, {} to {} ({}){}", at.size(), rows,
                      subject, far ? "far " : "", ends.at(0), ends.at(1), fmt::join(examples, ", "),
                      clipped && far ? "; they are clipped to values near its end" : "")};
}

std::vector<BeyondRange> values_beyond_range(const PreprocessingState& state, const Table& table) {
  if (state.series) return forecasts_beyond_range(state, table);
  std::vector<BeyondRange> result;
  for (const FeatureColumn& feature : state.features) {
    const Column* column = table.find(feature.name);
    if (!feature.range || column == nullptr) continue;
    BeyondRange found = beyond(feature, table, *column);
    if (!found.at.empty()) result.push_back(std::move(found));
  }
  return result;
}

std::vector<Note> notes_on_targets(const PreprocessingState& state, const Table& table) {
  std::vector<Note> notes;
  if (state.series) return notes;
  for (const TargetColumn& target : state.targets) {
    const Column* column = table.find(target.name);
    if (!target.range || column == nullptr) continue;
    BeyondRange found{.column = "", .range = *target.range};
    found.ends = {short_text(found.range.least), short_text(found.range.most)};
    const WrittenValues values = written_values(*column, numbers_of(table, *column));
    find_beyond(values, found);
    keep_very_far(values, found);
    if (found.at.empty()) continue;
    Note note = found.note();
    note.text = fmt::format("target {}: {}", shown(target.name), note.text);
    if (column->kind == ColumnKind::number && sentinel_note(*column)) {
      note.text += fmt::format("; if one stands for a missing value: {}",
                               setting("missing", found.examples.front()));
    }
    notes.push_back(std::move(note));
  }
  return notes;
}

std::vector<std::string> names_by_row(const std::vector<BeyondRange>& columns, std::int64_t rows) {
  std::vector<std::string> names(static_cast<std::size_t>(rows));
  for (const BeyondRange& column : columns) {
    for (const std::int64_t row : column.at) {
      std::string& text = names[static_cast<std::size_t>(row)];
      text += (text.empty() ? "" : "; ") + column.column;
    }
  }
  return names;
}

}  // namespace ganglion::data
