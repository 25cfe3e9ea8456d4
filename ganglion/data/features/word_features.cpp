#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/features/features.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kMinBuckets = 16;
constexpr std::int64_t kMaxBuckets = 256;
constexpr std::int64_t kRowsForBucket = 16;

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same on every machine.
std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : word) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

}  // namespace

std::optional<FeatureColumn> fit_words(const Table& table, const Column& column,
                                       std::vector<Note>& notes) {
  bool present = false;
  for (std::int64_t row = 0; row < table.rows(); ++row) present |= !column.is_missing(row);
  if (!present) {
    notes.push_back({column.name, "no values; excluded", NoteKind::column_excluded});
    return std::nullopt;
  }
  FeatureColumn feature{.name = column.name, .kind = ColumnKind::text};
  const auto buckets = std::bit_floor(static_cast<std::uint64_t>(table.rows() / kRowsForBucket));
  feature.buckets = std::clamp(static_cast<std::int64_t>(buckets), kMinBuckets, kMaxBuckets);
  notes.push_back(
      {column.name, fmt::format("free text, encoded as {} hashed word features", feature.buckets)});
  return feature;
}

void apply_words(const FeatureColumn& feature, const Table& table, std::int64_t first,
                 Tensor& features) {
  const Column& column = table.column(feature.name);
  const auto buckets = static_cast<std::size_t>(feature.buckets);
  const auto width = static_cast<std::size_t>(features.shape()[1]);
  float* to = features.values<float>().data() + first;
  for (std::int64_t row = 0; row < table.rows(); ++row, to += width) {
    if (column.is_missing(row)) continue;
    for (const std::string& word : words_of(column.text(row))) to[hash_of(word) % buckets] += 1.0f;
    double squares = 0;
    for (std::size_t i = 0; i < buckets; ++i) squares += static_cast<double>(to[i]) * to[i];
    if (squares == 0) continue;
    const auto scale = static_cast<float>(1 / std::sqrt(squares));
    for (std::size_t i = 0; i < buckets; ++i) to[i] *= scale;
  }
}

}  // namespace ganglion::data
