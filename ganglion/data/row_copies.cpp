#include "ganglion/data/row_copies.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "ganglion/core/rng.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kMinShare = 100;     // one row in so many
constexpr double kExplained = 0.1;          // of the equal pairs
constexpr std::int64_t kSampleRows = 1024;  // of samples out of memory

/// The finaliser of SplitMix64 (Steele, Lea, Flood, 2014).
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// What a column adds to the sum of a row.
std::uint64_t share_of(std::uint64_t hash, std::size_t column) {
  return mixed(hash ^ mixed(column + 1));
}

void add_rows(const Tensor& rows, std::vector<std::uint64_t>& hashes) {
  const std::int64_t count = rows.shape()[0];
  const std::size_t bytes = count == 0 ? 0 : rows.bytes() / static_cast<std::size_t>(count);
  const auto* from = static_cast<const char*>(rows.data());
  for (std::int64_t row = 0; row < count; ++row, from += bytes) {
    hashes.push_back(stream_of({from, bytes}));
  }
}

struct Counted {
  std::int64_t different = 0;
  double pairs = 0;  ///< of equal ones
};

Counted count_equal(std::vector<std::uint64_t> hashes) {
  std::ranges::sort(hashes);
  Counted result;
  for (std::size_t i = 0; i < hashes.size();) {
    std::size_t end = i;
    while (end < hashes.size() && hashes[end] == hashes[i]) ++end;
    const auto count = static_cast<double>(end - i);
    result.pairs += count * (count - 1) / 2;
    ++result.different;
    i = end;
  }
  return result;
}

/// The sum over the first columns of each row's hashes; empty as soon as all rows differ.
std::vector<std::uint64_t> row_hashes(std::size_t columns, const ColumnHashes& hashes) {
  std::vector<std::uint64_t> sums;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::vector<std::uint64_t> own = hashes(column);
    sums.resize(own.size());
    for (std::size_t row = 0; row < own.size(); ++row) sums[row] += share_of(own[row], column);
    // Seldom, since it sorts.
    if (!std::has_single_bit(column + 1) && column + 1 < columns) continue;
    if (count_equal(sums).different == std::ssize(sums)) return {};
  }
  return sums;
}

/// The sums of each row's hashes without those of a column.
std::vector<std::uint64_t> without(std::vector<std::uint64_t> sums, std::size_t column,
                                   const std::vector<std::uint64_t>& own) {
  for (std::size_t row = 0; row < own.size(); ++row) sums[row] -= share_of(own[row], column);
  return sums;
}

/// Minus the sum over the targets of each row's hashes.
std::vector<std::uint64_t> target_hashes(CopyColumns columns, std::size_t rows,
                                         const ColumnHashes& hashes) {
  std::vector<std::uint64_t> sums(rows, 0);
  for (std::size_t column = columns.features; column < columns.all(); ++column) {
    sums = without(std::move(sums), column, hashes(column));
  }
  return sums;
}

/// Rows in the order of their features, equal ones in that of their targets.
std::vector<std::size_t> ordered(const std::vector<std::uint64_t>& features,
                                 const std::vector<std::uint64_t>& targets) {
  std::vector<std::size_t> rows(features.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::ranges::sort(rows, {},
                    [&](std::size_t row) { return std::tuple(features[row], targets[row], row); });
  return rows;
}

/// The rows from `rows[0]` on that have its sum.
std::span<const std::size_t> equal_at(std::span<const std::size_t> rows,
                                      const std::vector<std::uint64_t>& sums) {
  const auto end =
      std::ranges::find_if(rows, [&](std::size_t row) { return sums[row] != sums[rows.front()]; });
  return {rows.begin(), end};
}

/// Adds what rows of equal features say.
void add_opposed(std::span<const std::size_t> rows, const std::vector<std::uint64_t>& targets,
                 OpposedRows& result) {
  std::vector<std::size_t> firsts;  // with each target
  std::size_t most = 0;
  for (auto rest = rows; !rest.empty();) {
    const auto same = equal_at(rest, targets);
    firsts.push_back(same.front());
    most = std::max(most, same.size());
    rest = rest.subspan(same.size());
  }
  if (firsts.size() < 2) return;
  result.outvoted += static_cast<std::int64_t>(rows.size() - most);
  std::ranges::nth_element(firsts, firsts.begin() + 1);
  if (result.first >= 0 && result.first < static_cast<std::int64_t>(firsts[0])) return;
  result.first = static_cast<std::int64_t>(firsts[0]);
  result.opponent = static_cast<std::int64_t>(firsts[1]);
}

double odds(double share) {
  return share / (1 - share);
}

/// Pairs of rows that are to agree in all features by chance. `sums` are those of the features.
double expected_by_features(const std::vector<std::uint64_t>& sums, std::size_t features,
                            double equal, double all, const ColumnHashes& hashes) {
  const double agreeing_in_all = count_equal(sums).pairs;
  double independent = all;
  double of_others = 0;
  for (std::size_t column = 0; column < features; ++column) {
    const std::vector<std::uint64_t> own = hashes(column);
    const double agreeing = (count_equal(own).pairs - equal) / (all - equal);
    independent *= agreeing;
    const double alike = count_equal(without(sums, column, own)).pairs - agreeing_in_all;
    if (alike > 0) of_others += alike * odds(agreeing);
  }
  return std::max(independent, of_others);
}

/// Whether chance explains that rows are equal; see copied_rows.
bool is_chance(const std::vector<std::uint64_t>& sums, double equal, CopyColumns columns,
               const ColumnHashes& hashes) {
  const auto rows = static_cast<double>(sums.size());
  const double all = rows * (rows - 1) / 2;
  if (all <= equal) return true;  // a single row, many times
  const std::vector<std::uint64_t> targets = target_hashes(columns, sums.size(), hashes);
  std::vector<std::uint64_t> features = sums;
  for (std::size_t row = 0; row < sums.size(); ++row) features[row] += targets[row];
  const double other_targets = count_equal(features).pairs - equal;
  const double same_targets = (count_equal(targets).pairs - equal) / (all - equal);
  const double by_features = expected_by_features(features, columns.features, equal, all, hashes) -
                             other_targets -
                             2 * std::sqrt(other_targets);  // by which their number may be off
  const double by_targets =
      columns.targets == 0 || same_targets >= 1 ? 0 : other_targets * odds(same_targets);
  return std::max(by_features, by_targets) > kExplained * equal;
}

}  // namespace

