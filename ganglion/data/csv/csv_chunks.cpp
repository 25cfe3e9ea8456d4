#include "ganglion/data/csv/csv_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/csv/csv_formats.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kChunkRows = 64;  // at least: a piece of a column costs something

std::string delimiter_name(char delimiter) {
  return delimiter == '\t'  ? "tab"
         : delimiter == ' ' ? "blank"
                            : shown(std::string_view(&delimiter, 1));
}

bool is_named_version(const std::string& name) {
  const std::string word = small_word(name);
  return word.find("version") != std::string::npos || word.find("release") != std::string::npos ||
         word.find("firmware") != std::string::npos;
}

/// Whether a blank line, perhaps of delimiters alone, stands above a place in a text.
bool is_below_blank_line(std::string_view text, const char* at, char delimiter) {
  if (text.empty()) return false;
  std::size_t end = static_cast<std::size_t>(at - text.data());
  const auto is_void = [&](char c) { return is_blank(c) || c == delimiter; };
  while (end > 0 && !is_line_end(text[end - 1])) --end;  // the start of the line
  if (end == 0) return false;
  end -= end > 1 && text[end - 1] == '\n' && text[end - 2] == '\r' ? 2 : 1;
  while (end > 0 && is_void(text[end - 1])) --end;
  return end > 0 && is_line_end(text[end - 1]);
}

/// How many lines stand above a place, if more stand below it: then the table begins there, and
/// what is above is none.
std::optional<std::int64_t> lines_above_table(const CsvText& within, const char* at) {
  const auto before = static_cast<std::size_t>(at - within.text.data());
  const std::int64_t above = within.lines_before + count_lines(within.text.substr(0, before));
  return count_lines(within.text.substr(before)) > above ? std::optional(above) : std::nullopt;
}

/// For each column what stands for a missing value in it: one object for all of which nothing is
/// said.
std::vector<std::shared_ptr<const MissingTexts>> missing_texts_of(
    const std::vector<std::string>& names, const CsvOptions& options, bool among_numbers) {
  const auto texts_of = [&](const std::string& name) {
    return std::make_shared<const MissingTexts>(missing_texts(options, name, among_numbers));
  };
  const auto usual = texts_of("");
  std::vector<std::shared_ptr<const MissingTexts>> result;
  for (const std::string& name : names) {
    result.push_back(options.missing_of.contains(name) ? texts_of(name) : usual);
  }
  return result;
}

}  // namespace

CsvChunks::CsvChunks(CsvHead head, const std::string& source, const CsvOptions& options)
    : source_(source),
      options_(options),
      head_(std::move(head)),
      missing_among_numbers_(missing_texts_of(head_.names, options, true)),
      missing_among_texts_(missing_texts_of(head_.names, options, false)),
      offset_(head_.row_names ? 1 : 0),
      failed_(std::make_unique<std::atomic<bool>[]>(head_.names.size())),
      versions_(head_.names.size()) {
  for (std::size_t i = 0; i < head_.names.size(); ++i) {
    const auto known = reading_of(i);
    failed_[i] = known && known->kind != ColumnReading::Kind::number;
  }
}

TextHints CsvChunks::hints() const {
  return {.decimal = head_.decimal,
          .commas = head_.dialect.delimiter == ',',
          .missing_among_numbers = options_.missing_among_numbers,
          .declared_missing = options_.declared_missing};
}

std::optional<ColumnReading> CsvChunks::reading_of(std::size_t column) const {
  if (const auto known = data::reading_of(head_.names[column], options_)) return known;
  if (!holds_versions(column)) return std::nullopt;
  return ColumnReading{.kind = ColumnReading::Kind::marked};
}

std::size_t CsvChunks::chunk_bytes() const {
  return std::max(kChunkBytes, head_.row_bytes * kChunkRows);
}

