#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/features.h"
#include "ganglion/data/features/notes/date_notes.h"
#include "ganglion/data/features/notes/sentinels.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kParts = DateParts::kNames.size();

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// A part of each date, NaN where it is missing.
std::vector<double> part_of(const std::vector<std::optional<DateParts>>& dates, std::size_t part) {
  std::vector<double> values;
  for (const auto& date : dates) values.push_back(date ? date->values[part] : kMissing);
  return values;
}

std::vector<double> days_of(const std::vector<std::optional<DateParts>>& dates) {
  std::vector<double> days;
  for (const auto& date : dates) days.push_back(date ? date->local_days() : kMissing);
  return days;
}

/// The other parts come round: only the year can be one that training never saw the like of.
void clip_years(const TrainingRange& range, const std::vector<double>& days,
                std::vector<double>& years) {
  for (std::size_t row = 0; row < years.size(); ++row) {
    if (std::isnan(days[row]) || !range.is_far(days[row])) continue;
    const double clipped = std::floor(range.soft_clipped(days[row]));
    years[row] = calendar_day(static_cast<std::int64_t>(clipped)).year;
  }
}

DateOrder order_for(const Column& column, ColumnType type, std::vector<Note>& notes) {
  if (const auto given = order_of(type)) return *given;
  const DateOrder order = date_order(column).value_or(DateOrder::day_first);
  if (auto note = two_readings_note(column, order)) notes.push_back(std::move(*note));
  return order;
}

/// Days without a year have no weekdays.
bool tells(DateOrder order, std::string_view part) {
  return order != DateOrder::no_year || (part != "year" && part != "weekday");
}

}  // namespace

std::optional<FeatureColumn> fit_dates(const Table& table, const Column& column, ColumnType type,
                                       const PreprocessingOptions& options,
                                       std::vector<Note>& notes) {
  FeatureColumn feature{.name = column.name, .kind = ColumnKind::date};
  feature.order = order_for(column, type, notes);
  const auto dates = dates_in(table, column, {.order = feature.order});
  std::string names;
  std::int64_t present = 0;
  for (std::size_t i = 0; i < kParts; ++i) {
    const Moments moments = moments_of(part_of(dates, i));
    present = moments.count;
    if (moments.std == 0 || !tells(feature.order, DateParts::kNames[i])) continue;
    const bool scale = options.scale;
    feature.dates.push_back({.part = std::string(DateParts::kNames[i]),
                             .mean = scale ? moments.mean : 0,
                             .std = scale ? moments.std : 1,
                             .fill = moments.mean});
    names += (names.empty() ? "" : ", ") + feature.dates.back().part;
  }
  feature.missing_flag = present < table.rows();
  if (feature.order != DateOrder::no_year) feature.range = range_of(days_of(dates));
  feature.clip = feature.range && options.scale && options.clip;
  if (feature.dates.empty()) {
    notes.push_back(
        {column.name,
         fmt::format("{}; excluded{}",
                     present == 0              ? "no values"
                     : present == table.rows() ? "the same date in every row"
                                               : "the same date in every row that has one",
                     present == 0 || present == table.rows()
                         ? ""
                         : fmt::format("; if it tells something that {} of {} rows have none: {}",
                                       table.rows() - present, table.rows(),
                                       setting("columns", column.name + "=category"))),
         NoteKind::column_excluded});
    return std::nullopt;
  }
  notes.push_back({column.name, fmt::format("dates, encoded as {}", names)});
  const auto sentinel = date_sentinel_note(column, feature.order);
  if (sentinel) notes.push_back({column.name, *sentinel});
  for (std::string& note : date_notes(column, dates, options.test_is_random)) {
    notes.push_back({column.name, std::move(note)});
  }
  return feature;
}

DatesWanted dates_wanted(const FeatureColumn& feature) {
  const auto is_of_day = [](const DateFeature& date) { return date.part != "hour"; };
  return {.order = feature.order, .needs_day = std::ranges::any_of(feature.dates, is_of_day)};
}

void apply_dates(const FeatureColumn& feature, const Table& table, std::int64_t first,
                 Tensor& features) {
  const Column& column = table.column(feature.name);
  const auto dates = dates_in(table, column, dates_wanted(feature));
  const auto width = static_cast<std::size_t>(features.shape()[1]);
  float* to = features.values<float>().data() + first;
  for (std::size_t k = 0; k < feature.dates.size(); ++k) {
    const DateFeature& date = feature.dates[k];
    const auto at = std::ranges::find(DateParts::kNames, date.part);
    if (at == DateParts::kNames.end()) {
      throw Error(
          fmt::format("column {}: a date has no part {}", shown(feature.name), shown(date.part)));
    }
    auto values = part_of(dates, static_cast<std::size_t>(at - DateParts::kNames.begin()));
    if (feature.clip && feature.range && date.part == "year") {
      clip_years(*feature.range, days_of(dates), values);
    }
    for (std::size_t row = 0; row < values.size(); ++row) {
      const double value = std::isnan(values[row]) ? date.fill : values[row];
      to[row * width + k] =
          date.std == 0 ? 0.0f : static_cast<float>((value - date.mean) / date.std);
    }
  }
  if (!feature.missing_flag) return;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    to[static_cast<std::size_t>(row) * width + feature.dates.size()] =
        column.is_missing(row) ? 1.0f : 0.0f;
  }
}

}  // namespace ganglion::data
