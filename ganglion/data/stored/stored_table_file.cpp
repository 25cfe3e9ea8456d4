#include "ganglion/data/stored/stored_table_file.h"

#include <array>
#include <atomic>

#include "ganglion/core/error.h"
#include "ganglion/data/text/parallel.h"

namespace ganglion::data {
namespace {

struct FileHeader {
  std::array<char, 8> magic = {'G', 'A', 'N', 'G', 'T', 'A', 'B', 'L'};
  std::uint32_t version = 4;
  std::uint32_t index_check = 0;
  std::uint64_t index_offset = 0;
  std::uint64_t index_bytes = 0;  ///< the file ends behind them
  std::array<std::byte, 28> reserved = {};
  std::uint32_t check = 0;  ///< of what is before
};
static_assert(sizeof(FileHeader) == 64);

constexpr std::int64_t kLineLimit = std::int64_t{1} << 62;  // so that sums stay numbers

std::uint32_t check_of(FileHeader header) {
  header.check = 0;
  return checksum(std::as_bytes(std::span(&header, 1)));
}

}  // namespace

void StoredTableFile::seal(StoredTable& table, const std::string& cache_key,
                           const std::string& fingerprint) {
  ByteWriter index;
  index.text(cache_key);
  index.text(fingerprint);
  index.value(table.rows_);
  index.value(static_cast<std::uint64_t>(table.first_rows_.size()));
  for (std::size_t i = 0; i < table.first_rows_.size(); ++i) {
    index.value(table.first_rows_[i]);
    index.value(table.lines_before_[i]);
  }
  StoredColumn lines{.name = "lines", .pieces = table.lines_};
  lines.write(index);
  index.value(static_cast<std::uint64_t>(table.columns_.size()));
  for (const StoredColumn& column : table.columns_) column.write(index);
  index.value(static_cast<std::uint64_t>(table.notes_.size()));
  for (const Note& note : table.notes_) {
    index.text(note.column);
    index.text(note.text);
    index.value(static_cast<std::uint8_t>(note.kind));
  }
  index.value(table.format_.delimiter);
  index.value(static_cast<char>(table.format_.header));
  index.value(table.format_.decimal);
  FileHeader header{.index_check = checksum(index.bytes()), .index_bytes = index.bytes().size()};
  header.index_offset = table.file_.append(index.bytes());
  header.check = check_of(header);
  table.file_.write_at(0, std::as_bytes(std::span(&header, 1)));
}

std::string StoredTableFile::open(StoredTable& table, const std::string& cache_key,
                                  const std::string& fingerprint) {
  const BulkFile& file = table.file_;
  FileHeader header{};
  const std::uint64_t size = file.size();
  if (size < sizeof(FileHeader)) return "it is truncated";
  file.read_at(0, std::as_writable_bytes(std::span(&header, 1)));
  if (header.magic != FileHeader{}.magic) return "it is damaged";
  if (header.version != FileHeader{}.version) return "another version of the program wrote it";
  if (header.check != check_of(header)) return "it is damaged";
  if (header.index_bytes > size || header.index_offset != size - header.index_bytes) {
    return "it is truncated";
  }
  std::vector<std::byte> bytes(header.index_bytes);
  file.read_at(header.index_offset, bytes);
  if (checksum(bytes) != header.index_check) return "it is damaged";
  ByteReader index(bytes, "'" + file.path() + "'");
  if (index.text() != cache_key) return "it was made with other options";
  if (index.text() != fingerprint) return "the file has changed since";
  try {
    read_index(table, index);
    if (!is_whole(table)) return "it is damaged";
  } catch (const Error&) {  // whatever it is: the table is read anew
    return "it is damaged";
  }
  return {};
}

/// Whether there is a piece for each part, with the rows of the part, all of it in the file.
bool StoredTableFile::fits(const StoredTable& table, const std::vector<StoredPiece>& pieces) {
  const std::uint64_t size = table.file_.size();
  if (pieces.size() != table.first_rows_.size()) return false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const StoredPiece& piece = pieces[i];
    const bool inside = piece.offset <= size && piece.bytes() <= size - piece.offset;
    if (piece.rows != table.rows_of(i) || !inside) return false;
  }
  return true;
}

/// All values are looked at before any is used: one that is damaged would else be found in the
/// midst of training.
bool StoredTableFile::is_whole(const StoredTable& table) {
  std::vector<const StoredPiece*> pieces;
  for (const StoredPiece& piece : table.lines_) pieces.push_back(&piece);
  for (const StoredColumn& column : table.columns_) {
    for (const StoredPiece& piece : column.pieces) pieces.push_back(&piece);
  }
  std::atomic<bool> whole = true;
  in_parallel(pieces.size(), 0, [&](std::size_t i) {
    if (!data::is_whole(table.file_, *pieces[i])) whole = false;
  });
  return whole;
}

void StoredTableFile::read_index(StoredTable& table, ByteReader& index) {
  table.rows_ = index.value<std::int64_t>();
  const std::size_t parts = index.count(16);
  if (table.rows_ < 0 || (parts == 0 && table.rows_ != 0)) index.refuse();
  for (std::size_t i = 0; i < parts; ++i) {
    const auto first = index.value<std::int64_t>();
    const auto lines = index.value<std::int64_t>();
    const bool follows = i == 0 ? first == 0 : first >= table.first_rows_.back();
    if (!follows || first > table.rows_ || lines < 0 || lines > kLineLimit) index.refuse();
    table.first_rows_.push_back(first);
    table.lines_before_.push_back(lines);
  }
  table.lines_ = StoredColumn::read(index).pieces;
  table.columns_.resize(index.count(1));
  for (StoredColumn& column : table.columns_) column = StoredColumn::read(index);
  table.notes_.resize(index.count(17));
  for (Note& note : table.notes_) {
    note.column = index.text();
    note.text = index.text();
    note.kind = index.choice(NoteKind::series_short);
  }
  table.format_.delimiter = index.value<char>();
  table.format_.header = index.value<char>() != 0;
  table.format_.decimal = index.value<char>();
  table.format_.encoding = "UTF-8";
  if (!fits(table, table.lines_)) index.refuse();
  for (const StoredColumn& column : table.columns_) {
    if (!fits(table, column.pieces)) index.refuse();
  }
  table.finish();
}

}  // namespace ganglion::data
