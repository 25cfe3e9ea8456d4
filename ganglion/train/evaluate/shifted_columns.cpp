#include "ganglion/train/evaluate/shifted_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "ganglion/core/suggestion.h"
#include "ganglion/train/evaluate/text_counts.h"

namespace ganglion::train {
namespace {

constexpr double kShifted = 0.3;
constexpr double kOnceInThousand = 1.95;  // times sqrt(1 / n + 1 / m)

double count_of(const ColumnSummary& trained) {
  return static_cast<double>(
      std::accumulate(trained.counts.begin(), trained.counts.end(), std::int64_t{0}));
}

bool is_shifted(double distance, double trained, double here) {
  return distance >= kShifted && distance > kOnceInThousand * std::sqrt(1.0 / trained + 1.0 / here);
}

/// Of sorted values, the share below `value`.
double share_below(const std::vector<double>& values, double value) {
  const auto end = std::ranges::lower_bound(values, value);
  return static_cast<double>(end - values.begin()) / static_cast<double>(values.size());
}

std::vector<double> known_values(const data::Column& column) {
  std::vector<double> values;
  std::ranges::copy_if(column.numbers, std::back_inserter(values),
                       [](double value) { return !std::isnan(value); });
  std::ranges::sort(values);
  return values;
}

ShiftedColumn shift_of_numbers(const ColumnSummary& trained, const data::Column& column) {
  const std::vector<double> values = known_values(column);
  const double all = count_of(trained);
  if (values.empty() || all == 0) return {};
  const auto parts = static_cast<double>(trained.counts.size());
  double below = 0;
  double distance = share_below(values, trained.least);
  for (std::size_t part = 0; part + 1 < trained.counts.size(); ++part) {
    below += static_cast<double>(trained.counts[part]) / all;
    const double end =
        trained.least + (trained.most - trained.least) * static_cast<double>(part + 1) / parts;
    distance = std::max(distance, std::abs(below - share_below(values, end)));
  }
  const double beyond = 1.0 - share_below(values, std::nextafter(trained.most, HUGE_VAL));
  distance = std::max(distance, beyond);
  if (!is_shifted(distance, all, static_cast<double>(values.size()))) return {};
  return {.name = column.name,
          .distance = distance,
          .text = fmt::format("median {:.4g} in training, {:.4g} here", trained.median,
                              values[values.size() / 2])};
}

ShiftedColumn shift_of_texts(const ColumnSummary& trained, std::int64_t trained_rows,
                             const data::Column& column) {
  const TextCounts here = text_counts(column, column.names.size());
  const auto all = static_cast<double>(trained_rows - trained.missing);
  const auto rows = static_cast<double>(column.rows() - here.missing);
  if (all == 0 || rows == 0) return {};
  ShiftedColumn result{.name = column.name};
  double known_before = 0;
  double known_here = 0;
  double largest = 0;
  for (std::size_t i = 0; i < trained.texts.size(); ++i) {
    const auto same = std::ranges::find(here.frequent, trained.texts[i], &TextCount::text);
    const double before = static_cast<double>(trained.counts[i]) / all;
    const double now = same == here.frequent.end() ? 0.0 : static_cast<double>(same->rows) / rows;
    known_before += before;
    known_here += now;
    result.distance += std::abs(before - now) / 2;
    if (std::abs(before - now) <= largest) continue;
    largest = std::abs(before - now);
    result.text = fmt::format("{} {:.0f} % in training, {:.0f} % here", shown(trained.texts[i]),
                              100 * before, 100 * now);
  }
  result.distance += std::abs(known_before - known_here) / 2;
  return is_shifted(result.distance, all, rows) ? result : ShiftedColumn{};
}

}  // namespace

std::vector<ShiftedColumn> shifted_columns(const DataSummary& trained, const data::Table& rows) {
  std::vector<ShiftedColumn> found;
  for (const ColumnSummary& summary : trained.summaries) {
    const data::Column* column = rows.find(summary.name);
    if (column == nullptr || column->kind != summary.kind || summary.role == "excluded") continue;
    ShiftedColumn shift = column->kind == data::ColumnKind::number
                              ? shift_of_numbers(summary, *column)
                              : shift_of_texts(summary, trained.rows, *column);
    if (!shift.name.empty()) found.push_back(std::move(shift));
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &ShiftedColumn::distance);
  return found;
}

}  // namespace ganglion::train
