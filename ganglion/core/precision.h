#pragma once
#include <cstdint>
#include <string_view>

namespace ganglion {

/// Of the numbers that matrix products and convolutions multiply. Sums, weights, everything else:
/// always f32.
enum class Precision : std::uint8_t {
  f32,
  bf16,  ///< rounded to bfloat16 (8 bits of significand, the range of f32) before they are
         ///< multiplied
};

/// "f32" or "bf16".
std::string_view name_of(Precision precision);
/// What name_of gives back. Throws Error listing both for another text.
Precision parse_precision(std::string_view text);

}  // namespace ganglion
