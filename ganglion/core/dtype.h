#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace ganglion {

/// Element types. Graphs compute in f32 (or f64, on the reference kernels) and index with i32;
/// the others occur in files.
enum class DType : std::uint8_t { f32, f64, i32, i64, u8 };

/// Bytes of one element.
std::size_t size_of(DType dtype);

/// "f32", "f64", "i32", "i64" or "u8".
std::string_view name_of(DType dtype);

/// True for f32 and f64.
bool is_floating(DType dtype);

/// The DType of a C++ type: dtype_of<float> is DType::f32.
template <class T>
inline constexpr DType dtype_of = DType::f32;
template <>
inline constexpr DType dtype_of<double> = DType::f64;
template <>
inline constexpr DType dtype_of<std::int32_t> = DType::i32;
template <>
inline constexpr DType dtype_of<std::int64_t> = DType::i64;
template <>
inline constexpr DType dtype_of<std::uint8_t> = DType::u8;

/// A set of element types.
class DTypes {
 public:
  constexpr DTypes(std::initializer_list<DType> types) {
    for (const DType type : types) bits_ |= bit(type);
  }
  constexpr bool has(DType type) const { return (bits_ & bit(type)) != 0; }

 private:
  static constexpr unsigned bit(DType type) { return 1U << static_cast<unsigned>(type); }
  unsigned bits_ = 0;
};

}  // namespace ganglion