/// Where there are quotes a line end may lie inside of a field, so the rows are scanned for it.
std::size_t CsvChunks::cut(const CsvText& within, std::string_view rest, bool quotes,
                           bool last) const {
  if (rest.size() <= chunk_bytes()) return last ? rest.size() : 0;
  if (quotes) return cut_by_rows(within, rest, last);
  const std::size_t line_end = rest.find_first_of("\r\n", chunk_bytes());
  if (line_end == std::string_view::npos) return last ? rest.size() : 0;
  if (rest[line_end] == '\n') return line_end + 1;
  if (line_end + 1 == rest.size()) return last ? rest.size() : 0;  // of CRLF, perhaps
  return line_end + (rest[line_end + 1] == '\n' ? 2 : 1);
}

std::size_t CsvChunks::cut_by_rows(const CsvText& within, std::string_view rest, bool last) const {
  CsvScanner scanner = scanner_of(within, rest);
  std::vector<CsvField> fields;
  const char* const enough = rest.data() + chunk_bytes();
  const char* const end = rest.data() + rest.size();
  bool more = true;
  try {
    while (more && scanner.here() < enough) more = scanner.next(fields);
  } catch (const Error&) {
    if (last) throw;
    return 0;  // a quote that is not closed here
  }
  // What follows may belong to the row that reaches the end.
  if (!more || scanner.here() == end) return last ? rest.size() : 0;
  return static_cast<std::size_t>(scanner.here() - rest.data());
}

std::vector<std::size_t> CsvChunks::text_columns() const {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < head_.names.size(); ++i) {
    if (failed_[i] || holds_versions(i)) columns.push_back(i);
  }
  return columns;
}

void CsvChunks::look_for_versions(const CsvChunk& chunk) {
  const std::scoped_lock lock(versions_mutex_);
  for (std::size_t i = 0; i < versions_.size(); ++i) versions_[i].add(chunk.numbers[i].versions());
}

bool CsvChunks::holds_versions(std::size_t column) const {
  if (failed_[column] || versions_[column].twin().empty()) return false;
  if (options_.columns.contains(head_.names[column])) return false;
  return is_named_version(head_.names[column]) || versions_[column].count_up();
}

std::vector<Note> CsvChunks::notes_on_versions() const {
  std::vector<Note> notes;
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    const std::string& name = head_.names[i];
    const std::string twin = versions_[i].twin();
    if (twin.empty() || failed_[i] || options_.columns.contains(name)) continue;
    const bool versions = holds_versions(i);
    notes.push_back(
        {name, fmt::format("{} and {} {}: {}", shown(twin.substr(0, twin.size() - 1)), shown(twin),
                           versions ? "are both there, as among versions, so they are read as "
                                      "categories; if they are numbers"
                                    : "are read as the same number; if they are versions or codes",
                           setting("columns", name + (versions ? "=number" : "=category")))});
  }
  return notes;
}

CsvScanner CsvChunks::scanner_of(const CsvText& within, std::string_view part) const {
  return CsvScanner(within.text, source_, head_.dialect, part, within.lines_before);
}

/// Files that were put behind each other have a header in their midst.
bool CsvChunks::is_header_again(const std::vector<CsvField>& fields) const {
  return !head_.header.empty() && fields[0].text == head_.header[0] &&
         std::ranges::equal(fields, head_.header, {}, &CsvField::text);
}

