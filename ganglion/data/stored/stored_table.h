#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/stored/stored_column.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Where a table that is larger than memory is kept, and how much of memory it may take.
struct StoreOptions {
  /// Folder of the file; it must exist.
  std::string folder = ".";
  /// The file stays there and is used again as long as the source is the same; otherwise it has no
  /// name and is gone at the end of the process.
  bool keep = false;
  /// Bytes that the different texts of all columns may take; a column that has more is refused,
  /// unless it is one of `ignored`.
  std::size_t memory = std::size_t{1} << 30;
  std::vector<std::string> ignored = {};
  /// Told about the file: that one is used again, or why it is not.
  std::function<void(const std::string&)> note = {};
};

/// A CSV table whose columns lie in a binary file, typed as read_table types them. In memory are
/// the names, the dictionaries of texts, and what is asked for. Immutable; any number of threads
/// may ask.
class StoredTable {
 public:
  /// Which rows are wanted.
  using TakeRow = std::function<bool(std::int64_t row)>;

  /// Writes the file from the CSV, or takes the one that is there. Throws Error as read_table does,
  /// for what has no rows of text (see can_be_stored), for a folder that can't be written to, and
  /// for a column with too many different texts.
  static StoredTable read(const std::string& path, const CsvOptions& options,
                          const StoreOptions& store);

  const std::string& source() const { return source_; }
  std::int64_t rows() const { return rows_; }
  /// All columns, without rows.
  const Table& header() const { return header_; }
  /// Some columns, of the rows wanted among the first `rows`. Their values, spellings, texts and
  /// codes are those that read_table gives. Lines are known if asked for: they take 8 bytes a row.
  Table columns(std::span<const std::string> names, const TakeRow& take = {},
                std::int64_t rows = INT64_MAX, bool with_lines = false) const;
  /// Some columns of a few thousand rows, with their lines: the parts follow each other. Columns of
  /// texts know only those that occur in the part.
  std::int64_t parts() const { return static_cast<std::int64_t>(first_rows_.size()); }
  std::int64_t first_row(std::int64_t part) const;
  Table part(std::int64_t part, std::span<const std::string> names) const;

 private:
  friend class StoredTableWriter;
  friend struct StoredTableFile;
  StoredTable(BulkFile file, std::string source)
      : file_(std::move(file)), source_(std::move(source)) {}
  static std::optional<StoredTable> reused(const std::string& path, const std::string& cache,
                                           const std::string& cache_key, const StoreOptions& store);
  const StoredColumn& stored(const std::string& name) const;
  Column load(const StoredColumn& column, const TakeRow& take, std::int64_t rows) const;
  Column load_part(const StoredColumn& column, std::size_t part) const;
  std::vector<std::int64_t> lines(std::size_t first_piece, std::size_t pieces, const TakeRow& take,
                                  std::int64_t rows) const;
  std::int64_t rows_of(std::size_t part) const;
  void finish();

  BulkFile file_;
  std::string source_;
  std::int64_t rows_ = 0;
  std::vector<StoredColumn> columns_;
  std::vector<Note> notes_;
  TableFormat format_;
  std::vector<StoredPiece> lines_;          // relative to…
  std::vector<std::int64_t> lines_before_;  // …the lines before each part
  std::vector<std::int64_t> first_rows_;    // of each part
  Table header_;
};

/// Whether a path names a table that can be stored: a file of CSV or its kin in UTF-8, packed with
/// gzip or not.
bool can_be_stored(const std::string& path, const CsvOptions& options);

}  // namespace ganglion::data
