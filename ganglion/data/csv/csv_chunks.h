#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/column_texts.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/csv/csv_columns.h"
#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Rows that one thread reads on its own.
struct CsvChunk {
  std::string_view text = {};
  std::int64_t line_ends = 0;
  std::vector<std::int64_t> lines = {};    ///< from 1 in the chunk
  std::vector<std::int64_t> headers = {};  ///< lines that repeat the header, from 1 in the chunk
  std::vector<NumberPiece> numbers = {};
  std::vector<CategoryPiece> categories = {};  ///< of the columns that failed to be numbers
};

/// A text of rows in chunks. It is read twice: first all columns as numbers, then those that turned
/// out to hold text. So no text of a column that is numbers is ever stored, and a column may show
/// its first text in its last row. Both times the text is cut into chunks by its size alone, so
/// that the result depends neither on the number of threads nor on how many chunks are in memory.
class CsvChunks {
 public:
  /// `text` has no byte order mark and was seen by check_text. All must outlive this. Names the
  /// columns and finds where the data begin; throws Error as read_table says.
  CsvChunks(std::string_view text, const std::string& source, const CsvOptions& options);

  const std::vector<std::string>& names() const { return head_.names; }
  const CsvHead& head() const { return head_; }
  /// The line ends before the first row.
  std::int64_t first_line() const { return head_.lines_before; }
  /// The rows, without the header.
  std::string_view body() const;

  /// What settle_texts wants to know.
  TextHints hints() const;
  std::optional<ColumnReading> reading_of(const std::string& column) const;

  /// Begins (again) at the first row. `quotes`: there may be quotes in the body.
  void restart(bool quotes);
  /// The next chunk, or nothing at the end.
  std::optional<CsvChunk> next();

  /// Reads all columns as numbers. Several threads may read chunks of their own.
  void read_numbers(CsvChunk& chunk);
  /// Reads some columns as texts, in the order of `wanted`.
  void read_categories(CsvChunk& chunk, const std::vector<std::size_t>& wanted) const;
  /// Whether a column held text, in all chunks that were read.
  bool holds_text(std::size_t column) const { return failed_[column]; }
  /// Those columns, in order.
  std::vector<std::size_t> text_columns() const;

 private:
  bool is_header_again(const std::vector<CsvField>& fields) const;
  CsvScanner scanner_of(std::string_view part) const;
  void give_up_failed(CsvChunk& chunk) const;
  [[noreturn]] void refuse_ragged(const CsvScanner& scanner,
                                  const std::vector<CsvField>& fields) const;

  std::string_view text_;
  const std::string& source_;
  const CsvOptions& options_;
  CsvHead head_;
  /// What stands for a missing value in each column, while it is read as numbers and as texts.
  std::vector<std::shared_ptr<const MissingTexts>> missing_among_numbers_;
  std::vector<std::shared_ptr<const MissingTexts>> missing_among_texts_;
  std::size_t offset_ = 0;                       // fields before that of the first column
  std::unique_ptr<std::atomic<bool>[]> failed_;  // a column that holds text
  const char* from_ = nullptr;                   // of the next chunk
  std::optional<CsvScanner> cutter_;             // where quotes may hide line ends
};

/// Lines that repeat the header, as those of files that were put behind each other.
struct RepeatedHeaders {
  std::size_t count = 0;
  std::int64_t first = 0;  ///< line of the first

  /// Those of a chunk with so many line ends before it.
  void add(const CsvChunk& chunk, std::int64_t before);
  /// Says that they were passed over.
  Note note(const std::string& source) const;
};

}  // namespace ganglion::data
