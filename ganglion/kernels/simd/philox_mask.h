#pragma once
#include <cstddef>
#include <cstdint>

namespace ganglion::kernels::simd {

/// How many numbers of Philox are made at a time, at most: two vectors of blocks of four.
constexpr std::size_t kMaxGroup = 256;

/// dst[4 i + j] = `kept` where number j of block first + i (see philox in core/rng.h) is at least
/// `threshold` in its upper 24 bits, else 0; for at least `blocks` blocks, rounded up to two
/// whole vectors: dst has room for kMaxGroup numbers more.
using PhiloxMask = void (*)(float* dst, std::uint64_t seed, std::uint64_t stream,
                            std::uint64_t first, std::size_t blocks, std::uint32_t threshold,
                            float kept);

PhiloxMask find_philox_mask();

}  // namespace ganglion::kernels::simd
