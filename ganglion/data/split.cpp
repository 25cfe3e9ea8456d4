#include "ganglion/data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"

namespace ganglion::data {
namespace {

/// How many of each class to test: `total` shared out in proportion to `counts` by largest
/// remainder, at most counts - 1 each. A tie goes to the earlier class.
std::vector<std::int64_t> shares_of(const std::vector<std::int64_t>& counts, std::int64_t total) {
  const auto rows = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  std::vector<std::int64_t> result(counts.size());
  std::vector<double> remainders(counts.size());
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const double exact =
        static_cast<double>(counts[c]) * static_cast<double>(total) / static_cast<double>(rows);
    result[c] = std::min(static_cast<std::int64_t>(exact), counts[c] - 1);
    remainders[c] = exact - static_cast<double>(result[c]);
  }
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  std::int64_t left = total - std::accumulate(result.begin(), result.end(), std::int64_t{0});
  // One round is enough unless classes of one row cannot give theirs.
  for (bool given = true; left > 0 && given;) {
    given = false;
    for (std::size_t c : order) {
      if (left > 0 && result[c] < counts[c] - 1) {
        ++result[c];
        --left;
        given = true;
      }
    }
  }
  return result;
}

void check(std::int64_t rows, std::size_t labels, const SplitOptions& options) {
  if (!(options.test_fraction > 0 && options.test_fraction < 1)) {
    throw Error(fmt::format("split: test_fraction is {}; it must lie between 0 and 1, e.g. 0.2",
                            options.test_fraction));
  }
  if (rows < 2) {
    throw Error(fmt::format("split: {} rows can't be split; at least 2 are needed", rows));
  }
  if (labels != 0 && static_cast<std::int64_t>(labels) != rows) {
    throw Error(
        fmt::format("split: {} labels for {} rows; give one per row, or none", labels, rows));
  }
}

}  // namespace

std::vector<std::uint8_t> draw_rows(std::int64_t rows, std::span<const std::int32_t> labels,
                                    const SplitOptions& options) {
  check(rows, labels.size(), options);
  const auto total = std::clamp<std::int64_t>(
      std::llround(options.test_fraction * static_cast<double>(rows)), 1, rows - 1);

  // Not stratified is one class for all rows.
  const bool stratified = options.stratify && !labels.empty();
  const auto label_of = [&](std::int64_t row) {
    return stratified ? labels[static_cast<std::size_t>(row)] : 0;
  };
  std::map<std::int32_t, std::size_t> place_of;
  for (std::int64_t row = 0; row < rows; ++row) place_of.emplace(label_of(row), 0);
  std::size_t place = 0;
  for (auto& entry : place_of) entry.second = place++;
  std::vector<std::int64_t> counts(place_of.size());
  for (std::int64_t row = 0; row < rows; ++row) ++counts[place_of[label_of(row)]];

  std::vector<std::int64_t> wanted = shares_of(counts, total);
  std::vector<std::uint8_t> drawn(static_cast<std::size_t>(rows), 0);
  const auto draw = [&](const auto& order) {
    for (const auto place_in_order : order) {
      const auto row = static_cast<std::int64_t>(place_in_order);
      std::int64_t& left = wanted[place_of[label_of(row)]];
      if (left == 0) continue;
      drawn[static_cast<std::size_t>(row)] = 1;
      --left;
    }
  };
  constexpr std::int64_t kSmall = std::int64_t{1} << 32;
  const std::uint64_t stream = stream_of("split");
  rows <= kSmall ? draw(random_small_permutation(rows, options.seed, stream))
                 : draw(random_permutation(rows, options.seed, stream));
  return drawn;
}

RowSplit split_rows(std::int64_t rows, std::span<const std::int32_t> labels,
                    const SplitOptions& options) {
  const std::vector<std::uint8_t> drawn = draw_rows(rows, labels, options);
  RowSplit result;
  for (std::int64_t row = 0; row < rows; ++row) {
    (drawn[static_cast<std::size_t>(row)] != 0 ? result.test : result.train).push_back(row);
  }
  return result;
}

std::pair<Dataset, Dataset> split(const Dataset& dataset, const SplitOptions& options) {
  dataset.check();
  const Tensor& targets = dataset.targets;
  const bool classes = targets.dtype() == DType::i32 && targets.shape().rank() == 1;
  const RowSplit parts = split_rows(
      dataset.rows(), classes ? targets.values<std::int32_t>() : std::span<const std::int32_t>{},
      options);
  return {dataset.rows(parts.train), dataset.rows(parts.test)};
}

}  // namespace ganglion::data
