#include "ganglion/data/stored/stored_table_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <thread>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/stored/stored_table_file.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kWindow = std::size_t{4} << 20;  // of text looked at at a time

/// The names of a column by bytes, and where each code is among them.
void sort_texts(std::unordered_map<std::string, std::int32_t> code_of, StoredColumn& column) {
  std::vector<std::pair<std::string, std::int32_t>> texts;
  texts.reserve(code_of.size());
  while (!code_of.empty()) {
    auto node = code_of.extract(code_of.begin());
    texts.emplace_back(std::move(node.key()), node.mapped());
  }
  std::ranges::sort(texts);
  column.place.resize(texts.size());
  column.names.reserve(texts.size());
  for (auto& [text, code] : texts) {
    column.place[static_cast<std::size_t>(code)] = static_cast<std::int32_t>(column.names.size());
    column.names.push_back(std::move(text));
  }
}

}  // namespace

StoredTableWriter::StoredTableWriter(StoredTable& table, const CsvOptions& options,
                                     const StoreOptions& store)
    : table_(table), options_(options), store_(store), mapped_(table.source_) {
  text_ = mapped_.text();
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  const std::array<std::byte, StoredTableFile::kHeaderBytes> nothing{};
  table_.file_.append(nothing);
}

void StoredTableWriter::write() {
  if (text_.empty()) {
    throw Error(fmt::format("{}: the file is empty; a table with rows is needed", table_.source_));
  }
  const bool quotes = survey();
  CsvChunks reader(text_, table_.source_, options_);
  for (const std::string& name : reader.names()) table_.columns_.push_back({.name = name});
  std::vector<NumberPiece> spellings(reader.names().size());
  std::int64_t lines_before = reader.first_line();
  each_part(
      reader, quotes,
      [&](Part& part) {
        reader.read_numbers(part.chunk);
        for (const NumberPiece& piece : part.chunk.numbers) {
          part.numbers.push_back(pack(piece.values()));
        }
      },
      [&](const Part& part) {
        store_numbers(reader, part, spellings, lines_before);
        headers_.add(part.chunk, lines_before);
        lines_before += part.chunk.line_ends;
      });
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    table_.columns_[i].spellings = spellings[i].spellings();
    table_.columns_[i].undeclared = spellings[i].undeclared();
    table_.columns_[i].format = reader.head().formats[i];
  }
  const std::vector<std::size_t> wanted = reader.text_columns();
  if (!wanted.empty()) write_texts(reader, quotes, wanted);
  table_.notes_ = reader.head().notes;
  table_.format_ = reader.head().format("UTF-8");  // what else there is isn't stored
  if (headers_.count > 0) table_.notes_.push_back(headers_.note(table_.source_));
  std::vector<Column> columns;
  for (const StoredColumn& column : table_.columns_) {
    columns.push_back(column.empty());
    columns.back().names = {};
  }
  std::ranges::move(notes_on_numbers(columns, options_.columns), std::back_inserter(table_.notes_));
  std::ranges::move(notes_on_missing(columns), std::back_inserter(table_.notes_));
  table_.finish();
}

/// Checks the text, and finds out whether there are quotes in it; piece by piece, so that it
/// needn't be in memory.
bool StoredTableWriter::survey() const {
  bool quotes = false;
  for (std::size_t from = 0; from < text_.size();) {
    std::size_t to = std::min(from + kWindow, text_.size());
    // Not inside of a character of several bytes.
    while (to < text_.size() && continues_character(text_[to]) && to > from + 1) --to;
    const std::string_view window = text_.substr(from, to - from);
    try {
      check_text(window, table_.source_);
    } catch (const Error&) {
      check_text(text_, table_.source_);  // with the right place; or it isn't one after all
    }
    quotes = quotes || std::memchr(window.data(), '"', window.size()) != nullptr;
    mapped_.forget(window);
    from = to;
  }
  return quotes;
}

/// Reads chunks on all threads, as many as there are threads at a time, and takes them in order.
template <class Read, class Take>
void StoredTableWriter::each_part(CsvChunks& reader, bool quotes, const Read& read,
                                  const Take& take) {
  const std::size_t threads = options_.threads > 0
                                  ? static_cast<std::size_t>(options_.threads)
                                  : std::max(1U, std::thread::hardware_concurrency());
  reader.restart(quotes);
  for (;;) {
    std::vector<Part> wave;
    while (wave.size() < threads) {
      auto chunk = reader.next();
      if (!chunk) break;
      wave.push_back({.chunk = std::move(*chunk)});
    }
    if (wave.empty()) return;
    in_parallel(wave.size(), options_.threads, [&](std::size_t i) { read(wave[i]); });
    for (Part& part : wave) {
      take(part);
      mapped_.forget(part.chunk.text);
    }
  }
}

