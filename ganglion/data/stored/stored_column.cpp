#include "ganglion/data/stored/stored_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

using Form = StoredPiece::Form;

/// Whether a number is the same, to the bit, after a round trip through T. (A NaN may change its
/// bits, but means a missing value whatever they are.)
template <class T>
bool survives(double value) {
  if constexpr (std::is_integral_v<T>) {
    constexpr auto kMin = static_cast<double>(std::numeric_limits<T>::min());
    constexpr auto kMax = static_cast<double>(std::numeric_limits<T>::max());
    if (!(value >= kMin && value <= kMax)) return false;
    return std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<T>(value))) ==
           std::bit_cast<std::uint64_t>(value);
  } else {
    return value != value || static_cast<double>(static_cast<T>(value)) == value;
  }
}

template <class T, class From>
PackedPiece pack_as(std::span<const From> values, Form form) {
  PackedPiece packed{.piece = {.rows = static_cast<std::uint32_t>(values.size()), .form = form}};
  packed.bytes.resize(values.size() * sizeof(T));
  std::byte* to = packed.bytes.data();
  for (const From value : values) {
    const auto narrow = static_cast<T>(value);
    std::memcpy(to, &narrow, sizeof(T));
    to += sizeof(T);
  }
  packed.piece.check = checksum(packed.bytes);
  return packed;
}

template <class T, class To>
void load_as(const BulkFile& file, const StoredPiece& piece, std::vector<To>& to) {
  std::vector<T> narrow(piece.rows);
  const auto bytes = std::as_writable_bytes(std::span<T>(narrow));
  file.read_at(piece.offset, bytes);
  if (checksum(bytes) != piece.check) {
    throw Error(fmt::format(
        "'{}' is damaged at byte {}: its checksum differs; delete the file to rebuild it",
        file.path(), piece.offset));
  }
  to.insert(to.end(), narrow.begin(), narrow.end());
}

template <class To>
void load(const BulkFile& file, const StoredPiece& piece, std::vector<To>& to) {
  switch (piece.form) {
    case Form::i16:
      return load_as<std::int16_t>(file, piece, to);
    case Form::i32:
      return load_as<std::int32_t>(file, piece, to);
    case Form::f32:
      if constexpr (std::is_floating_point_v<To>) return load_as<float>(file, piece, to);
      break;
    case Form::f64:
      if constexpr (std::is_floating_point_v<To>) return load_as<double>(file, piece, to);
      break;
  }
  throw Error(fmt::format("'{}' is damaged: a column of texts holds numbers; delete the file",
                          file.path()));
}

}  // namespace

std::uint64_t StoredPiece::bytes() const {
  return std::uint64_t{rows} * (form == Form::f64 ? 8U : form == Form::i16 ? 2U : 4U);
}

StoredPiece PackedPiece::store(BulkFile& file) const {
  StoredPiece stored = piece;
  stored.offset = file.append(bytes);
  return stored;
}

PackedPiece pack(std::span<const double> values) {
  if (std::ranges::all_of(values, survives<std::int16_t>)) {
    return pack_as<std::int16_t>(values, Form::i16);
  }
  if (std::ranges::all_of(values, survives<std::int32_t>)) {
    return pack_as<std::int32_t>(values, Form::i32);
  }
  if (std::ranges::all_of(values, survives<float>)) return pack_as<float>(values, Form::f32);
  return pack_as<double>(values, Form::f64);
}

PackedPiece pack(std::span<const std::int32_t> codes) {
  const bool few = std::ranges::all_of(
      codes, [](std::int32_t code) { return code <= std::numeric_limits<std::int16_t>::max(); });
  return few ? pack_as<std::int16_t>(codes, Form::i16) : pack_as<std::int32_t>(codes, Form::i32);
}

bool is_whole(const BulkFile& file, const StoredPiece& piece) {
  std::vector<std::byte> bytes(piece.bytes());
  file.read_at(piece.offset, bytes);
  return checksum(bytes) == piece.check;
}

void load_piece(const BulkFile& file, const StoredPiece& piece, std::vector<double>& to) {
  load(file, piece, to);
}

void load_piece(const BulkFile& file, const StoredPiece& piece, std::vector<std::int32_t>& to) {
  load(file, piece, to);
}

Column StoredColumn::empty() const {
  Column column{.name = name, .kind = kind, .spellings = spellings, .format = format};
  column.rounded = rounded;
  column.undeclared = undeclared;
  if (kind != ColumnKind::number) column.names = names;
  return column;
}

void StoredColumn::refuse_code(std::int32_t code) const {
  throw Error(
      fmt::format("the cache is damaged: column {} has {} texts, but a row has text {}; delete its "
                  "file to rebuild it",
                  shown(name), place.size(), code + 1));
}

void StoredColumn::write(ByteWriter& to) const {
  to.text(name);
  to.value(kind);
  to.value(given_up);
  to.value(static_cast<std::uint64_t>(spellings.size()));
  for (const auto& [value, text] : spellings) {
    to.value(value);
    to.text(text);
  }
  to.value(static_cast<std::uint64_t>(names.size()));
  for (const std::string& text : names) to.text(text);
  for (const std::int32_t at : place) to.value(at);
  to.value(static_cast<std::uint64_t>(values.size()));
  for (const double value : values) to.value(value);
  to.value(format.decimal);
  to.value(format.thousands);
  to.value(static_cast<std::uint8_t>(format.percent));
  to.text(format.currency);
  to.text(format.unit);
  to.text(rounded);
  to.text(undeclared);
  to.value(static_cast<std::uint64_t>(pieces.size()));
  for (const StoredPiece& piece : pieces) {
    to.value(piece.offset);
    to.value(piece.rows);
    to.value(piece.check);
    to.value(piece.form);
  }
}

StoredColumn StoredColumn::read(ByteReader& from) {
  StoredColumn column{.name = from.text()};
  column.kind = from.choice(ColumnKind::text);
  column.given_up = from.choice<std::uint8_t>(1) == 1;
  column.spellings.resize(from.count(16));
  for (auto& [value, text] : column.spellings) {
    value = from.value<double>();
    text = from.text();
  }
  column.names.resize(from.count(8));
  for (std::string& text : column.names) text = from.text();
  column.place.resize(column.names.size());
  for (std::int32_t& at : column.place) {
    at = from.value<std::int32_t>();
    if (at < -1 || at >= std::ssize(column.names)) from.refuse();
  }
  column.values.resize(from.count(8));
  for (double& value : column.values) value = from.value<double>();
  if (!column.values.empty() && column.values.size() != column.names.size()) from.refuse();
  column.format.decimal = from.value<char>();
  column.format.thousands = from.value<char>();
  column.format.percent = from.choice<std::uint8_t>(1) == 1;
  column.format.currency = from.text();
  column.format.unit = from.text();
  column.rounded = from.text();
  column.undeclared = from.text();
  column.pieces.resize(from.count(17));
  for (StoredPiece& piece : column.pieces) {
    piece.offset = from.value<std::uint64_t>();
    piece.rows = from.value<std::uint32_t>();
    piece.check = from.value<std::uint32_t>();
    piece.form = from.choice(StoredPiece::Form::i16);
  }
  return column;
}

}  // namespace ganglion::data
