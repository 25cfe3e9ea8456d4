#include "ganglion/io/hdf5/hdf5_messages.h"

#include <fmt/format.h>

#include <array>

namespace ganglion::io {
namespace {

constexpr int kMaxRank = 32;  // HDF5's own

constexpr std::array<std::string_view, 11> kTypeClasses = {
    "integers",  "floating numbers", "times",        "text",  "bit fields", "opaque data",
    "compounds", "references",       "enumerations", "lists", "arrays"};

std::uint64_t padded(std::uint64_t size) {
  return (size + 7) / 8 * 8;
}

Hdf5Type read_type(Hdf5Cursor& cursor) {
  const int head = cursor.u8();
  const int bits = cursor.u8();
  cursor.skip(2);
  Hdf5Type type;
  type.size = cursor.u32();
  const auto number = static_cast<std::size_t>(head & 0x0F);
  type.name = number < kTypeClasses.size() ? kTypeClasses[number] : "elements of an unknown kind";
  type.big_endian = (bits & 1) != 0;
  if (number == 0) {
    type.kind = (bits & 8) != 0 ? Hdf5Kind::signed_integer : Hdf5Kind::unsigned_integer;
  } else if (number == 1) {
    type.kind = Hdf5Kind::floating;
    cursor.skip(5);
    type.exponent_bits = cursor.u8();
  } else if (number == 3) {
    type.kind = Hdf5Kind::text;
  } else if (number == 9 && (bits & 0x0F) == 1) {
    type.kind = Hdf5Kind::long_text;
  }
  return type;
}

Hdf5Space read_space(Hdf5Cursor& cursor) {
  const int version = cursor.u8();
  const int rank = cursor.u8();
  const int flags = cursor.u8();
  if (version != 1 && version != 2) cursor.refuse("a dataspace of unknown version");
  if (rank > kMaxRank) cursor.refuse(fmt::format("{} axes, more than {}", rank, kMaxRank));
  Hdf5Space space;
  if (version == 1) {
    cursor.skip(5);
  } else {
    space.empty = cursor.u8() == 2;
  }
  static_cast<void>(flags);  // largest extents follow: they don't matter for reading
  for (int axis = 0; axis < rank; ++axis) space.dims.push_back(cursor.length());
  return space;
}

}  // namespace

Hdf5Space read_hdf5_space(const Hdf5Bytes& file, const Hdf5Message& message) {
  Hdf5Cursor cursor(file, message.at, message.size);
  return read_space(cursor);
}

Hdf5Type read_hdf5_type(const Hdf5Bytes& file, const Hdf5Message& message) {
  Hdf5Cursor cursor(file, message.at, message.size);
  return read_type(cursor);
}

Hdf5Layout read_hdf5_layout(const Hdf5Bytes& file, const Hdf5Message& message) {
  Hdf5Cursor cursor(file, message.at, message.size);
  const int version = cursor.u8();
  if (version != 3 && version != 4) {
    cursor.refuse(fmt::format("a layout of version {}, where 3 and 4 are known", version));
  }
  const int kind = cursor.u8();
  Hdf5Layout layout;
  if (kind == 0) {
    layout.size = cursor.u16();
    layout.at = cursor.at();
    cursor.skip(layout.size);
  } else if (kind == 1) {
    layout.kind = Hdf5Layout::Kind::contiguous;
    layout.at = cursor.address();
    layout.size = cursor.length();
  } else if (kind == 2 && version == 3) {
    layout.kind = Hdf5Layout::Kind::chunked;
    const int rank = cursor.u8();  // the bytes of an element are the last axis
    if (rank < 2 || rank > kMaxRank + 1) cursor.refuse("a chunk of so many axes can't be");
    layout.at = cursor.address();
    for (int axis = 0; axis + 1 < rank; ++axis) layout.chunk.push_back(cursor.u32());
    cursor.skip(4);
  } else {
    cursor.refuse("chunks as only new versions of HDF5 write them (libver=\"latest\")");
  }
  return layout;
}

std::vector<Hdf5Filter> read_hdf5_filters(const Hdf5Bytes& file, const Hdf5Message& message) {
  Hdf5Cursor cursor(file, message.at, message.size);
  const int version = cursor.u8();
  const int count = cursor.u8();
  if (version != 1 && version != 2) cursor.refuse("a filter pipeline of unknown version");
  if (version == 1) cursor.skip(6);
  std::vector<Hdf5Filter> filters;
  for (int i = 0; i < count; ++i) {
    const int id = cursor.u16();
    const std::uint64_t name = version == 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const std::uint64_t values = cursor.u16();
    cursor.skip(version == 1 ? padded(name) : name);
    cursor.skip(4 * (version == 1 ? values + values % 2 : values));
    if (id < 1 || id > 3) {
      cursor.refuse(
          fmt::format("compressed by filter {}; only gzip, shuffle and fletcher32 are "
                      "known",
                      id));
    }
    filters.push_back(static_cast<Hdf5Filter>(id - 1));
  }
  return filters;
}

Hdf5Attribute read_hdf5_attribute(const Hdf5Bytes& file, const Hdf5Message& message) {
  Hdf5Cursor cursor(file, message.at, message.size);
  const int version = cursor.u8();
  const int flags = cursor.u8();
  if (version < 1 || version > 3) cursor.refuse("an attribute of unknown version");
  if (version > 1 && (flags & 3) != 0) {
    cursor.refuse("an attribute whose type is kept elsewhere, which Keras never writes");
  }
  const std::uint64_t name = cursor.u16();
  const std::uint64_t type = cursor.u16();
  const std::uint64_t space = cursor.u16();
  if (version == 3) cursor.skip(1);  // ASCII or UTF-8
  const auto room = [version](std::uint64_t size) { return version == 1 ? padded(size) : size; };
  Hdf5Attribute attribute;
  const std::string_view text = cursor.text(room(name)).substr(0, name);
  attribute.name = std::string(text.substr(0, text.find('\0')));
  Hdf5Cursor types(file, cursor.at(), type);
  attribute.type = read_type(types);
  cursor.skip(room(type));
  Hdf5Cursor spaces(file, cursor.at(), space);
  attribute.space = read_space(spaces);
  cursor.skip(room(space));
  attribute.at = cursor.at();
  attribute.size = cursor.left();
  return attribute;
}

}  // namespace ganglion::io
