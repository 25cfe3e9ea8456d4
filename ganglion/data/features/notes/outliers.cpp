#include "ganglion/data/features/notes/outliers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "ganglion/core/numbers.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kRowsToJudge = 20;
constexpr std::size_t kMostOutliers = 3;
constexpr std::size_t kRowsForOne = 200;
constexpr double kTimesAsFar = 10;

/// Distance from the median, and the row.
using Distance = std::pair<double, std::size_t>;

/// The furthest, and those behind which there is the gap; the first ones of equal distance first.
std::vector<Distance> furthest_of(const std::vector<double>& numbers, double median,
                                  std::size_t count) {
  std::vector<Distance> all;
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (!std::isnan(numbers[row])) all.emplace_back(std::abs(numbers[row] - median), row);
  }
  const auto further = [](const Distance& a, const Distance& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(count), further);
  all.resize(count);
  return all;
}

}  // namespace

std::optional<std::string> outlier_note(const Table& table, const Column& column) {
  std::vector<double> values;
  std::ranges::copy_if(column.numbers, std::back_inserter(values),
                       [](double value) { return std::isfinite(value); });
  if (values.size() < kRowsToJudge) return std::nullopt;
  const std::size_t most = std::min(kMostOutliers, 1 + values.size() / kRowsForOne);
  const double median = lower_median(std::move(values));
  const std::vector<Distance> furthest = furthest_of(column.numbers, median, most + 1);
  for (std::size_t count = 1; count <= most; ++count) {
    const double inside = furthest[count].first;
    const double outside = furthest[count - 1].first;
    if (inside == 0 || outside < kTimesAsFar * inside) continue;
    const std::size_t row = furthest[0].second;
    return fmt::format(
        "{} ({}){} lies {:.0f} times as far from the median, {}, as all other values",
        number_text(column.numbers[row]), table.place(static_cast<std::int64_t>(row)),
        count == 1 ? "" : fmt::format(", one of {},", count), outside / inside,
        number_text(median));
  }
  return std::nullopt;
}

}  // namespace ganglion::data
