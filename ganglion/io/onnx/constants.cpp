#include "ganglion/io/onnx/constants.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "ganglion/core/arithmetic/half.h"
#include "ganglion/core/error.h"
#include "ganglion/io/onnx/external_data.h"

namespace ganglion::io::onnx {
namespace {

constexpr double kExact = 9007199254740992.0;  // 2^53

std::size_t stored_size(ElementType type) {
  switch (type) {
    case ElementType::f64:
    case ElementType::i64:
    case ElementType::u64:
      return 8;
    case ElementType::f32:
    case ElementType::i32:
    case ElementType::u32:
      return 4;
    case ElementType::f16:
    case ElementType::bf16:
    case ElementType::u16:
    case ElementType::i16:
      return 2;
    default:
      return 1;
  }
}

/// An integer as a double, exactly; beyond what a double holds only the ends of int64 are let
/// through, which files write for "to the end".
double exact(std::int64_t value) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max() - 1024;
  if (value > kEnd) return 9223372036854775808.0;
  if (value < -kEnd) return -9223372036854775808.0;
  if (value > kLargest || value < -kLargest) {
    throw Error(fmt::format("{} is beyond 2^53; such integers are not supported", value));
  }
  return static_cast<double>(value);
}

double exact(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(kExact)) {
    throw Error(fmt::format("{} is beyond 2^53; such integers are not supported", value));
  }
  return static_cast<double>(value);
}

template <class Stored, class Held, class Convert>
void convert(std::string_view raw, Tensor& to, Convert one) {
  const std::span<Held> values = to.values<Held>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored{};
    std::memcpy(&stored, raw.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = one(stored);
  }
}

template <class Stored>
void convert_integers(std::string_view raw, Tensor& to) {
  using Wide = std::conditional_t<std::is_signed_v<Stored>, std::int64_t, std::uint64_t>;
  convert<Stored, double>(raw, to, [](Stored value) { return exact(Wide{value}); });
}

void read_raw(std::string_view raw, ElementType type, Tensor& to) {
  switch (type) {
    case ElementType::f32:
    case ElementType::f64:
      if (!raw.empty()) std::memcpy(to.data(), raw.data(), raw.size());
      return;
    case ElementType::f16:
      return convert<std::uint16_t, float>(raw, to, from_f16);
    case ElementType::bf16:
      return convert<std::uint16_t, float>(raw, to, from_bf16);
    case ElementType::boolean:
      return convert<unsigned char, float>(
          raw, to, [](unsigned char bit) { return bit != 0 ? 1.0F : 0.0F; });
    case ElementType::u8:
      return convert_integers<std::uint8_t>(raw, to);
    case ElementType::i8:
      return convert_integers<std::int8_t>(raw, to);
    case ElementType::u16:
      return convert_integers<std::uint16_t>(raw, to);
    case ElementType::i16:
      return convert_integers<std::int16_t>(raw, to);
    case ElementType::i32:
      return convert_integers<std::int32_t>(raw, to);
    case ElementType::u32:
      return convert_integers<std::uint32_t>(raw, to);
    case ElementType::u64:
      return convert_integers<std::uint64_t>(raw, to);
    default:
      return convert_integers<std::int64_t>(raw, to);
  }
}

/// A number that stands in a list of integers, as its type.
double from_list(std::int64_t value, ElementType type) {
  switch (type) {
    case ElementType::f16:
      return from_f16(static_cast<std::uint16_t>(value));
    case ElementType::bf16:
      return from_bf16(static_cast<std::uint16_t>(value));
    case ElementType::boolean:
      return value != 0 ? 1.0 : 0.0;
    case ElementType::i32:
      return static_cast<std::int32_t>(value);
    case ElementType::u64:
      return exact(static_cast<std::uint64_t>(value));
    default:
      return exact(value);
  }
}

void check_count(std::size_t there, std::int64_t wanted) {
  if (there == static_cast<std::size_t>(wanted)) return;
  throw Error(fmt::format("its shape has {} elements, but {} are stored; the file is damaged",
                          wanted, there));
}

void read_list(const StoredTensor& stored, Tensor& to) {
  if (stored.type == ElementType::f32) {
    check_count(stored.floats.size(), to.size());
    std::copy(stored.floats.begin(), stored.floats.end(), to.values<float>().begin());
  } else if (stored.type == ElementType::f64) {
    check_count(stored.doubles.size(), to.size());
    std::copy(stored.doubles.begin(), stored.doubles.end(), to.values<double>().begin());
  } else {
    check_count(stored.integers.size(), to.size());
    for (std::size_t i = 0; i < stored.integers.size(); ++i) {
      const double value = from_list(stored.integers[i], stored.type);
      if (to.dtype() == DType::f32) to.values<float>()[i] = static_cast<float>(value);
      if (to.dtype() == DType::f64) to.values<double>()[i] = value;
    }
    check_range(to, stored.type);
  }
}

/// How many elements are there, so that nothing larger than the file is allocated.
std::size_t stored_count(const StoredTensor& stored) {
  if (stored.type == ElementType::f32) return stored.floats.size();
  if (stored.type == ElementType::f64) return stored.doubles.size();
  return stored.integers.size();
}

Tensor read_stored(const StoredTensor& stored, const std::string& folder) {
  const DType held = held_as(stored.type);
  const Shape shape{std::span<const std::int64_t>(stored.dims)};
  std::string outside;
  std::optional<std::string_view> raw = stored.raw;
  if (stored.external) {
    outside = read_external(stored, folder, shape.size(), stored_size(stored.type));
    raw = outside;
  }
  if (!raw) {
    check_count(stored_count(stored), shape.size());
    Tensor tensor(shape, held);
    read_list(stored, tensor);
    return tensor;
  }
  const std::size_t size = stored_size(stored.type);
  if (raw->size() % size != 0) throw Error("its bytes end in the middle of a number");
  check_count(raw->size() / size, shape.size());
  Tensor tensor(shape, held);
  read_raw(*raw, stored.type, tensor);
  return tensor;
}

}  // namespace

DType held_as(ElementType type) {
  if (type == ElementType::f64 || is_integer(type)) return DType::f64;
  if (is_floating(type) || type == ElementType::boolean) return DType::f32;
  throw Error(fmt::format("elements of {} are not supported", name_of(type)));
}

Tensor to_tensor(const StoredTensor& stored, const std::string& folder) {
  try {
    return read_stored(stored, folder).shared();
  } catch (const Error& error) {
    throw Error(fmt::format("tensor '{}': {}", stored.name, error.what()));
  }
}

}  // namespace ganglion::io::onnx