std::vector<std::uint64_t> hashes_of(const Column& column) {
  std::vector<std::uint64_t> result;
  result.reserve(static_cast<std::size_t>(column.rows()));
  if (column.kind == ColumnKind::number) {
    for (const double number : column.numbers) {
      // 0 and -0 are equal, and all that is missing.
      result.push_back(std::isnan(number) ? 1 : std::bit_cast<std::uint64_t>(number + 0.0));
    }
    return result;
  }
  std::vector<std::uint64_t> of_text;
  for (const std::string& text : column.names) of_text.push_back(stream_of(text));
  for (const std::int32_t code : column.codes) {
    result.push_back(code < 0 ? 1 : of_text[static_cast<std::size_t>(code)]);
  }
  return result;
}

std::vector<std::uint64_t> hashes_of(const Samples& samples) {
  std::vector<std::uint64_t> result;
  const std::shared_ptr<const RowSource> source = samples.source();
  if (!source) {
    add_rows(samples.tensor(), result);
    return result;
  }
  std::vector<std::int64_t> chunk;
  for (std::int64_t row = 0; row < samples.rows(); ++row) {
    chunk.push_back(row);
    if (std::ssize(chunk) < kSampleRows && row + 1 < samples.rows()) continue;
    add_rows(source->rows(chunk), result);
    chunk.clear();
  }
  return result;
}

std::vector<std::uint64_t> hashes_of_files(std::span<const std::string> paths) {
  std::unordered_map<std::uintmax_t, std::int64_t> files_of_size;
  std::vector<std::uintmax_t> sizes;
  for (const std::string& path : paths) {
    std::error_code code;  // what is wrong with a file is said when it is read
    sizes.push_back(std::filesystem::file_size(path, code));
    ++files_of_size[sizes.back()];
  }
  std::vector<std::uint64_t> result;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const bool alone = files_of_size.at(sizes[i]) == 1;
    result.push_back(alone ? mixed(sizes[i]) : stream_of(read_text(paths[i])));
  }
  return result;
}

std::vector<std::int64_t> copied_rows(CopyColumns columns, const ColumnHashes& hashes) {
  const std::vector<std::uint64_t> sums = row_hashes(columns.all(), hashes);
  const Counted counted = count_equal(sums);
  const std::int64_t copies = std::ssize(sums) - counted.different;
  if (copies * kMinShare < std::ssize(sums) || copies == 0) return {};
  if (is_chance(sums, counted.pairs, columns, hashes)) return {};
  std::unordered_map<std::uint64_t, std::int64_t> group_of;
  std::vector<std::int64_t> groups;
  groups.reserve(sums.size());
  for (const std::uint64_t sum : sums) {
    groups.push_back(group_of.emplace(sum, std::ssize(group_of)).first->second);
  }
  return groups;
}

OpposedRows opposed_rows(CopyColumns columns, const ColumnHashes& hashes) {
  const std::vector<std::uint64_t> features = row_hashes(columns.features, hashes);
  if (features.empty()) return {};
  const std::vector<std::uint64_t> targets = target_hashes(columns, features.size(), hashes);
  const std::vector<std::size_t> rows = ordered(features, targets);
  OpposedRows result;
  for (std::span<const std::size_t> rest = rows; !rest.empty();) {
    const auto equal = equal_at(rest, features);
    add_opposed(equal, targets, result);
    rest = rest.subspan(equal.size());
  }
  return result;
}

std::int64_t count_copies(std::span<const std::int64_t> groups) {
  return groups.empty() ? 0 : std::ssize(groups) - std::ranges::max(groups) - 1;
}

}  // namespace ganglion::data
