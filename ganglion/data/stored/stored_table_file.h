#pragma once
#include <string>

#include "ganglion/data/stored/stored_table.h"

namespace ganglion::data {

/// The file of a StoredTable (docs/formats/cache.md):
///
///   header   64 bytes, written last: a file that was not finished has none
///   pieces   values of each column for each part of the rows, as StoredPiece tells
///   index    what was read, how, and where the pieces are
///
/// `cache_key` says how the source was read, `fingerprint` what it was when that began: both must
/// be the same for the file to be used again.
struct StoredTableFile {
  static constexpr std::size_t kHeaderBytes = 64;

  /// Writes index and header behind the pieces.
  static void seal(StoredTable& table, const std::string& cache_key,
                   const std::string& fingerprint);
  /// Fills in a table from its file, or says why it can't be used.
  static std::string open(StoredTable& table, const std::string& cache_key,
                          const std::string& fingerprint);

 private:
  static void read_index(StoredTable& table, ByteReader& index);
  static bool is_whole(const StoredTable& table);
  static bool fits(const StoredTable& table, const std::vector<StoredPiece>& pieces);
};

}  // namespace ganglion::data
