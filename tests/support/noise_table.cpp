#include "tests/support/noise_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "ganglion/core/rng.h"

namespace ganglion::support {
namespace {

constexpr std::array<const char*, 6> kNames = {"", "Unnamed: 0", "id", "index", "row_no", "RowId"};

struct NoiseRow {
  std::int64_t number = 0;
  std::string features;
  int kind = 0;  ///< 0 or 1
};

/// Half of the rows of each class, in the order of class, or in any order.
std::vector<NoiseRow> draw_noise(std::int64_t count, std::uint64_t seed, bool sorted) {
  const std::vector<std::int64_t> order = random_permutation(count, seed, 1);
  std::vector<NoiseRow> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t place = sorted ? i : order[static_cast<std::size_t>(i)];
    const auto at = static_cast<std::uint64_t>(i);
    rows.push_back({.number = i,
                    .features = fmt::format("{:.3f},{:.2f},{}", random_normal(seed, 2, at),
                                            50 + 9 * random_normal(seed, 3, at),
                                            random_uniform(seed, 4, at) < 0.4 ? "red" : "blue"),
                    .kind = 2 * place < count ? 0 : 1});
  }
  return rows;
}

void shuffle(std::vector<NoiseRow>& rows, std::uint64_t seed) {
  const auto order = random_permutation(std::ssize(rows), seed, 5);
  std::vector<NoiseRow> shuffled;
  for (const std::int64_t i : order) shuffled.push_back(rows[static_cast<std::size_t>(i)]);
  rows = std::move(shuffled);
}

/// All numbers, or those of about two rows in three.
void number_rows(std::vector<NoiseRow>& rows, std::uint64_t seed, bool gaps) {
  std::int64_t number = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    number += gaps && random_uniform(seed, 6, i) < 0.5 ? 2 : 1;
    rows[i].number = number;
  }
}

/// Yes or no are half of the rows each; no is one of two classes.
std::string one_hot(const NoiseRow& row) {
  const bool second = row.kind == 1 && row.features.back() == 'd';
  return fmt::format("{},{},{}", row.kind == 0 ? 1 : 0, second ? 1 : 0,
                     row.kind == 1 && !second ? 1 : 0);
}

std::vector<NoiseRow> rows_with(Leak leak, std::uint64_t seed) {
  const std::int64_t count = 30 + 2 * static_cast<std::int64_t>(45 * random_uniform(seed, 7, 0));
  std::vector<NoiseRow> rows = draw_noise(count, seed, leak < Leak::one_hot);
  number_rows(rows, seed, leak == Leak::gaps || leak == Leak::shuffled);
  if (leak == Leak::shuffled) shuffle(rows, seed);
  if (leak == Leak::doubled) {
    const std::vector<NoiseRow> more = draw_noise(count, seed + 1000, true);
    rows.insert(rows.end(), more.begin(), more.end());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].number = static_cast<std::int64_t>(i) % count;
    }
  }
  if (leak == Leak::copies) {
    const std::vector<NoiseRow> once = rows;
    const auto times = 2 + static_cast<int>(6 * random_uniform(seed, 8, 0));
    for (int i = 1; i < times; ++i) rows.insert(rows.end(), once.begin(), once.end());
    shuffle(rows, seed);
  }
  return rows;
}

}  // namespace

NoiseTable noise_table(std::uint64_t seed) {
  NoiseTable table{.leak = static_cast<Leak>(seed % kLeaks)};
  const bool numbered = table.leak < Leak::one_hot;
  const std::string name = kNames[seed / kLeaks % kNames.size()];
  const bool labels = table.leak == Leak::one_hot;
  table.target = labels ? "is_a" : "kind";
  if (numbered) table.column = name.empty() ? "c1" : name;
  table.csv = (numbered ? name + "," : "") + "x1,x2,colour," + (labels ? "is_a,is_b,is_c" : "kind");
  for (const NoiseRow& row : rows_with(table.leak, seed)) {
    table.csv += '\n';
    if (numbered) table.csv += fmt::format("{},", row.number);
    table.csv += row.features + ',';
    table.csv += labels ? one_hot(row) : row.kind == 0 ? "a" : "b";
  }
  table.csv += '\n';
  return table;
}

}  // namespace ganglion::support
