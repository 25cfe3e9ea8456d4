#include "ganglion/data/csv/read_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <unordered_map>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/csv_formats.h"
#include "ganglion/data/csv/footer.h"
#include "ganglion/data/csv/header.h"
#include "ganglion/data/csv/row_names.h"
#include "ganglion/data/csv/totals.h"
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
constexpr std::size_t kMaxTitles = 20;

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
    find_end();
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

  static std::size_t filled(const CsvSample& row) {
    return static_cast<std::size_t>(
        std::ranges::count_if(row.fields, [](const std::string& field) { return !field.empty(); }));
  }

  /// Shorter lines before rows that are all of one width, or lines of one field among empty ones.
  void skip_titles() {
    const std::size_t usual = head_.dialect.width;
    const auto is_title = [&](const CsvSample& row) {
      return row.fields.size() < usual ||
             (usual > 2 && row.fields.size() == usual && filled(row) * 2 <= usual);
    };
    std::size_t titles = 0;
    while (titles < std::min(rows_.size(), kMaxTitles) && is_title(rows_[titles])) ++titles;
    const bool followed = titles + 2 <= rows_.size() && rows_[titles].fields.size() == usual &&
                          filled(rows_[titles]) * 2 > usual;
    if (titles == 0 || !followed || names_rows(titles)) return;
    // A header of another width than the rows, or with names missing, is no title.
    const auto is_header_perhaps = [&](const CsvSample& row) {
      return filled(row) > 1 && (row.fields.size() == usual || &row == &rows_[titles - 1]);
    };
    const auto above = std::span<const CsvSample>(rows_).first(titles);
    if (std::ranges::any_of(above, is_header_perhaps) && !is_header(titles)) return;
    first_ = titles;
    head_.notes.push_back(
        {"",
         fmt::format("{}:{}: {} not part of the table ({}) and passed over", source_, rows_[0].line,
                     titles == 1 ? "this line is" : fmt::format("{} lines are", titles),
                     shown(text_of(rows_[0]))),
         NoteKind::lines_skipped});
  }

  static std::string text_of(const CsvSample& row) {
    std::string text;
    for (const std::string& field : row.fields) {
      if (!field.empty()) text += (text.empty() ? "" : " ") + field;
    }
    return text;
  }

  bool is_header(std::size_t row) const {
    std::vector<std::vector<std::string>> fields;
    for (std::size_t i = row; i < rows_.size(); ++i) fields.push_back(rows_[i].fields);
    return first_row_is_header(fields, options_.missing);
  }

  /// The header of R's tables has no name for the first field of the rows, which is theirs.
  bool names_rows(std::size_t titles) {
    if (titles != 1 || rows_[0].fields.size() + 1 != head_.dialect.width) return false;
    if (rows_[0].fields.empty() || filled(rows_[0]) != rows_[0].fields.size()) return false;
    const bool data_below = std::ranges::any_of(rows_[1].fields, is_number_somehow);
    if ((is_header(1) && !data_below) || !may_name_rows(rows_, head_.dialect.delimiter))
      return false;
    head_.row_names = true;
    head_.notes.push_back(
        {"",
         fmt::format("{}:{}: the header has one name less than the rows have fields, so the "
                     "first field of each row is taken for its name, and excluded",
                     source_, rows_[0].line),
         NoteKind::names_skipped});
    return true;
  }

  bool finds_header() const {
    if (head_.row_names) return true;
    if (options_.header != Header::automatic) return options_.header == Header::yes;
    const auto& fields = first().fields;
    const auto is_expected = [&](const std::string& field) {
      return std::ranges::find(options_.expected, field) != options_.expected.end();
    };
    if (std::ranges::any_of(fields, is_expected)) return true;
    return !options_.header_by_name && is_header(first_);
  }

  void read_names() {
    const CsvSample& row = first();
    const bool has_header = finds_header();
    head_.header_line = row.line;
    name_columns(row, has_header);
    head_.before = offset_of(has_header ? row.end : first_ == 0 ? begin_ : row.at);
    head_.lines_before = has_header    ? row.lines_passed
                         : first_ == 0 ? lines_
                                       : rows_[first_ - 1].lines_passed;
    if (has_header) head_.header = row.fields;
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
    const auto rows = std::span<const CsvSample>(rows_).subspan(first_);
    const std::size_t count = count_units_rows(rows, head_, options_);
    if (count == 0) return;
    head_.notes.push_back(
        {"",
         fmt::format("{}:{}: {} no numbers over columns of numbers ({}), so {} and passed over",
                     source_, rows[0].line,
                     count == 1 ? "this line holds" : fmt::format("{} lines hold", count),
                     shown(text_of(rows[0])),
                     count == 1 ? "it is taken for a second header or one of units"
                                : "they are taken for more of the header"),
         NoteKind::lines_skipped});
    head_.before = offset_of(rows[count - 1].end);
    head_.lines_before = rows[count - 1].lines_passed;
    first_ += count;
  }

  void find_formats() {
    head_.decimal = options_.decimal;
    head_.formats = formats_of(rows_, first_, head_.row_names ? 1 : 0, head_.names, options_,
                               head_.dialect.delimiter, head_.decimal);
  }

  void find_end() {
    if (first_ + 1 >= rows_.size()) return;
    auto rows = std::span<const CsvSample>(rows_).subspan(first_);
    const std::string_view all = tail_.empty() ? text_ : tail_;
    std::string_view end = all;
    const bool complete = head_.complete && tail_.empty();
    const auto footer = find_footer(end, head_, rows, source_);
    if (footer && !(complete && footer->at <= rows.front().at)) {
      end = end.substr(0, static_cast<std::size_t>(footer->at - end.data()));
      if (!footer->text.empty()) tell_end("line is not part of the table", footer->text);
    }
    while (complete && rows.back().at >= end.data() + end.size())
      rows = rows.first(rows.size() - 1);
    if (const auto totals = find_totals(end, head_, rows, complete, source_, options_)) {
      end = end.substr(0, static_cast<std::size_t>(totals->at - end.data()));
      tell_end("row holds totals", totals->text);
    }
    head_.behind = all.size() - end.size();
  }

  void tell_end(std::string_view what, const std::string& text) {
    head_.notes.push_back(
        {"", fmt::format("{}: the last {} ({}) and is passed over", source_, what, shown(text)),
         NoteKind::lines_skipped});
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
