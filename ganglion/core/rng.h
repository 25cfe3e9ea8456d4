#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ganglion {

/// Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11): a
/// counter-based generator. Any number can be asked for on its own, so results depend on (seed,
/// stream, index) and on nothing else: not on threads, order or how often one asks.
std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t stream, std::uint64_t block);

/// The index-th 32-bit number of a stream.
std::uint32_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// Uniform in [0, 1), with 24 random bits: exact in float.
double random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// Standard normal (Box-Muller on two numbers of the stream).
double random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// A permutation of 0 … count-1 (Fisher-Yates), fixed by seed and stream.
std::vector<std::int64_t> random_permutation(std::int64_t count, std::uint64_t seed,
                                             std::uint64_t stream);

/// The same for up to 2^32 entries in half the memory.
std::vector<std::uint32_t> random_small_permutation(std::int64_t count, std::uint64_t seed,
                                                    std::uint64_t stream);

/// A stream number from a name ("dense_1/kernel"), so that streams need no numbering by hand
/// (FNV-1a).
std::uint64_t stream_of(std::string_view name);

}  // namespace ganglion
