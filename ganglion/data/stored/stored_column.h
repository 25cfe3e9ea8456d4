#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/byte_stream.h"

namespace ganglion::data {

/// The values of some rows of a column in a file.
struct StoredPiece {
  /// The narrowest that holds all of them exactly.
  enum class Form : std::uint8_t { f64, f32, i32, i16 };
  std::uint64_t offset = 0;
  std::uint32_t rows = 0;
  std::uint32_t check = 0;  ///< checksum of its bytes
  Form form = Form::f64;

  std::uint64_t bytes() const;
};

/// Values as they are to be written.
struct PackedPiece {
  StoredPiece piece = {};  ///< without its offset
  std::vector<std::byte> bytes = {};

  /// Appends them to a file.
  StoredPiece store(BulkFile& file) const;
};
PackedPiece pack(std::span<const double> values);
PackedPiece pack(std::span<const std::int32_t> codes);
/// Reads them again, to the end of `to`, bit for bit. Throws Error when their bytes have changed.
void load_piece(const BulkFile& file, const StoredPiece& piece, std::vector<double>& to);
void load_piece(const BulkFile& file, const StoredPiece& piece, std::vector<std::int32_t>& to);

/// Whether its bytes are those that were written.
bool is_whole(const BulkFile& file, const StoredPiece& piece);

/// A column in a file, with what is kept of it in memory.
struct StoredColumn {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::vector<std::pair<double, std::string>> spellings = {};  ///< as in Column
  std::vector<std::string> names = {};                         ///< as in Column
  std::vector<std::int32_t> place = {};  ///< in names, of each code in the file; -1: missing
  std::vector<double> values = {};       ///< number whose pieces are codes: of each of the names
  NumberFormat format = {};              ///< as in Column
  std::string rounded = {};              ///< as in Column
  std::string undeclared = {};           ///< as in Column
  bool given_up = false;                 ///< it had too many texts: none of them is known
  std::vector<StoredPiece> pieces = {};  ///< in order of rows

  /// The place in names of a code in the file, -1 where there is none. Throws Error for a code that
  /// was never given out.
  std::int32_t place_of(std::int32_t code) const {
    if (code < 0 || given_up) return -1;
    if (static_cast<std::size_t>(code) >= place.size()) refuse_code(code);
    return place[static_cast<std::size_t>(code)];
  }
  /// Whether its pieces hold codes, to be looked up in `place`.
  bool coded() const { return kind != ColumnKind::number || !values.empty(); }
  /// Without rows.
  Column empty() const;
  void write(ByteWriter& to) const;
  /// Throws Error where a value can't be what was written.
  static StoredColumn read(ByteReader& from);

 private:
  [[noreturn]] void refuse_code(std::int32_t code) const;
};

}  // namespace ganglion::data
