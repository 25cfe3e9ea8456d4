#include "ganglion/data/csv/csv_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/csv_formats.h"
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
      failed_(std::make_unique<std::atomic<bool>[]>(head_.names.size())) {
  for (std::size_t i = 0; i < head_.names.size(); ++i) {
    const auto known = reading_of(head_.names[i]);
    failed_[i] = known && known->kind != ColumnReading::Kind::number;
  }
}

TextHints CsvChunks::hints() const {
  return {.decimal = head_.decimal,
          .commas = head_.dialect.delimiter == ',',
          .missing_among_numbers = options_.missing_among_numbers,
          .declared_missing = options_.declared_missing};
}

std::optional<ColumnReading> CsvChunks::reading_of(const std::string& column) const {
  return ganglion::data::reading_of(column, options_);
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
    if (failed_[i]) columns.push_back(i);
  }
  return columns;
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
  const char* last_eight = all.size() < 8 ? nullptr : all.data() + all.size() - 8;
  while (scanner.next(fields)) {
    if (fields.size() != columns + offset_) refuse_ragged(scanner, fields);
    if (is_header_again(fields)) {
      chunk.headers.push_back(scanner.line());
      continue;
    }
    chunk.lines.push_back(scanner.line());
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
    if (fields.size() != head_.names.size() + offset_) refuse_ragged(scanner, fields);
    if (is_header_again(fields)) continue;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      const std::string_view text = fields[wanted[k] + offset_].text;
      const bool lasts = text.data() >= begin && text.data() < end;
      chunk.categories[k].add(text, *missing_among_texts_[wanted[k]], lasts);
    }
  }
}

void CsvChunks::refuse_ragged(const CsvScanner& scanner,
                              const std::vector<CsvField>& fields) const {
  const std::size_t width = head_.names.size() + offset_;
  const bool longer = fields.size() > width;
  const CsvField& at = longer ? fields[width] : fields.back();
  const std::string what =
      longer ? fmt::format("the first one too many is {}", shown(at.text))
             : fmt::format("the last one is {}, and {} is missing", shown(at.text),
                           shown(head_.names[fields.size() - offset_]));
  throw Error(fmt::format(
      "{}: this row has {} fields, but the {} has {}; {}; put quotes around "
      "a field that holds a {}, or complete the row",
      scanner.place(at.at), fields.size(), head_.header.empty() ? "first row" : "header", width,
      what, delimiter_name(scanner.delimiter())));
}

void RepeatedHeaders::add(const CsvChunk& chunk, std::int64_t before) {
  if (count == 0 && !chunk.headers.empty()) first = before + chunk.headers.front();
  count += chunk.headers.size();
}

Note RepeatedHeaders::note(const std::string& source) const {
  return {"",
          fmt::format("{}:{}: {} the header and {} passed over", source, first,
                      count == 1 ? "this line repeats" : fmt::format("{} lines repeat", count),
                      count == 1 ? "is" : "are"),
          NoteKind::lines_skipped};
}

}  // namespace ganglion::data
