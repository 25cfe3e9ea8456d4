#include "ganglion/io/protobuf/message.h"

#include <bit>

namespace ganglion::io::protobuf {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie");

constexpr unsigned kVarint = 0;
constexpr unsigned k64Bits = 1;
constexpr unsigned kLengthFirst = 2;
constexpr unsigned k32Bits = 5;

}  // namespace

/// Seven bits a byte, the lowest first; the top bit says that more follow.
void Message::varint(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
}

void Message::key(int field, unsigned wire_type) {
  varint(static_cast<std::uint64_t>(field) << 3 | wire_type);
}

void Message::raw(const void* from, std::size_t count) {
  bytes_.append(static_cast<const char*>(from), count);
}

Message& Message::integer(int field, std::int64_t value) {
  key(field, kVarint);
  varint(static_cast<std::uint64_t>(value));
  return *this;
}

Message& Message::number(int field, double value) {
  key(field, k64Bits);
  raw(&value, sizeof value);
  return *this;
}

Message& Message::number(int field, float value) {
  key(field, k32Bits);
  raw(&value, sizeof value);
  return *this;
}

Message& Message::text(int field, std::string_view value) {
  key(field, kLengthFirst);
  varint(value.size());
  bytes_ += value;
  return *this;
}

Message& Message::message(int field, const Message& value) {
  return text(field, value.bytes());
}

Message& Message::numbers(int field, std::span<const double> values) {
  if (values.empty()) return *this;
  key(field, kLengthFirst);
  varint(values.size_bytes());
  raw(values.data(), values.size_bytes());
  return *this;
}

Message& Message::integers(int field, std::span<const std::int64_t> values) {
  Message packed;
  for (const std::int64_t value : values) packed.varint(static_cast<std::uint64_t>(value));
  return message(field, packed);
}

}  // namespace ganglion::io::protobuf
