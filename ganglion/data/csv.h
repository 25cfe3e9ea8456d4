#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::data {

/// How a CSV file is written. The defaults read most files as they are.
struct CsvOptions {
  /// What stands between fields; 0: the one of , ; and tab that occurs most in the first line.
  char delimiter = 0;
  /// The first row holds the column names. If false they are called "column_1", "column_2", …
  bool header = true;
  /// What stands for a missing value, in any column.
  std::vector<std::string> missing = {"", "NA", "N/A", "NaN", "nan", "?", "null", "NULL"};
  /// Columns to read as categories even if all their values are numbers ("007" then stays "007").
  /// Names that don't occur are ignored.
  std::vector<std::string> categories = {};
};

/// One field of a row. Valid until the next call of CsvScanner::next.
struct CsvField {
  /// Without the quotes around it, doubled quotes as single ones; blanks around an unquoted field
  /// are cut off.
  std::string_view text;
  /// Where the field starts in the file's text, for CsvScanner::place.
  const char* at = nullptr;
};

/// Reads CSV text (RFC 4180) row by row. A field may be in double quotes; inside them delimiters
/// and line ends are ordinary and a quote is doubled. A quote further on in an unquoted field is
/// ordinary (5" pipe). Lines end in LF, CRLF or CR; blank lines and a UTF-8 byte order mark are
/// skipped. One scanner belongs to one thread.
class CsvScanner {
 public:
  /// `text` must live as long as the scanner; `name` (usually the path) starts error messages.
  /// Throws Error for text with NUL bytes and for a delimiter that is a quote or a line end.
  CsvScanner(std::string_view text, std::string name, char delimiter = 0);

  /// The next row into `fields`; false at the end. Throws Error with file:line:column for a quote
  /// that is never closed and for text behind a closing quote. Rows may differ in length here.
  bool next(std::vector<CsvField>& fields);

  /// The line on which the row last read starts, from 1.
  std::int64_t line() const { return row_line_; }
  char delimiter() const { return delimiter_; }
  /// "file:line:column" of a place in the text; column counts bytes from 1.
  std::string place(const char* at) const;

 private:
  void check_text() const;
  char sniff() const;
  bool skip_blank_lines();
  void end_line();
  CsvField quoted_field();
  CsvField unquoted_field();
  bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != delimiter_; }

  std::string_view text_;
  std::string name_;
  char delimiter_;
  const char* here_;
  const char* end_;
  std::int64_t line_ = 1;              // of here_
  std::int64_t row_line_ = 1;          // where the current row started
  std::deque<std::string> unescaped_;  // the current row's fields that held doubled quotes
};

}  // namespace ganglion::data
