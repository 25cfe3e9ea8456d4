#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/column_texts.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/csv/csv_columns.h"
#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// A text that rows are taken from, in which error messages name a line and column.
struct CsvText {
  std::string_view text;
  std::int64_t lines_before = 0;  ///< of the file, before this text
};

/// Rows that one thread reads on its own.
struct CsvChunk {
  std::string_view text = {};
  CsvText within = {};                       ///< `text` is part of it
  std::shared_ptr<const char[]> bytes = {};  ///< holds the text, where nobody else does
  std::int64_t line_ends = 0;
  std::vector<std::int64_t> lines = {};    ///< from 1 in the chunk
  std::vector<std::int64_t> headers = {};  ///< lines that repeat the header, from 1 in the chunk
  std::vector<std::int64_t> blanks = {};   ///< likewise, blank lines that are rows
  std::vector<NumberPiece> numbers = {};
  std::vector<CategoryPiece> categories = {};  ///< of the columns that failed to be numbers
};

/// A text of rows in chunks. It is read twice: first all columns as numbers, then those that turned
/// out to hold text. So no text of a column that is numbers is ever stored, and a column may show
/// its first text in its last row. Both times the text is cut into chunks by its size alone, so
/// that the result depends neither on the number of threads nor on how many chunks are in memory.
class CsvChunks {
 public:
  /// The head is that of the text, which has no byte order mark and was seen by check_text. All
  /// must outlive this. Throws Error as read_table says.
  CsvChunks(CsvHead head, const std::string& source, const CsvOptions& options);

  const std::vector<std::string>& names() const { return head_.names; }
  const CsvHead& head() const { return head_; }
  /// The line ends before the first row.
  std::int64_t first_line() const { return head_.lines_before; }

  /// What settle_texts wants to know.
  TextHints hints() const;
  std::optional<ColumnReading> reading_of(std::size_t column) const;
  /// What is to be said of versions among the columns, once all numbers have been read.
  std::vector<Note> notes_on_versions() const;

  /// Bytes of a chunk, at least: it ends with the row that reaches so far.
  std::size_t chunk_bytes() const;
  /// Bytes of the chunk that `rest` begins with, a part of a text. `last`: nothing follows it;
  /// otherwise 0 when it holds too little to tell. `quotes`: there may be quotes in it.
  std::size_t cut(const CsvText& within, std::string_view rest, bool quotes, bool last) const;

  /// Reads all columns as numbers. Several threads may read chunks of their own.
  void read_numbers(CsvChunk& chunk);
  /// Reads some columns as texts, in the order of `wanted`.
  void read_categories(CsvChunk& chunk, const std::vector<std::size_t>& wanted) const;
  /// Whether a column held text, in all chunks that were read.
  bool holds_text(std::size_t column) const { return failed_[column]; }
  /// Those columns, in order, and those of versions: "1.10" is not 1.1.
  std::vector<std::size_t> text_columns() const;

 private:
  bool is_header_again(const std::vector<CsvField>& fields) const;
  CsvScanner scanner_of(const CsvText& within, std::string_view part) const;
  std::size_t cut_by_rows(const CsvText& within, std::string_view rest, bool last) const;
  void give_up_failed(CsvChunk& chunk) const;
  void look_for_versions(const CsvChunk& chunk);
  bool holds_versions(std::size_t column) const;
  [[noreturn]] void refuse_ragged(const CsvScanner& scanner, const std::vector<CsvField>& fields,
                                  const CsvText& within) const;

  const std::string& source_;
  const CsvOptions& options_;
  CsvHead head_;
  /// What stands for a missing value in each column, while it is read as numbers and as texts.
  std::vector<std::shared_ptr<const MissingTexts>> missing_among_numbers_;
  std::vector<std::shared_ptr<const MissingTexts>> missing_among_texts_;
  std::size_t offset_ = 0;                       // fields before that of the first column
  std::unique_ptr<std::atomic<bool>[]> failed_;  // a column that holds text
  std::mutex versions_mutex_;
  std::vector<VersionMarks> versions_;  // of each column
};

}  // namespace ganglion::data
