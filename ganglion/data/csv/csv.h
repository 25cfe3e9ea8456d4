#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/column_reading.h"
#include "ganglion/data/text/encoding.h"

namespace ganglion::data {

/// Whether the first row of a table holds the names of the columns.
enum class Header : std::uint8_t {
  automatic,  ///< decided from the types of the first row and of those below it
  yes,
  no,  ///< the columns are called "c1", "c2", …
};

/// "auto", "yes" or "no". Throws Error for another word.
Header header_named(std::string_view word);

/// "", "NA", "NaN", "null", "#N/A" and the like, and the error values of spreadsheets.
std::vector<std::string> default_missing();
/// "-", "--", ".", "None" and the like.
std::vector<std::string> default_missing_among_numbers();

/// ',' or '.', by the mark or its name ("comma", "point"), and 0 for "auto". Throws Error for
/// another word.
char decimal_named(std::string_view word);

/// How a table of text is written. The defaults read most files as they are.
struct CsvOptions {
  /// What stands between fields; ' ' is any run of blanks and tabs; 0: found from the first lines,
  /// the one of , ; tab | and runs of blanks that gives all lines as many fields.
  char delimiter = 0;
  Header header = Header::automatic;
  /// Latin-1 is converted; what isn't UTF-8 is refused otherwise.
  Encoding encoding = Encoding::utf8;
  /// Lines to pass over before the table begins.
  std::int64_t skip_rows = 0;
  /// The decimal mark of all numbers, '.' or ','; 0: found for each column from its values.
  char decimal = 0;
  /// What stands for a missing value, in any column.
  std::vector<std::string> missing = default_missing();
  /// What stands for a missing value besides in a column whose other values are all numbers, dates,
  /// or yes and no; among texts these are texts.
  std::vector<std::string> missing_among_numbers = default_missing_among_numbers();
  /// Those of both lists that a user named. Of the others it is said that they were met (see
  /// Column::undeclared).
  std::vector<std::string> declared_missing = {};
  /// What stands for a missing value besides in single columns, by their names.
  std::map<std::string, std::vector<std::string>> missing_of = {};
  /// How columns are read, where it is known. Names that don't occur are ignored.
  ColumnReadings columns = {};
  /// Names that are known to be columns: a first line with one of them is a header.
  std::vector<std::string> expected = {};
  /// A first line with none of those names is data.
  bool header_by_name = false;
  /// Threads to read with; 0: all. The result does not depend on it.
  int threads = 0;
};

/// How the rows of a text are told apart.
struct CsvDialect {
  char delimiter = ',';  ///< ' ' is any run of blanks and tabs
  /// Lines that begin with one of these and don't have `width` fields are comments.
  std::string comments = {};
  std::size_t width = 0;  ///< fields of most rows
  /// A '|' begins and ends each line, as in Markdown; what stands outside are no fields.
  bool framed = false;
  /// A blank line above others is a row of one column without a value.
  bool blank_rows = false;
};

/// Throws Error, beginning with `name`, for a quote and a line end.
void check_delimiter(char delimiter, const std::string& name);

/// Finds it from the first lines. `delimiter` 0 is found, too.
CsvDialect find_dialect(std::string_view text, char delimiter = 0);

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
/// ordinary (5" pipe). Lines end in LF, CRLF or CR; blank lines (unless CsvDialect::blank_rows says
/// that they are rows), comments and UTF-8 byte order marks before a line are skipped. One scanner
/// belongs to one thread.
class CsvScanner {
 public:
  /// `text` must live as long as the scanner; `name` (usually the path) starts error messages.
  /// Throws Error for text that isn't UTF-8 or has NUL bytes, and for a delimiter that is a quote
  /// or a line end.
  CsvScanner(std::string_view text, std::string name, char delimiter = 0);
  /// The rows that start in `part` of a text that check_text has seen. `lines_before` as place_in
  /// has it.
  CsvScanner(std::string_view text, std::string name, const CsvDialect& dialect,
             std::string_view part, std::int64_t lines_before = 0);

  /// The next row into `fields`; false at the end. Throws Error with file:line:column for a quote
  /// that is never closed and for text behind a closing quote. Rows may differ in length here.
  bool next(std::vector<CsvField>& fields);

  /// The line on which the row last read starts, from 1 at the start of the part.
  std::int64_t line() const { return row_line_; }
  /// Line ends passed so far.
  std::int64_t lines_passed() const { return line_ - 1; }
  /// Where the next row starts, or blanks before it.
  const char* here() const { return here_; }
  char delimiter() const { return delimiter_; }
  const CsvDialect& dialect() const { return dialect_; }
  /// "file:line:column" of a place in the text; column counts bytes from 1.
  std::string place(const char* at) const;

 private:
  bool skip_blank_lines();
  bool take_blank_row(std::vector<CsvField>& fields);
  void take_frame_off(std::vector<CsvField>& fields) const;
  bool is_comment(const char* start) const;
  void end_line();
  void next_blank_separated(std::vector<CsvField>& fields);
  CsvField quoted_field();
  CsvField unquoted_field();
  const char* stop_from(const char* p);
  void load(const char* block);
  bool is_blank(char c) const { return c == ' ' || (c == '\t' && delimiter_ != '\t'); }

  std::string_view text_;
  std::int64_t lines_before_ = 0;  // of text_
  std::string name_;
  CsvDialect dialect_;
  char delimiter_ = ',';
  char second_delimiter_ = ',';  // a tab where blanks stand between fields
  const char* here_;
  const char* end_;
  const char* block_;                  // 64 bytes whose stops are known
  std::uint64_t stops_ = 0;            // a bit for each that is a delimiter or a line end
  const char* filled_ = nullptr;       // what the blank lines before it stand above
  std::int64_t line_ = 1;              // of here_
  std::int64_t row_line_ = 1;          // where the current row started
  std::deque<std::string> unescaped_;  // the current row's fields that held doubled quotes
};

}  // namespace ganglion::data
