#include "ganglion/io/onnx/wire.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "ganglion/core/error.h"

namespace ganglion::io::onnx {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie");

void WireReader::fail(std::string_view what) const {
  throw Error(fmt::format("byte {}: {}", offset_ + at_, what));
}

std::uint64_t WireReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (at_ >= bytes_.size()) fail("a number is cut off; the file is damaged or incomplete");
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  fail("a number has more than ten bytes; the file is damaged or no ONNX model");
}

std::string_view WireReader::take(std::uint64_t count) {
  if (count > bytes_.size() - at_) {
    fail(fmt::format("{} bytes are announced, {} remain; the file is damaged or incomplete", count,
                     bytes_.size() - at_));
  }
  const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(count));
  at_ += taken.size();
  return taken;
}

void WireReader::skip() {
  pending_ = false;
  if (type_ == Type::varint) {
    varint();
  } else if (type_ == Type::bytes) {
    take(varint());
  } else {
    take(type_ == Type::fixed64 ? 8 : 4);
  }
}

bool WireReader::next() {
  if (pending_) skip();
  if (at_ == bytes_.size()) return false;
  const std::uint64_t key = varint();
  const std::uint64_t type = key & 7;
  field_ = static_cast<std::uint32_t>(key >> 3);
  if (field_ == 0 || (key >> 3) >= (1u << 29) || (type > 2 && type != 5)) {
    fail("no field of a message begins here; the file is damaged or no ONNX model");
  }
  type_ = static_cast<Type>(type);
  pending_ = true;
  return true;
}

void WireReader::expect(Type type) const {
  if (type_ != type) fail(fmt::format("field {} is written as another type", field_));
}

std::int64_t WireReader::integer() {
  expect(Type::varint);
  pending_ = false;
  return static_cast<std::int64_t>(varint());
}

float WireReader::number() {
  expect(Type::fixed32);
  pending_ = false;
  float value = 0;
  std::memcpy(&value, take(sizeof value).data(), sizeof value);
  return value;
}

std::string_view WireReader::bytes() {
  expect(Type::bytes);
  pending_ = false;
  return take(varint());
}

WireReader WireReader::message() {
  const std::string_view inside = bytes();
  return WireReader(inside, offset_ + at_ - inside.size());
}

void WireReader::append(std::vector<std::int64_t>& values) {
  if (type_ != Type::bytes) return values.push_back(integer());
  WireReader packed = message();
  while (packed.at_ < packed.bytes_.size()) {
    values.push_back(static_cast<std::int64_t>(packed.varint()));
  }
}

template <class Number>
void WireReader::append_fixed(std::vector<Number>& values, Type single) {
  std::string_view from;
  if (type_ == Type::bytes) {
    from = bytes();
  } else {
    expect(single);
    pending_ = false;
    from = take(sizeof(Number));
  }
  if (from.size() % sizeof(Number) != 0) fail("packed numbers end in the middle of one");
  const std::size_t before = values.size();
  values.resize(before + from.size() / sizeof(Number));
  if (!from.empty()) std::memcpy(values.data() + before, from.data(), from.size());
}

void WireReader::append(std::vector<float>& values) {
  append_fixed(values, Type::fixed32);
}

void WireReader::append(std::vector<double>& values) {
  append_fixed(values, Type::fixed64);
}

}  // namespace ganglion::io::onnx
