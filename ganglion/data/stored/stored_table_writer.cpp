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
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/csv/other_kind.h"
#include "ganglion/data/csv/read_head.h"
#include "ganglion/data/stored/stored_table_file.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kWindow = std::size_t{4} << 20;  // of text looked at at a time
constexpr std::size_t kHead = 4 * kWindow;             // holds the first rows, mostly
constexpr std::size_t kMaxRow = std::size_t{1} << 28;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

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
    : table_(table), options_(options), store_(store), file_(table.source_) {
  const std::array<std::byte, StoredTableFile::kHeaderBytes> nothing{};
  table_.file_.append(nothing);
}

void StoredTableWriter::write() {
  survey();
  CsvChunks reader(read_beginning(), table_.source_, options_);
  for (const std::string& name : reader.names()) table_.columns_.push_back({.name = name});
  std::vector<NumberPiece> spellings(reader.names().size());
  std::vector<bool> fractions(spellings.size());
  std::int64_t lines_before = reader.first_line();
  each_part(
      reader,
      [&](Part& part) {
        reader.read_numbers(part.chunk);
        for (const NumberPiece& piece : part.chunk.numbers) {
          part.numbers.push_back(pack(piece.values()));
        }
      },
      [&](const Part& part) {
        store_numbers(reader, part, spellings, lines_before);
        for (std::size_t i = 0; i < fractions.size(); ++i) {
          fractions[i] = fractions[i] || has_fractions(part.chunk.numbers[i].values());
        }
        odd_lines_.add(part.chunk, lines_before);
        lines_before += part.chunk.line_ends;
      });
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    table_.columns_[i].spellings = spellings[i].spellings();
    table_.columns_[i].undeclared = spellings[i].undeclared();
    table_.columns_[i].format = reader.head().formats[i];
  }
  const std::vector<std::size_t> wanted = reader.text_columns();
  if (!wanted.empty()) write_texts(reader, wanted);
  table_.notes_ = reader.head().notes;
  table_.format_ = reader.head().format("UTF-8");  // what else there is isn't stored
  std::ranges::move(odd_lines_.notes(table_.source_), std::back_inserter(table_.notes_));
  std::vector<Column> columns;
  for (const StoredColumn& column : table_.columns_) {
    columns.push_back(column.empty());
    columns.back().names = {};
    const bool fraction =
        column.values.empty() ? fractions[columns.size() - 1] : has_fractions(column.values);
    if (!fraction) columns.back().format.decimal = '.';  // as written_format has it
  }
  std::ranges::move(notes_on_numbers(columns, options_.columns), std::back_inserter(table_.notes_));
  std::ranges::move(notes_on_missing(columns), std::back_inserter(table_.notes_));
  std::ranges::move(reader.notes_on_versions(), std::back_inserter(table_.notes_));
  table_.finish();
}

/// Checks the text, and finds out where it ends and whether there are quotes in it.
void StoredTableWriter::survey() {
  begin_ = TextWindow(file_, 0).look(kByteOrderMark.size()) == kByteOrderMark
               ? kByteOrderMark.size()
               : 0;
  TextWindow window(file_, begin_);
  std::int64_t lines = 0;
  end_ = begin_;
  for (std::size_t bytes = kWindow;;) {
    const std::string_view text = window.look(bytes);
    if (text.empty()) break;
    const std::size_t size = survey_part(text, window.ended(), lines);
    if (size == 0) {
      bytes *= 2;
      continue;
    }
    lines += count_lines(text.substr(0, size));
    end_ += size;
    window.take(size);
    bytes = kWindow;
  }
  if (end_ == begin_) {
    throw Error(fmt::format("{}: the file is empty, where data are needed; get or write it again",
                            table_.source_));
  }
}

