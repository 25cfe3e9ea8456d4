#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/table.h"

/// Rows that were copied, as oversampling and joins do.
namespace ganglion::data {

/// A number for each row, the same for equal values only (as surely as 64 bits are): missing values
/// are equal, and texts are compared as texts.
std::vector<std::uint64_t> hashes_of(const Column& column);
/// Of images and signals.
std::vector<std::uint64_t> hashes_of(const Samples& samples);
/// Of the bytes of files, of which only those of equal size are read. Throws Error for a file that
/// can't be read.
std::vector<std::uint64_t> hashes_of_files(std::span<const std::string> paths);

/// hashes_of the rows in one of the columns.
using ColumnHashes = std::function<std::vector<std::uint64_t>(std::size_t column)>;

/// The columns that are compared: features, then targets.
struct CopyColumns {
  std::size_t features = 0;
  std::size_t targets = 0;

  std::size_t all() const { return features + targets; }
};

/// Rows that equal each other in all columns, as groups: a number for each row, from 0 on in the
/// order of the rows. Empty where there is nothing to keep together: copies in fewer than one row
/// in a hundred, and equal rows that chance explains because the columns are coarse (yes and no,
/// small integers). Chance explains at least a tenth of the equal pairs of rows if as many are to
/// be expected from
/// - the features: so many pairs agree in all of them by chance, and where their targets follow
///   from them, the pairs are equal. The number of pairs that agree in the features but not in the
///   targets is taken off, and two standard deviations of it. By chance agree, whichever is more:
///   were the features independent of each other, all pairs times, for each feature, the share of
///   pairs that agree in it; or the pairs that agree in all features but one, times a / (1 - a),
///   where `a` is the share of pairs that agree in that one, summed over the features. (Among
///   copies of rows with decimals hardly any do.)
/// - the pairs that agree in the features but not in the targets: those times a / (1 - a), with the
///   share of pairs that agree in the targets.
/// Shares are taken among the pairs that aren't equal.
std::vector<std::int64_t> copied_rows(CopyColumns columns, const ColumnHashes& hashes);

/// How many rows are copies of an earlier one.
std::int64_t count_copies(std::span<const std::int64_t> groups);

/// Rows that equal others in all features, but not in the targets.
struct OpposedRows {
  std::int64_t outvoted = 0;   ///< rows with other targets than most of those that equal them
  std::int64_t first = -1;     ///< the first that has an opponent, and the first of its opponents;
  std::int64_t opponent = -1;  ///< -1 where there are none
};

/// No model can be right on the rows that are outvoted, but by being wrong on as many others.
OpposedRows opposed_rows(CopyColumns columns, const ColumnHashes& hashes);

}  // namespace ganglion::data
