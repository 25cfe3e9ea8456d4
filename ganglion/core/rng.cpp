#include "ganglion/core/rng.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace ganglion {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t stream, std::uint64_t block) {
  std::array<std::uint32_t, 4> x = {
      static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
      static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)};
  auto k0 = static_cast<std::uint32_t>(seed);
  auto k1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * x[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * x[2];
    x = {static_cast<std::uint32_t>(b >> 32) ^ x[1] ^ k0, static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ x[3] ^ k1, static_cast<std::uint32_t>(a)};
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return x;
}

std::uint32_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return philox(seed, stream, index / 4)[index % 4];
}

double random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return (random_bits(seed, stream, index) >> 8) * 0x1p-24;
}

double random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const auto block = philox(seed, stream, index);
  // (bits + 0.5) / 2^32 lies strictly inside (0, 1), so the logarithm is finite.
  const double u = (block[0] + 0.5) * 0x1p-32;
  const double v = (block[1] + 0.5) * 0x1p-32;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

namespace {

template <class Index>
std::vector<Index> permutation(std::int64_t count, std::uint64_t seed, std::uint64_t stream) {
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), Index{0});
  for (std::size_t i = order.size(); i > 1; --i) {
    // 64 random bits against a bound far below 2^32: the bias of the remainder is below 2^-32.
    const auto block = philox(seed, stream, i);
    const std::uint64_t bits = (std::uint64_t{block[0]} << 32) | block[1];
    std::swap(order[i - 1], order[bits % i]);
  }
  return order;
}

}  // namespace

std::vector<std::int64_t> random_permutation(std::int64_t count, std::uint64_t seed,
                                             std::uint64_t stream) {
  return permutation<std::int64_t>(count, seed, stream);
}

std::vector<std::uint32_t> random_small_permutation(std::int64_t count, std::uint64_t seed,
                                                    std::uint64_t stream) {
  return permutation<std::uint32_t>(count, seed, stream);
}

std::uint64_t stream_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace ganglion
