#include "ganglion/data/csv/read_head.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <unordered_map>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/comment_names.h"
#include "ganglion/data/csv/csv_formats.h"
#include "ganglion/data/csv/find_end.h"
#include "ganglion/data/csv/known_marks.h"
#include "ganglion/data/csv/row_names.h"
#include "ganglion/data/csv/rule_line.h"
#include "ganglion/data/csv/titles.h"
#include "ganglion/data/csv/units_row.h"
#include "ganglion/data/text/answers.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kHeadRows = 200;
constexpr std::size_t kHeadCells = 100'000;
constexpr std::size_t kLeastRows = 4;  // however many cells they have

class HeadReader {
 public:
  HeadReader(std::string_view text, const std::string& source, const CsvOptions& options,
             std::string_view tail)
      : text_(text), tail_(tail), source_(source), options_(options), begin_(text.data()) {}

  CsvHead read() {
    skip_rows();
    const char delimiter = skip_separator_line();
    head_.dialect = find_dialect(rest(), delimiter);
    read_rows();
    if (rows_.empty()) {
      throw Error(fmt::format("{}: the file is blank; a header and rows are needed", source_));
    }
    skip_titles();
    read_names();
    skip_units();
    find_formats();
    if (first_ + 1 < rows_.size()) {
      find_end(tail_.empty() ? text_ : tail_, rows_from(first_), head_.complete && tail_.empty(),
               source_, options_, head_);
    }
    return std::move(head_);
  }

 private:
  std::string_view rest() const {
    return {begin_, static_cast<std::size_t>(text_.data() + text_.size() - begin_)};
  }
  const CsvSample& first() const { return rows_[first_]; }
  std::size_t offset_of(const char* at) const {
    return static_cast<std::size_t>(at - text_.data());
  }

  /// To the start of the next line.
  void skip_line() {
    const char* end = text_.data() + text_.size();
    while (begin_ != end && !is_line_end(*begin_)) ++begin_;
    if (begin_ != end) begin_ += *begin_ == '\r' && begin_ + 1 != end && begin_[1] == '\n' ? 2 : 1;
    ++lines_;
  }

  void skip_rows() {
    for (std::int64_t i = 0; i < options_.skip_rows; ++i) skip_line();
  }

  /// Excel begins a file with "sep=;" where the delimiter isn't that of the country.
  char skip_separator_line() {
    std::string_view line = rest().substr(0, rest().find_first_of("\r\n"));
    while (!line.empty() && is_blank(line.back()) && line.back() != '\t') line.remove_suffix(1);
    if (line.starts_with('"') && line.ends_with('"') && line.size() > 1) {
      line = line.substr(1, line.size() - 2);
    }
    if (line.size() != 5 || small_word(line.substr(0, 4)) != "sep=") return options_.delimiter;
    skip_line();
    return options_.delimiter != 0 ? options_.delimiter : line[4];
  }

  void read_rows() {
    CsvScanner scanner(text_, source_, head_.dialect, rest());
    std::vector<CsvField> fields;
    std::size_t cells = 0;
    while (rows_.size() < kHeadRows && (cells < kHeadCells || rows_.size() < kLeastRows) &&
           scanner.next(fields)) {
      CsvSample row{.at = fields.front().at,
                    .end = scanner.here(),
                    .line = lines_ + scanner.line(),
                    .lines_passed = lines_ + scanner.lines_passed()};
      for (const CsvField& field : fields) row.fields.emplace_back(field.text);
      cells += fields.size();
      rows_.push_back(std::move(row));
    }
    head_.complete = scanner.here() == text_.data() + text_.size();
  }

  void skip_titles() {
    while (first_ + 2 < rows_.size() && is_rule(first())) ++first_;
    if (names_rows() || names_formats()) return;
    const std::size_t titles = count_titles(rows_from(first_), head_.dialect.width, options_);
    if (titles == 0) return;
    head_.notes.push_back(
        {"",
         fmt::format("{}:{}: {} not part of the table ({}) and passed over", source_, first().line,
                     titles == 1 ? "this line is" : fmt::format("{} lines are", titles),
                     shown(text_of(first()))),
         NoteKind::lines_skipped});
    first_ += titles;
  }

  std::span<const CsvSample> rows_from(std::size_t first) const {
    return std::span<const CsvSample>(rows_).subspan(first);
  }

  static bool is_rule(const CsvSample& row) { return is_rule_line({row.at, row.end}); }

  static std::string text_of(const CsvSample& row) {
    std::string text;
    for (const std::string& field : row.fields) {
      if (!field.empty()) text += (text.empty() ? "" : " ") + field;
    }
    return text;
  }

  /// The header of R's tables has no name for the first field of the rows, which is theirs.
  bool names_rows() {
    const std::size_t width = head_.dialect.width;
    if (rows_.size() < 3 || rows_[0].fields.size() + 1 != width) return false;
    if (rows_[0].fields.empty() || filled_fields(rows_[0]) != rows_[0].fields.size()) return false;
    if (rows_[1].fields.size() != width || filled_fields(rows_[1]) * 2 <= width) return false;
    const bool data_below = std::ranges::any_of(rows_[1].fields, is_number_somehow);
    const bool header_below = begin_with_header(rows_from(1), options_);
    if ((header_below && !data_below) || !may_name_rows(rows_, head_.dialect.delimiter)) {
      return false;
    }
    head_.row_names = true;
    head_.notes.push_back(
        {"",
         fmt::format("{}:{}: the header has one name less than the rows have fields, so the "
                     "first field of each row is taken for its name, and excluded",
                     source_, rows_[0].line),
         NoteKind::names_skipped});
    return true;
  }

