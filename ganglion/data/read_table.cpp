#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/csv_columns.h"
#include "ganglion/data/encoding.h"
#include "ganglion/data/header.h"
#include "ganglion/data/parallel.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kChunkRows = 64;  // at least: a piece of a column costs something
constexpr std::size_t kRowsForHeader = 200;

/// Rows that one thread reads on its own.
struct Chunk {
  std::string_view text;
  std::int64_t line_ends = 0;
  std::vector<std::int64_t> lines = {};  ///< from 1 in the chunk
  std::vector<NumberPiece> numbers = {};
  std::vector<CategoryPiece> categories = {};  ///< of the columns that failed to be numbers
};

/// Reads twice: first all columns as numbers, then those that turned out to hold text. So no text
/// of a column that is numbers is ever stored, and a column may show its first text in its last
/// row. Both times the text is cut into chunks by its size alone, so that the result does not
/// depend on the number of threads.
class TableReader {
 public:
  TableReader(std::string_view text, const std::string& source, const CsvOptions& options)
      : source_(source),
        options_(options),
        missing_(options.missing),
        head_(text, source, options.delimiter) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text_ = text;
  }

  Table read() {
    read_head();
    cut();
    const auto number = [&](std::size_t i) { read_numbers(chunks_[i]); };
    in_parallel(chunks_.size(), options_.threads, number);
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (failed_[i]) wanted.push_back(i);
    }
    if (!wanted.empty()) {
      in_parallel(chunks_.size(), options_.threads,
                  [&](std::size_t i) { read_categories(chunks_[i], wanted); });
    }
    return Table(source_, joined(wanted), lines());
  }

 private:
  /// Names the columns and finds where the data begin.
  void read_head() {
    std::vector<CsvField> fields;
    CsvScanner scanner = head_;
    if (!scanner.next(fields)) {
      throw Error(
          fmt::format("{}: there is nothing but blanks in the file; a header row and data "
                      "rows are needed",
                      source_));
    }
    has_header_ =
        options_.header == Header::yes || (options_.header == Header::automatic && finds_header());
    name_columns(scanner, fields);
    body_ = has_header_ ? scanner.here() : text_.data();
    first_line_ = has_header_ ? scanner.lines_passed() : 0;
    if (has_header_ && !scanner.next(fields)) {
      throw Error(
          fmt::format("{}:{}: there are no rows after the header; add data rows, or say "
                      "that the file has no header",
                      source_, head_line_));
    }
    row_bytes_ = static_cast<std::size_t>(fields.back().at - fields.front().at) + 2;
  }

  bool finds_header() const {
    CsvScanner scanner = head_;
    std::vector<CsvField> fields;
    std::vector<std::vector<std::string>> rows;
    std::size_t cells = 0;
    while (rows.size() < kRowsForHeader && cells < 100'000 && scanner.next(fields)) {
      rows.emplace_back();
      for (const CsvField& field : fields) rows.back().emplace_back(field.text);
      cells += fields.size();
    }
    return first_row_is_header(rows, options_.missing);
  }

  std::string name_of(const CsvScanner& scanner, const CsvField& field, std::size_t index) const {
    std::string_view name = field.text;
    // "#id,width": the mark says that the line is no data.
    if (index == 0 && name.size() > 1 && name[0] == '#' && has_header_ && *field.at == '#') {
      name.remove_prefix(1);
    }
    while (name.starts_with(' ') && *field.at == '#') name.remove_prefix(1);
    if (!has_header_ || name.empty()) return fmt::format("c{}", index + 1);
    static_cast<void>(scanner);
    return std::string(name);
  }

  void name_columns(const CsvScanner& scanner, const std::vector<CsvField>& fields) {
    head_line_ = scanner.line();
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      names_.push_back(name_of(scanner, fields[i], i));
      if (const auto [at, is_new] = seen.emplace(names_.back(), i); !is_new) {
        throw Error(
            fmt::format("{}: columns {} and {} are both named {}; rename one, or say that "
                        "the file has no header if this row is data",
                        scanner.place(fields[i].at), at->second + 1, i + 1, shown(names_.back())));
      }
    }
    failed_ = std::make_unique<std::atomic<bool>[]>(names_.size());
    for (const std::string& name : options_.categories) {
      if (const auto at = seen.find(name); at != seen.end()) failed_[at->second] = true;
    }
  }

  /// Cuts the rows into chunks. Where there are quotes a line end may lie inside of a field, so
  /// they are scanned first.
  void cut() {
    const char* end = text_.data() + text_.size();
    const auto rest = static_cast<std::size_t>(end - body_);
    const std::size_t size = std::max(kChunkBytes, row_bytes_ * kChunkRows);
    const bool quotes = rest > size && std::memchr(body_, '"', rest) != nullptr;
    CsvScanner scanner = scanner_of({body_, rest});
    std::vector<CsvField> fields;
    for (const char* from = body_; from != end;) {
      const char* to = end;
      if (static_cast<std::size_t>(end - from) > size && quotes) {
        while (scanner.here() < from + size && scanner.next(fields)) {
        }
        to = scanner.here();
      } else if (static_cast<std::size_t>(end - from) > size) {
        const void* line_end =
            std::memchr(from + size, '\n', static_cast<std::size_t>(end - from) - size);
        if (line_end != nullptr) to = static_cast<const char*>(line_end) + 1;
      }
      chunks_.push_back({.text = {from, static_cast<std::size_t>(to - from)}});
      from = to;
    }
  }

  CsvScanner scanner_of(std::string_view part) const {
    return CsvScanner(text_, source_, head_.dialect(), part);
  }

  void read_numbers(Chunk& chunk) {
    chunk.numbers.resize(names_.size());
    for (NumberPiece& piece : chunk.numbers) piece.reserve(chunk.text.size() / row_bytes_ + 1);
    CsvScanner scanner = scanner_of(chunk.text);
    std::vector<CsvField> fields;
    while (scanner.next(fields)) {
      if (fields.size() != names_.size()) refuse_ragged(scanner, fields);
      chunk.lines.push_back(scanner.line());
      for (std::size_t i = 0; i < fields.size(); ++i) {
        NumberPiece& piece = chunk.numbers[i];
        if (piece.failed()) continue;
        piece.add(fields[i].text, missing_.contains(fields[i].text));
        if (piece.failed()) failed_[i] = true;
      }
      if (chunk.lines.size() % 1024 == 1) give_up_failed(chunk);
    }
    chunk.line_ends = scanner.lines_passed();
  }

  /// What failed elsewhere need not be read here.
  void give_up_failed(Chunk& chunk) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (failed_[i]) chunk.numbers[i].fail();
    }
  }

  void read_categories(Chunk& chunk, const std::vector<std::size_t>& wanted) const {
    chunk.categories.resize(wanted.size());
    CsvScanner scanner = scanner_of(chunk.text);
    std::vector<CsvField> fields;
    const char* begin = chunk.text.data();
    const char* end = begin + chunk.text.size();
    while (scanner.next(fields)) {
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        const std::string_view text = fields[wanted[k]].text;
        const bool lasts = text.data() >= begin && text.data() < end;
        chunk.categories[k].add(text, missing_.contains(text), lasts);
      }
    }
  }

  std::vector<Column> joined(const std::vector<std::size_t>& wanted) {
    std::vector<Column> columns(names_.size());
    in_parallel(names_.size(), options_.threads, [&](std::size_t i) {
      const auto at = std::lower_bound(wanted.begin(), wanted.end(), i);
      if (at != wanted.end() && *at == i) {
        std::vector<CategoryPiece*> pieces;
        const auto k = static_cast<std::size_t>(at - wanted.begin());
        for (Chunk& chunk : chunks_) pieces.push_back(&chunk.categories[k]);
        columns[i] = CategoryPiece::join(names_[i], pieces);
      } else {
        std::vector<NumberPiece*> pieces;
        for (Chunk& chunk : chunks_) pieces.push_back(&chunk.numbers[i]);
        columns[i] = NumberPiece::join(names_[i], pieces);
      }
    });
    return columns;
  }

  std::vector<std::int64_t> lines() const {
    std::size_t rows = 0;
    for (const Chunk& chunk : chunks_) rows += chunk.lines.size();
    std::vector<std::int64_t> result;
    result.reserve(rows);
    std::int64_t before = first_line_;
    for (const Chunk& chunk : chunks_) {
      for (const std::int64_t line : chunk.lines) result.push_back(before + line);
      before += chunk.line_ends;
    }
    return result;
  }

  [[noreturn]] void refuse_ragged(const CsvScanner& scanner, const std::vector<CsvField>& fields) {
    const bool longer = fields.size() > names_.size();
    const CsvField& at = longer ? fields[names_.size()] : fields.back();
    const std::string what = longer ? fmt::format("the first one too many is {}", shown(at.text))
                                    : fmt::format("the last one is {}, and {} is missing",
                                                  shown(at.text), shown(names_[fields.size()]));
    throw Error(
        fmt::format("{}: this row has {} fields, but the {} has {}; {}; put quotes around "
                    "a field that holds a {}, or complete the row",
                    scanner.place(at.at), fields.size(), has_header_ ? "header" : "first row",
                    names_.size(), what, delimiter_name(scanner.delimiter())));
  }

  static std::string delimiter_name(char delimiter) {
    return delimiter == '\t'  ? "tab"
           : delimiter == ' ' ? "blank"
                              : shown(std::string_view(&delimiter, 1));
  }

  std::string_view text_;
  const std::string& source_;
  const CsvOptions& options_;
  MissingTexts missing_;
  CsvScanner head_;
  bool has_header_ = true;
  std::vector<std::string> names_;
  const char* body_ = nullptr;
  std::int64_t head_line_ = 1;
  std::int64_t first_line_ = 0;
  std::size_t row_bytes_ = 2;
  std::unique_ptr<std::atomic<bool>[]> failed_;  // a column that holds text
  std::vector<Chunk> chunks_;
};

}  // namespace

Table parse_table(std::string_view text, const std::string& source, const CsvOptions& options) {
  if (options.encoding == Encoding::latin1) {
    return TableReader(from_latin1(text), source, options).read();
  }
  return TableReader(text, source, options).read();
}

}  // namespace ganglion::data
