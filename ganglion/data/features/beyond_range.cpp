#include "ganglion/data/features/beyond_range.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/data/column_numbers.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kFurthest = 3;
/// Of fewer values most may be outside by chance.
constexpr std::int64_t kFewOutside = 5;

double distance(const TrainingRange& range, double value) {
  return std::abs(value - range.clipped(value));
}

/// As written, the furthest first, each text once.
std::vector<std::string> furthest(const Column& column, const TrainingRange& range,
                                  const std::vector<double>& values,
                                  std::vector<std::int64_t> rows) {
  std::ranges::stable_sort(rows, [&](std::int64_t a, std::int64_t b) {
    return distance(range, values[static_cast<std::size_t>(a)]) >
           distance(range, values[static_cast<std::size_t>(b)]);
  });
  std::vector<std::string> texts;
  for (const std::int64_t row : rows) {
    const std::string text = column.text(row);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
    if (texts.size() == kFurthest) break;
  }
  return texts;
}

BeyondRange beyond(const FeatureColumn& feature, const Table& table, const Column& column) {
  BeyondRange found{.column = feature.name, .range = *feature.range, .clipped = feature.clip};
  const auto values = numbers_of(table, column);
  std::vector<std::int64_t> outside;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    ++found.rows;
    const double value = values[row];
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
  found.examples = furthest(column, found.range, values, found.at);
  return found;
}

}  // namespace

Note BeyondRange::note() const {
  return {column, fmt::format("{} of {} values lie {}outside the training range, {:.6g} to "
                              "{:.6g} ({}){}",
                              at.size(), rows, far ? "far " : "", range.least, range.most,
                              fmt::join(examples, ", "),
                              clipped && far ? "; they are clipped to values near its end" : "")};
}

std::vector<BeyondRange> values_beyond_range(const PreprocessingState& state, const Table& table) {
  std::vector<BeyondRange> result;
  for (const FeatureColumn& feature : state.features) {
    const Column* column = table.find(feature.name);
    if (!feature.range || column == nullptr) continue;
    BeyondRange found = beyond(feature, table, *column);
    if (!found.at.empty()) result.push_back(std::move(found));
  }
  return result;
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