  /// As the Geological Survey of the USA has it.
  bool names_formats() const {
    return first_ + 1 < rows_.size() &&
           begin_with_formats(rows_from(first_ + 1), first().fields.size());
  }

  bool finds_header() const {
    if (head_.row_names) return true;
    if (options_.header != Header::automatic) return options_.header == Header::yes;
    if (count_known_names(first(), options_) > 0 || names_formats()) return true;
    if (options_.header_by_name) {
      refuse_names();
      return false;
    }
    return begin_with_header(rows_from(first_), options_);
  }

  /// Of columns that training knew by their places.
  void refuse_names() const {
    if (!begin_with_words(rows_from(first_), options_)) return;
    throw Error(fmt::format(
        "{}:{}: this line holds names, but the model was trained on columns without names; if "
        "they are in the same order, pass over it: {}",
        source_, first().line, setting("skip_rows", fmt::format("{}", first().line))));
  }

  void read_names() {
    const CsvSample& row = first();
    head_.header_line = row.line;
    const bool has_header = finds_header();
    name_columns(row, has_header);
    head_.before = offset_of(has_header ? row.end : first_ == 0 ? begin_ : row.at);
    head_.lines_before = has_header    ? row.lines_passed
                         : first_ == 0 ? lines_
                                       : rows_[first_ - 1].lines_passed;
    if (has_header) {
      head_.header = row.fields;
    } else {
      take_names_of_comments();
    }
    if (has_header && first_ + 1 == rows_.size()) {
      throw Error(
          fmt::format("{}:{}: there are no rows after the header; add rows, or read the "
                      "file without a header",
                      source_, row.line));
    }
    first_ += has_header ? 1 : 0;
    head_.row_bytes =
        static_cast<std::size_t>(std::max<std::ptrdiff_t>(first().end - first().at, 2));
  }

  void take_names_of_comments() {
    if (options_.header == Header::no || options_.header_by_name) return;
    const std::string_view above(begin_, static_cast<std::size_t>(first().at - begin_));
    const std::vector<std::string> names = names_in_comments(above, head_.dialect);
    if (names.empty()) return;
    head_.names = names;
    head_.header = names;
    head_.notes.push_back(
        {"", fmt::format("{}: the comment above line {} names the columns ({}); if it doesn't: {}",
                         source_, first().line, fmt::join(names, ", "), setting("header", "no"))});
  }

  std::string name_of(const CsvSample& row, std::size_t index, bool has_header) const {
    std::string_view name = row.fields[index];
    // "#id,width": the mark says that the line is no data.
    const bool marked = index == 0 && *row.at == '#';
    if (marked && name.size() > 1 && name[0] == '#' && has_header) name.remove_prefix(1);
    while (marked && name.starts_with(' ')) name.remove_prefix(1);
    if (!has_header || name.empty()) return fmt::format("c{}", index + 1);
    return std::string(name);
  }

  void name_columns(const CsvSample& row, bool has_header) {
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      head_.names.push_back(name_of(row, i, has_header));
      if (const auto [at, is_new] = seen.emplace(head_.names.back(), i); !is_new) {
        CsvScanner scanner(text_, source_, head_.dialect, rest());
        std::vector<CsvField> fields;
        while (scanner.next(fields) && fields.front().at != row.at) {
        }
        throw Error(fmt::format(
            "{}: columns {} and {} are both named {}; rename one, or read the file "
            "without a header if this line is data",
            scanner.place(fields[i].at), at->second + 1, i + 1, shown(head_.names.back())));
      }
    }
  }

  /// Lines behind the header that say what the columns below hold, or are measured in.
  void skip_units() {
    skip_rule();
    const auto rows = rows_from(first_);
    const std::size_t count = count_units_rows(rows, head_, options_);
    if (count == 0) return;
    head_.notes.push_back(units_note(rows.first(count), source_, text_of(rows[0])));
    pass(count);
    skip_rule();
  }

  void skip_rule() {
    if (!head_.header.empty() && first_ + 1 < rows_.size() && is_rule(first())) pass(1);
  }

  /// Begins the rows of the table so many lines later.
  void pass(std::size_t count) {
    first_ += count;
    head_.before = offset_of(rows_[first_ - 1].end);
    head_.lines_before = rows_[first_ - 1].lines_passed;
  }

  void find_formats() {
    head_.decimal = options_.decimal;
    head_.formats = formats_of(rows_, first_, head_.row_names ? 1 : 0, head_.names, options_,
                               head_.dialect.delimiter, head_.decimal);
    refuse_other_marks(rows_from(first_), head_, options_, source_);
  }

  std::string_view text_;
  std::string_view tail_;
  const std::string& source_;
  const CsvOptions& options_;
  const char* begin_;
  std::int64_t lines_ = 0;  // before begin_
  std::vector<CsvSample> rows_;
  std::size_t first_ = 0;  // of the rows: the header, then the first below it
  CsvHead head_;
};

}  // namespace

CsvHead read_head(std::string_view text, const std::string& source, const CsvOptions& options,
                  std::string_view tail) {
  return HeadReader(text, source, options, tail).read();
}

}  // namespace ganglion::data
