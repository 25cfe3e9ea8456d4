#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMostSpellings = 64;

/// A whole number of up to 15 digits written in the shortest way ("0", "-12"): exact in a double,
/// and by far the most frequent text. Returns false for anything else.
bool parse_small_integer(std::string_view text, double& value) {
  const bool negative = text.starts_with('-');
  const std::size_t first = negative ? 1 : 0;
  const std::size_t digits = text.size() - first;
  if (digits == 0 || digits > 15) return false;
  if (text[first] == '0' && (digits > 1 || negative)) return false;
  std::int64_t sum = 0;
  for (std::size_t i = first; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned char>(text[i] - '0');
    if (digit > 9) return false;
    sum = sum * 10 + digit;
  }
  value = static_cast<double>(negative ? -sum : sum);
  return true;
}

/// Collects a column of numbers until a text turns up that is none.
class NumberReader {
 public:
  bool failed() const { return failed_; }
  void fail() {
    failed_ = true;
    values_ = {};
  }

  void reserve(std::size_t rows) { values_.reserve(rows); }

  void add(std::string_view text, bool missing) {
    double value = std::numeric_limits<double>::quiet_NaN();
    if (!missing && !parse_small_integer(text, value)) {
      if (!parse_number(text, value)) return fail();
      if (!many_spellings_) spelled(value, text);
    }
    values_.push_back(value);
  }

  Column finish(std::string name) {
    Column column{.name = std::move(name), .kind = ColumnKind::number};
    column.numbers = std::move(values_);
    if (!many_spellings_) column.spellings.assign(spellings_.begin(), spellings_.end());
    std::erase_if(column.spellings,
                  [](const auto& entry) { return entry.second == number_text(entry.first); });
    return column;
  }

 private:
  void spelled(double value, std::string_view text) {
    spellings_.emplace(value, text);
    many_spellings_ = spellings_.size() > kMostSpellings;
  }

  std::vector<double> values_;
  std::map<double, std::string> spellings_;
  bool many_spellings_ = false;
  bool failed_ = false;
};

/// Collects a column of texts: codes in order of appearance, sorted at the end.
class CategoryReader {
 public:
  void add(std::string_view text, bool missing) {
    if (missing) {
      codes_.push_back(-1);
      return;
    }
    const auto next = static_cast<std::int32_t>(code_of_.size());
    codes_.push_back(code_of_.emplace(std::string(text), next).first->second);
  }

  Column finish(std::string name) {
    Column column{.name = std::move(name), .kind = ColumnKind::category};
    std::map<std::string, std::int32_t> sorted(code_of_.begin(), code_of_.end());
    std::vector<std::int32_t> place(sorted.size());
    for (const auto& [text, code] : sorted) {
      place[static_cast<std::size_t>(code)] = static_cast<std::int32_t>(column.names.size());
      column.names.push_back(text);
    }
    for (std::int32_t& code : codes_) {
      if (code >= 0) code = place[static_cast<std::size_t>(code)];
    }
    column.codes = std::move(codes_);
    return column;
  }

 private:
  std::vector<std::int32_t> codes_;
  std::unordered_map<std::string, std::int32_t> code_of_;
};

/// Which texts stand for a missing value; most fields are told by their first character.
class MissingTexts {
 public:
  explicit MissingTexts(const std::vector<std::string>& texts) : texts_(texts) {
    for (const std::string& text : texts) first_[text.empty() ? 0 : index(text[0])] = true;
  }
  bool contains(std::string_view text) const {
    return first_[text.empty() ? 0 : index(text[0])] &&
           std::find(texts_.begin(), texts_.end(), text) != texts_.end();
  }

 private:
  static std::size_t index(char c) { return static_cast<unsigned char>(c); }
  const std::vector<std::string>& texts_;
  std::array<bool, 256> first_{};  // entry 0 is the empty text: CSV text has no NUL
};