/// Checks lines, and returns their bytes; 0 when none of them ends here.
std::size_t StoredTableWriter::survey_part(std::string_view part, bool last,
                                           std::int64_t lines_before) {
  if (!last) {
    // The last byte may be half of a CRLF.
    const std::size_t line_end = part.find_last_of("\r\n", part.size() - 2);
    if (line_end == std::string_view::npos && part.size() < kMaxRow) return 0;
    const bool crlf = line_end != std::string_view::npos && part.substr(line_end, 2) == "\r\n";
    if (line_end != std::string_view::npos) part = part.substr(0, line_end + (crlf ? 2 : 1));
  }
  if (lines_before == 0) {
    refuse_other_kind(part, table_.source_);
    check_text(part, table_.source_);
  } else {
    check_further_text(part, table_.source_, lines_before);
  }
  quotes_ = quotes_ || std::memchr(part.data(), '"', part.size()) != nullptr;
  if (part.size() < kWindow) {
    tail_.erase(0, tail_.size() - std::min(tail_.size(), kWindow));
    tail_ += part;
  } else {
    tail_ = part;
  }
  return part.size();
}

/// The head of the text, from as much of it as shows the first rows.
CsvHead StoredTableWriter::read_beginning() {
  TextWindow window(file_, begin_, end_);
  for (std::size_t bytes = kHead;; bytes *= 4) {
    const std::string_view text = window.look(bytes);
    const bool whole = window.ended();
    try {
      CsvHead head = read_head(text, table_.source_, options_, whole ? std::string_view() : tail_);
      if (whole || !head.complete) return head;
    } catch (const Error&) {
      if (whole || bytes >= kMaxRow) throw;
    }
  }
}

/// A row that is longer than what is looked at shows as one that doesn't end.
std::optional<CsvChunk> StoredTableWriter::next_chunk(const CsvChunks& reader, TextWindow& window,
                                                      std::int64_t lines_before) const {
  for (std::size_t bytes = reader.chunk_bytes() + kWindow / 64;; bytes *= 2) {
    const std::string_view rest = window.look(bytes);
    if (rest.empty()) return std::nullopt;
    const bool last = window.ended() || rest.size() >= kMaxRow;
    const std::size_t size = reader.cut({rest, lines_before}, rest, quotes_, last);
    if (size == 0) continue;
    const std::string_view text = rest.substr(0, size);
    return CsvChunk{.text = text, .within = {text, lines_before}, .bytes = window.take(size)};
  }
}

/// Reads chunks on all threads, as many as there are threads at a time, and takes them in order.
template <class Read, class Take>
void StoredTableWriter::each_part(CsvChunks& reader, const Read& read, const Take& take) {
  const std::size_t threads = options_.threads > 0
                                  ? static_cast<std::size_t>(options_.threads)
                                  : std::max(1U, std::thread::hardware_concurrency());
  const CsvHead& head = reader.head();
  TextWindow window(file_, begin_ + head.before, end_ - head.behind);
  std::int64_t lines = head.lines_before;
  for (;;) {
    std::vector<Part> wave;
    while (wave.size() < threads) {
      auto chunk = next_chunk(reader, window, lines);
      if (!chunk) break;
      lines += count_lines(chunk->text);
      wave.push_back({.chunk = std::move(*chunk)});
    }
    if (wave.empty()) return;
    in_parallel(wave.size(), options_.threads, [&](std::size_t i) { read(wave[i]); });
    for (const Part& part : wave) take(part);
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

void StoredTableWriter::write_texts(CsvChunks& reader, const std::vector<std::size_t>& wanted) {
  std::vector<Dictionary> dictionaries(wanted.size());
  for (const std::size_t i : wanted) {
    table_.columns_[i] = {.name = reader.names()[i], .kind = ColumnKind::category};
  }
  each_part(
      reader, [&](Part& part) { reader.read_categories(part.chunk, wanted); },
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
    if (!column.given_up) settle(wanted[k], reader);
  }
}

/// As settle_texts does with a column in memory.
void StoredTableWriter::settle(std::size_t index, const CsvChunks& reader) {
  StoredColumn& column = table_.columns_[index];
  TextFindings findings = find_in_texts(column.names, reader.hints(), reader.reading_of(index));
  column.format = findings.format;
  column.rounded = findings.rounded;
  if (column.undeclared.empty()) column.undeclared = findings.undeclared;
  if (!findings.numbers.empty()) {
    column.kind = ColumnKind::number;
    column.spellings = std::move(findings.spellings);
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
