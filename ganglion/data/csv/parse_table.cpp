#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "ganglion/data/column_texts.h"
#include "ganglion/data/csv/csv_chunks.h"
#include "ganglion/data/csv/odd_lines.h"
#include "ganglion/data/csv/other_kind.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/csv/read_head.h"
#include "ganglion/data/second_table.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/parallel.h"

namespace ganglion::data {
namespace {

std::vector<Column> join_columns(std::vector<CsvChunk>& chunks, const CsvChunks& reader,
                                 const std::vector<std::size_t>& wanted, int threads) {
  std::vector<Column> columns(reader.names().size());
  in_parallel(columns.size(), threads, [&](std::size_t i) {
    const auto at = std::lower_bound(wanted.begin(), wanted.end(), i);
    if (at != wanted.end() && *at == i) {
      std::vector<CategoryPiece*> pieces;
      const auto k = static_cast<std::size_t>(at - wanted.begin());
      for (CsvChunk& chunk : chunks) pieces.push_back(&chunk.categories[k]);
      columns[i] = CategoryPiece::join(reader.names()[i], pieces);
    } else {
      std::vector<NumberPiece*> pieces;
      for (CsvChunk& chunk : chunks) pieces.push_back(&chunk.numbers[i]);
      columns[i] = NumberPiece::join(reader.names()[i], pieces);
    }
  });
  return columns;
}

std::vector<std::int64_t> join_lines(std::vector<CsvChunk>& chunks, std::int64_t before) {
  std::size_t rows = 0;
  for (const CsvChunk& chunk : chunks) rows += chunk.lines.size();
  std::vector<std::int64_t> result;
  result.reserve(rows);
  for (CsvChunk& chunk : chunks) {
    for (const std::int64_t line : chunk.lines) result.push_back(before + line);
    before += chunk.line_ends;
    chunk.lines = {};
  }
  return result;
}

std::vector<CsvChunk> cut_text(std::string_view text, const CsvChunks& reader) {
  std::string_view rest = text.substr(reader.head().before);
  rest.remove_suffix(reader.head().behind);
  const bool quotes = rest.find('"') != std::string_view::npos;
  std::vector<CsvChunk> chunks;
  while (!rest.empty()) {
    const std::size_t size = reader.cut({text}, rest, quotes, true);
    chunks.push_back({.text = rest.substr(0, size), .within = {text}});
    rest.remove_prefix(size);
  }
  return chunks;
}

Table read_chunks(std::string_view text, const std::string& source, const CsvOptions& options,
                  const char* encoding) {
  check_delimiter(options.delimiter, source);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  refuse_other_kind(text, source);
  check_text(text, source);
  CsvChunks reader(read_head(text, source, options), source, options);
  std::vector<CsvChunk> chunks = cut_text(text, reader);
  in_parallel(chunks.size(), options.threads,
              [&](std::size_t i) { reader.read_numbers(chunks[i]); });
  const std::vector<std::size_t> wanted = reader.text_columns();
  if (!wanted.empty()) {
    in_parallel(chunks.size(), options.threads,
                [&](std::size_t i) { reader.read_categories(chunks[i], wanted); });
  }
  std::vector<Note> notes = reader.head().notes;
  OddLines odd;
  std::int64_t before = reader.first_line();
  for (const CsvChunk& chunk : chunks) {
    odd.add(chunk, before);
    before += chunk.line_ends;
  }
  std::ranges::move(odd.notes(source), std::back_inserter(notes));
  std::vector<std::int64_t> lines = join_lines(chunks, reader.first_line());
  std::vector<Column> columns = join_columns(chunks, reader, wanted, options.threads);
  const TextHints hints = reader.hints();
  in_parallel(columns.size(), options.threads,
              [&](std::size_t i) { settle_texts(columns[i], hints, reader.reading_of(i)); });
  std::ranges::move(notes_on_numbers(columns, options.columns), std::back_inserter(notes));
  std::ranges::move(notes_on_missing(columns), std::back_inserter(notes));
  std::ranges::move(reader.notes_on_versions(), std::back_inserter(notes));
  refuse_second_table(columns, lines, source);
  Table table(source, std::move(columns), std::move(lines));
  table.add_notes(std::move(notes));
  table.set_format(reader.head().format(encoding));
  return table;
}

}  // namespace

Table parse_table(std::string_view text, const std::string& source, const CsvOptions& options) {
  if (is_utf16(text)) {
    return read_chunks(from_utf16(text, source), source, options, "UTF-16");
  }
  // Text that was saved as UTF-8 meanwhile is no Latin-1.
  if (options.encoding == Encoding::latin1 && !is_utf8_beyond_ascii(text)) {
    return read_chunks(from_latin1(text), source, options, "Latin-1");
  }
  return read_chunks(text, source, options, "UTF-8");
}

}  // namespace ganglion::data