/// Reads twice: first all columns as numbers, then those that turned out to hold text. So no text
/// of a column that is numbers is ever stored, and a column may show its first text in its last
/// row.
class TableReader {
 public:
  TableReader(std::string_view text, const std::string& source, const CsvOptions& options)
      : text_(text), source_(source), options_(options), missing_(options.missing) {}

  Table read() {
    read_numbers();
    read_categories();
    std::vector<Column> columns;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      columns.push_back(numbers_[i].failed() ? categories_[i].finish(names_[i])
                                             : numbers_[i].finish(names_[i]));
    }
    return Table(source_, std::move(columns), std::move(lines_));
  }

 private:
  void read_numbers() {
    CsvScanner scanner(text_, source_, options_.delimiter);
    std::vector<CsvField> fields;
    if (!scanner.next(fields)) {
      throw Error(
          fmt::format("{}: there is nothing but blanks in the file; a header row and data "
                      "rows are needed",
                      source_));
    }
    name_columns(scanner, fields);
    if (options_.header && !scanner.next(fields)) {
      throw Error(
          fmt::format("{}:{}: there are no rows after the header; add data rows, or say "
                      "that the file has no header",
                      source_, scanner.line()));
    }
    reserve(fields);
    do {
      if (fields.size() != names_.size()) refuse_ragged(scanner, fields);
      lines_.push_back(scanner.line());
      for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!numbers_[i].failed()) {
          numbers_[i].add(fields[i].text, missing_.contains(fields[i].text));
        }
      }
    } while (scanner.next(fields));
  }

  /// Room for as many rows as there would be if all were as long as the first.
  void reserve(const std::vector<CsvField>& first_row) {
    const auto begin = static_cast<std::size_t>(first_row.front().at - text_.data());
    const auto last = static_cast<std::size_t>(first_row.back().at - text_.data());
    const std::size_t rows = (text_.size() - begin) / (last - begin + 2) + 1;
    for (NumberReader& column : numbers_) {
      if (!column.failed()) column.reserve(rows);
    }
  }

  void read_categories() {
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (numbers_[i].failed()) wanted.push_back(i);
    }
    if (wanted.empty()) return;
    CsvScanner scanner(text_, source_, options_.delimiter);
    std::vector<CsvField> fields;
    if (options_.header) scanner.next(fields);
    while (scanner.next(fields)) {
      for (std::size_t i : wanted) {
        categories_[i].add(fields[i].text, missing_.contains(fields[i].text));
      }
    }
  }

  void name_columns(const CsvScanner& scanner, const std::vector<CsvField>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool named = options_.header && !fields[i].text.empty();
      names_.push_back(named ? std::string(fields[i].text) : fmt::format("column_{}", i + 1));
      const auto first = std::find(names_.begin(), names_.end(), names_.back());
      if (first != names_.end() - 1) {
        throw Error(fmt::format(
            "{}: columns {} and {} are both named {}; rename one, or say that "
            "the file has no header if this row is data",
            scanner.place(fields[i].at), first - names_.begin() + 1, i + 1, shown(names_.back())));
      }
    }
    numbers_.resize(names_.size());
    categories_.resize(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (std::count(options_.categories.begin(), options_.categories.end(), names_[i]) > 0) {
        numbers_[i].fail();
      }
    }
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
                    scanner.place(at.at), fields.size(), options_.header ? "header" : "first row",
                    names_.size(), what, delimiter_name(scanner.delimiter())));
  }

  static std::string delimiter_name(char delimiter) {
    return delimiter == '\t' ? "tab" : shown(std::string_view(&delimiter, 1));
  }

  std::string_view text_;
  std::string source_;
  const CsvOptions& options_;
  MissingTexts missing_;
  std::vector<std::string> names_;
  std::vector<std::int64_t> lines_;
  std::vector<NumberReader> numbers_;
  std::vector<CategoryReader> categories_;
};

}  // namespace

Table parse_table(std::string_view text, const std::string& source, const CsvOptions& options) {
  return TableReader(text, source, options).read();
}

Table read_table(const std::string& path, const CsvOptions& options) {
  return parse_table(read_text(path), path, options);
}

}  // namespace ganglion::data
