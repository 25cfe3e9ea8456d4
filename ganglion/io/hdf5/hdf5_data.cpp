#include "ganglion/io/hdf5/hdf5_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace ganglion::io {
namespace {

/// A number of `size` bytes as unsigned, in the order that the file has it in.
std::uint64_t bits_of(const char* from, const Hdf5Type& type) {
  std::uint64_t value = 0;
  for (std::uint32_t i = 0; i < type.size; ++i) {
    const std::uint32_t at = type.big_endian ? i : type.size - 1 - i;
    value = value << 8 | static_cast<unsigned char>(from[at]);
  }
  return value;
}

/// IEEE's half (5 bits of exponent) or bfloat16 (8), exactly.
float float_of_16(std::uint64_t bits, int exponent_bits) {
  if (exponent_bits == 8) return std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16));
  const auto exponent = static_cast<int>(bits >> 10 & 0x1F);
  const auto fraction = static_cast<float>(bits & 0x3FF);
  float value = 0;
  if (exponent == 31) {
    value = fraction == 0 ? std::numeric_limits<float>::infinity()
                          : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else {
    value = std::ldexp(1024.0F + fraction, exponent - 25);
  }
  return (bits >> 15 & 1) != 0 ? -value : value;
}

std::int64_t integer_of(std::uint64_t bits, const Hdf5Type& type) {
  const int unused = 64 - 8 * static_cast<int>(type.size);
  if (type.kind == Hdf5Kind::unsigned_integer) return static_cast<std::int64_t>(bits);
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

/// The type that a tensor of such elements has. Throws Error when they are no numbers.
DType dtype_for(const Hdf5Bytes& file, const Hdf5Type& type, std::uint64_t at) {
  const std::uint32_t size = type.size;
  if (type.kind == Hdf5Kind::floating) {
    const int exponent = type.exponent_bits;
    if (size == 8 && exponent == 11) return DType::f64;
    if ((size == 4 && exponent == 8) || (size == 2 && (exponent == 5 || exponent == 8)))
      return DType::f32;
  } else if (type.kind == Hdf5Kind::signed_integer || type.kind == Hdf5Kind::unsigned_integer) {
    if (size == 1 || size == 2 || size == 4 || size == 8) return DType::i64;
  }
  file.refuse(at, fmt::format("an array of {} of {} bytes; floating numbers of 2, 4 and 8 bytes "
                              "and integers can be read",
                              type.name, size));
}

Tensor converted(const std::string_view raw, const Shape& shape, DType dtype,
                 const Hdf5Type& type) {
  Tensor tensor(shape, dtype);
  const auto fill = [&](auto values, auto number) {
    const char* from = raw.data();
    for (auto& value : values) {
      value = number(bits_of(from, type));
      from += type.size;
    }
  };
  if (dtype == DType::i64) {
    fill(tensor.values<std::int64_t>(), [&](std::uint64_t bits) { return integer_of(bits, type); });
  } else if (dtype == DType::f64) {
    fill(tensor.values<double>(), [](std::uint64_t bits) { return std::bit_cast<double>(bits); });
  } else if (type.size == 2) {
    fill(tensor.values<float>(),
         [&](std::uint64_t bits) { return float_of_16(bits, type.exponent_bits); });
  } else if (type.big_endian) {
    fill(tensor.values<float>(),
         [](std::uint64_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits)); });
  } else if (!raw.empty()) {
    std::memcpy(tensor.data(), raw.data(), raw.size());
  }
  return tensor;
}

}  // namespace

std::uint64_t hdf5_count(const Hdf5Bytes& file, const Hdf5Space& space, std::uint64_t at) {
  if (space.empty) return 0;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 60;
  std::uint64_t count = 1;
  for (const std::uint64_t extent : space.dims) {
    if (extent != 0 && count > kMost / extent)
      file.refuse(at, "an array of more than 2^60 elements");
    count *= extent;
  }
  return count;
}

std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> hdf5_heap_objects(
    Hdf5Bytes& file, std::uint64_t address) {
  file.visit(address);
  Hdf5Cursor head(file, address);
  head.expect("GCOL");
  head.skip(4);
  const std::uint64_t size = head.length();
  Hdf5Cursor cursor(file, address, size);
  cursor.skip(head.at() - address);
  std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> objects;
  while (cursor.left() >= 8U + static_cast<std::uint64_t>(file.length_size)) {
    const std::uint32_t index = cursor.u16();
    cursor.skip(6);
    const std::uint64_t length = cursor.length();
    if (index == 0) break;  // what follows is free
    objects[index] = {cursor.at(), length};
    cursor.skip(length);
    cursor.skip(std::min<std::uint64_t>((8 - length % 8) % 8, cursor.left()));
  }
  return objects;
}

Tensor read_hdf5_tensor(Hdf5Bytes& file, const Hdf5Dataset& dataset, std::uint64_t at) {
  const DType dtype = dtype_for(file, dataset.type, at);
  const std::uint64_t count = hdf5_count(file, dataset.space, at);
  if (dataset.space.dims.size() > static_cast<std::size_t>(Shape::kMaxRank)) {
    file.refuse(at, fmt::format("an array of {} axes, more than {}", dataset.space.dims.size(),
                                Shape::kMaxRank));
  }
  const std::vector<std::int64_t> dims(dataset.space.dims.begin(), dataset.space.dims.end());
  const Shape shape = dataset.space.empty ? Shape{0} : Shape(std::span<const std::int64_t>(dims));
  if (dataset.layout.kind == Hdf5Layout::Kind::chunked) {
    return converted(read_hdf5_chunks(file, dataset, count), shape, dtype, dataset.type);
  }
  if (count > 0 && dataset.layout.at == kNoAddress) {
    file.refuse(at, "an array without any data: it was made, but never written");
  }
  const std::uint64_t bytes = count * dataset.type.size;
  if (bytes != dataset.layout.size) {
    file.refuse(at, fmt::format("{} elements take {} bytes, but there are {}", count, bytes,
                                dataset.layout.size));
  }
  const std::string_view raw = count == 0 ? "" : file.stored(dataset.layout.at, bytes);
  return converted(raw, shape, dtype, dataset.type);
}

}  // namespace ganglion::io
