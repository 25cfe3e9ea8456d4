#pragma once
#include <cstdint>

namespace ganglion {

/// The number that the bits of a float16 are (IEEE 754, binary16): exact.
float from_f16(std::uint16_t bits);
/// The same for a bfloat16, the upper half of a float32.
float from_bf16(std::uint16_t bits);

}  // namespace ganglion
