#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/note.h"
#include "ganglion/data/table_format.h"
#include "ganglion/data/text/number_format.h"

namespace ganglion::data {

/// A row of the beginning of a file.
struct CsvSample {
  std::vector<std::string> fields = {};
  const char* at = nullptr;       ///< where it starts
  const char* end = nullptr;      ///< behind it
  std::int64_t line = 1;          ///< on which it starts, from 1
  std::int64_t lines_passed = 0;  ///< line ends up to `end`
};

/// What stands around the rows of a file, and how the rows are written, as its first lines tell.
struct CsvHead {
  CsvDialect dialect = {};
  std::vector<std::string> names = {};  ///< of the columns
  std::vector<std::string> header =
      {};  ///< the line of names as written, empty where there is none
  std::int64_t header_line = 1;
  /// The first field of each row is its name, for which the header has none (as R writes tables).
  bool row_names = false;
  std::size_t before = 0;         ///< bytes before the rows
  std::size_t behind = 0;         ///< bytes behind them: a row of totals
  std::int64_t lines_before = 0;  ///< line ends before the rows
  bool complete = false;          ///< what was looked at are all rows of the text
  std::size_t row_bytes = 2;      ///< of the first row, about
  /// Of each column, as far as the first rows show it.
  std::vector<NumberFormat> formats = {};
  /// The decimal mark of the file: ',' or '.', 0 where nothing tells it.
  char decimal = 0;
  /// What was passed over, and why.
  std::vector<Note> notes = {};

  TableFormat format(std::string encoding) const {
    return {.delimiter = dialect.delimiter,
            .header = !header.empty(),
            .encoding = std::move(encoding),
            .decimal = decimal};
  }
};

}  // namespace ganglion::data