void CsvChunks::read_numbers(CsvChunk& chunk) {
  const std::size_t columns = head_.names.size();
  chunk.numbers.resize(columns);
  for (std::size_t i = 0; i < columns; ++i) {
    chunk.numbers[i].reserve(chunk.text.size() / head_.row_bytes + 1);
    chunk.numbers[i].set_format(head_.formats[i]);
  }
  CsvScanner scanner = scanner_of(chunk.within, chunk.text);
  std::vector<CsvField> fields;
  const std::string_view all = chunk.text;
  const char* const end = all.data() + all.size();
  const char* last_eight = all.size() < 8 ? nullptr : all.data() + all.size() - 8;
  while (scanner.next(fields)) {
    if (fields.size() != columns + offset_) {
      refuse_ragged(scanner, fields, chunk.lines.empty() ? CsvText{} : chunk.within);
    }
    if (is_header_again(fields)) {
      chunk.headers.push_back(scanner.line());
      continue;
    }
    chunk.lines.push_back(scanner.line());
    if (head_.dialect.blank_rows && fields[0].at < end && is_line_end(*fields[0].at)) {
      chunk.blanks.push_back(scanner.line());
    }
    for (std::size_t i = 0; i < columns; ++i) {
      NumberPiece& piece = chunk.numbers[i];
      if (piece.failed()) continue;
      const CsvField& field = fields[i + offset_];
      const std::string_view text = field.text;
      const bool eight = text.data() == field.at && text.data() <= last_eight;
      piece.add(text, *missing_among_numbers_[i], eight);
      if (piece.failed()) failed_[i] = true;
    }
    if (chunk.lines.size() % 1024 == 1) give_up_failed(chunk);
  }
  chunk.line_ends = scanner.lines_passed();
  look_for_versions(chunk);
}

/// What failed elsewhere need not be read here.
void CsvChunks::give_up_failed(CsvChunk& chunk) const {
  for (std::size_t i = 0; i < head_.names.size(); ++i) {
    if (failed_[i]) chunk.numbers[i].fail();
  }
}

void CsvChunks::read_categories(CsvChunk& chunk, const std::vector<std::size_t>& wanted) const {
  chunk.categories.resize(wanted.size());
  CsvScanner scanner = scanner_of(chunk.within, chunk.text);
  std::vector<CsvField> fields;
  const char* begin = chunk.text.data();
  const char* end = begin + chunk.text.size();
  while (scanner.next(fields)) {
    // Of a file that somebody changes meanwhile.
    if (fields.size() != head_.names.size() + offset_) {
      refuse_ragged(scanner, fields, chunk.within);
    }
    if (is_header_again(fields)) continue;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      const std::string_view text = fields[wanted[k] + offset_].text;
      const bool lasts = text.data() >= begin && text.data() < end;
      chunk.categories[k].add(text, *missing_among_texts_[wanted[k]], lasts);
    }
  }
}

void CsvChunks::refuse_ragged(const CsvScanner& scanner, const std::vector<CsvField>& fields,
                              const CsvText& within) const {
  const std::size_t width = head_.names.size() + offset_;
  const bool longer = fields.size() > width;
  const CsvField& at = longer ? fields[width] : fields.back();
  const std::string what =
      longer ? fmt::format("the first one too many is {}", shown(at.text))
             : fmt::format("the last one is {}, and {} is missing", shown(at.text),
                           shown(head_.names[fields.size() - offset_]));
  const std::string problem = fmt::format(
      "{}: this row has {} field{}, but the {} has {}", scanner.place(at.at), fields.size(),
      fields.size() == 1 ? "" : "s", head_.header.empty() ? "first row" : "header", width);
  if (is_below_blank_line(within.text, fields.front().at, scanner.delimiter())) {
    if (const auto above = lines_above_table(within, fields.front().at)) {
      throw Error(fmt::format("{}; behind the blank line above it the table itself seems to begin: "
                              "pass over what stands above: {}",
                              problem, setting("skip_rows", fmt::format("{}", *above))),
                  {.setting = "skip_rows", .value = fmt::format("{}", *above)});
    }
    throw Error(
        fmt::format("{}; behind the blank line above it another table, a legend or a remark seems "
                    "to begin: delete it from here on, or put it into a file of its own",
                    problem));
  }
  throw Error(fmt::format("{}; {}; put quotes around a field that holds a {}, or complete the row",
                          problem, what, delimiter_name(scanner.delimiter())));
}

}  // namespace ganglion::data