void StoredTableWriter::store_numbers(const CsvChunks& reader, const Part& part,
                                      std::vector<NumberPiece>& spellings,
                                      std::int64_t lines_before) {
  const CsvChunk& chunk = part.chunk;
  if (chunk.lines.empty()) return;  // comments and blank lines
  table_.first_rows_.push_back(table_.rows_);
  table_.rows_ += static_cast<std::int64_t>(chunk.lines.size());
  table_.lines_before_.push_back(lines_before);
  const std::vector<double> lines(chunk.lines.begin(), chunk.lines.end());
  table_.lines_.push_back(pack(lines).store(table_.file_));
  for (std::size_t i = 0; i < chunk.numbers.size(); ++i) {
    StoredColumn& column = table_.columns_[i];
    if (reader.holds_text(i)) {
      column.pieces.clear();
      continue;
    }
    column.pieces.push_back(part.numbers[i].store(table_.file_));
    spellings[i].add_spellings(chunk.numbers[i]);
  }
}

void StoredTableWriter::write_texts(CsvChunks& reader, bool quotes,
                                    const std::vector<std::size_t>& wanted) {
  std::vector<Dictionary> dictionaries(wanted.size());
  for (const std::size_t i : wanted) {
    table_.columns_[i] = {.name = reader.names()[i], .kind = ColumnKind::category};
  }
  each_part(
      reader, quotes, [&](Part& part) { reader.read_categories(part.chunk, wanted); },
      [&](const Part& part) {
        for (std::size_t k = 0; k < wanted.size(); ++k) {
          const CategoryPiece& piece = part.chunk.categories[k];
          if (piece.codes().empty()) continue;
          StoredColumn& column = table_.columns_[wanted[k]];
          if (column.undeclared.empty()) column.undeclared = piece.undeclared();
          column.pieces.push_back(
              pack(coded(piece, dictionaries[k], column.name)).store(table_.file_));
        }
      });
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    table_.columns_[wanted[k]].given_up = dictionaries[k].given_up;
    StoredColumn& column = table_.columns_[wanted[k]];
    sort_texts(std::move(dictionaries[k].code_of), column);
    if (!column.given_up) settle(column, reader);
  }
}

/// As settle_texts does with a column in memory.
void StoredTableWriter::settle(StoredColumn& column, const CsvChunks& reader) {
  TextFindings findings =
      find_in_texts(column.names, reader.hints(), reader.reading_of(column.name));
  column.format = findings.format;
  column.rounded = findings.rounded;
  if (column.undeclared.empty()) column.undeclared = findings.undeclared;
  if (!findings.numbers.empty()) {
    column.kind = ColumnKind::number;
    column.values = std::move(findings.numbers);
  } else if (!findings.missing.empty()) {
    const std::vector<std::int32_t> kept = take_out_missing(column.names, findings.missing);
    for (std::int32_t& at : column.place) at = kept[static_cast<std::size_t>(at)];
  }
}

/// The codes of a piece by the dictionary of the whole column, which learns its texts.
std::vector<std::int32_t> StoredTableWriter::coded(const CategoryPiece& piece,
                                                   Dictionary& dictionary,
                                                   const std::string& name) {
  std::vector<std::int32_t> place;
  for (const std::string_view text : piece.texts()) {
    if (dictionary.given_up) break;
    const auto next = static_cast<std::int32_t>(dictionary.code_of.size());
    const auto [at, fresh] = dictionary.code_of.emplace(text, next);
    place.push_back(at->second);
    // What a node of a hash table takes besides.
    constexpr std::size_t kNode = sizeof(*at) + 32;
    if (!fresh) continue;
    dictionary.bytes += text.size() + kNode;
    text_bytes_ += text.size() + kNode;
    if (text_bytes_ > store_.memory) give_up(dictionary, name);
  }
  if (dictionary.given_up) return std::vector<std::int32_t>(piece.codes().size(), -1);
  std::vector<std::int32_t> codes = piece.codes();
  for (std::int32_t& code : codes) {
    if (code >= 0) code = place[static_cast<std::size_t>(code)];
  }
  return codes;
}

void StoredTableWriter::give_up(Dictionary& dictionary, const std::string& name) {
  if (std::ranges::find(store_.ignored, name) == store_.ignored.end()) {
    throw Error(fmt::format(
        "{}: column {} has more than {} distinct texts, too many for the memory limit; "
        "exclude it ({}) or raise the limit (`memory`)",
        table_.source_, shown(name), dictionary.code_of.size(), setting("ignore", name)));
  }
  text_bytes_ -= dictionary.bytes;
  dictionary = {.given_up = true};
}

}  // namespace ganglion::data
