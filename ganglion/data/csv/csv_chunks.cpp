#include "ganglion/data/csv/csv_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/header.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kChunkRows = 64;  // at least: a piece of a column costs something
constexpr std::size_t kRowsForHeader = 200;

std::string delimiter_name(char delimiter) {
  return delimiter == '\t'  ? "tab"
         : delimiter == ' ' ? "blank"
                            : shown(std::string_view(&delimiter, 1));
}

}  // namespace

CsvChunks::CsvChunks(std::string_view text, const std::string& source, const CsvOptions& options)
    : text_(text),
      source_(source),
      options_(options),
      missing_(options.missing),
      head_(text, source, find_dialect(text, options.delimiter), text) {
  read_head();
}

std::string_view CsvChunks::body() const {
  return {body_, static_cast<std::size_t>(text_.data() + text_.size() - body_)};
}

void CsvChunks::restart(bool quotes) {
  from_ = body_;
  cutter_.reset();
  if (quotes) cutter_ = scanner_of(body());
}

/// Where there are quotes a line end may lie inside of a field, so the rows are scanned for it.
std::optional<CsvChunk> CsvChunks::next() {
  const char* end = text_.data() + text_.size();
  if (from_ == end) return std::nullopt;
  const std::size_t size = std::max(kChunkBytes, row_bytes_ * kChunkRows);
  const auto rest = static_cast<std::size_t>(end - from_);
  const char* to = end;
  if (rest > size && cutter_) {
    std::vector<CsvField> fields;
    while (cutter_->here() < from_ + size && cutter_->next(fields)) {
    }
    to = cutter_->here();
  } else if (rest > size) {
    const void* line_end = std::memchr(from_ + size, '\n', rest - size);
    if (line_end != nullptr) to = static_cast<const char*>(line_end) + 1;
  }
  CsvChunk chunk = {.text = {from_, static_cast<std::size_t>(to - from_)}};
  from_ = to;
  return chunk;
}

std::vector<std::size_t> CsvChunks::text_columns() const {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (failed_[i]) columns.push_back(i);
  }
  return columns;
}

/// Names the columns and finds where the data begin.
void CsvChunks::read_head() {
  std::vector<CsvField> fields;
  CsvScanner scanner = head_;
  if (!scanner.next(fields)) {
    throw Error(fmt::format("{}: the file is blank; a header and rows are needed", source_));
  }
  has_header_ =
      options_.header == Header::yes || (options_.header == Header::automatic && finds_header());
  name_columns(scanner, fields);
  body_ = has_header_ ? scanner.here() : text_.data();
  first_line_ = has_header_ ? scanner.lines_passed() : 0;
  if (has_header_ && !scanner.next(fields)) {
    throw Error(fmt::format(
        "{}:{}: there are no rows after the header; add rows, or read the file without a header",
        source_, head_line_));
  }
  row_bytes_ = static_cast<std::size_t>(fields.back().at - fields.front().at) + 2;
}

bool CsvChunks::finds_header() const {
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

std::string CsvChunks::name_of(const CsvField& field, std::size_t index) const {
  std::string_view name = field.text;
  // "#id,width": the mark says that the line is no data.
  if (index == 0 && name.size() > 1 && name[0] == '#' && has_header_ && *field.at == '#') {
    name.remove_prefix(1);
  }
  while (name.starts_with(' ') && *field.at == '#') name.remove_prefix(1);
  if (!has_header_ || name.empty()) return fmt::format("c{}", index + 1);
  return std::string(name);
}

void CsvChunks::name_columns(const CsvScanner& scanner, const std::vector<CsvField>& fields) {
  head_line_ = scanner.line();
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    names_.push_back(name_of(fields[i], i));
    if (const auto [at, is_new] = seen.emplace(names_.back(), i); !is_new) {
      throw Error(
          fmt::format("{}: columns {} and {} are both named {}; rename one, or read the file "
                      "without a header if this line is data",
                      scanner.place(fields[i].at), at->second + 1, i + 1, shown(names_.back())));
    }
  }
  failed_ = std::make_unique<std::atomic<bool>[]>(names_.size());
  for (const std::string& name : options_.categories) {
    if (const auto at = seen.find(name); at != seen.end()) failed_[at->second] = true;
  }
}

CsvScanner CsvChunks::scanner_of(std::string_view part) const {
  return CsvScanner(text_, source_, head_.dialect(), part);
}

void CsvChunks::read_numbers(CsvChunk& chunk) {
  chunk.numbers.resize(names_.size());
  for (NumberPiece& piece : chunk.numbers) piece.reserve(chunk.text.size() / row_bytes_ + 1);
  CsvScanner scanner = scanner_of(chunk.text);
  std::vector<CsvField> fields;
  const char* last_eight = text_.size() < 8 ? nullptr : text_.data() + text_.size() - 8;
  while (scanner.next(fields)) {
    if (fields.size() != names_.size()) refuse_ragged(scanner, fields);
    chunk.lines.push_back(scanner.line());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      NumberPiece& piece = chunk.numbers[i];
      if (piece.failed()) continue;
      const std::string_view text = fields[i].text;
      const bool eight = text.data() == fields[i].at && text.data() <= last_eight;
      piece.add(text, missing_.contains(text), eight);
      if (piece.failed()) failed_[i] = true;
    }
    if (chunk.lines.size() % 1024 == 1) give_up_failed(chunk);
  }
  chunk.line_ends = scanner.lines_passed();
}

/// What failed elsewhere need not be read here.
void CsvChunks::give_up_failed(CsvChunk& chunk) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (failed_[i]) chunk.numbers[i].fail();
  }
}

void CsvChunks::read_categories(CsvChunk& chunk, const std::vector<std::size_t>& wanted) const {
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

void CsvChunks::refuse_ragged(const CsvScanner& scanner,
                              const std::vector<CsvField>& fields) const {
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

}  // namespace ganglion::data
