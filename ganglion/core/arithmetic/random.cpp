#include "ganglion/core/arithmetic/random.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"

namespace ganglion {
namespace {

// Streams of one seed, so that normal numbers, each made of two, don't meet the others.
constexpr std::uint64_t kPlain = 0, kNormal = 1;

}  // namespace

double Random::uniform() {
  return random_uniform(seed_, kPlain, drawn_++);
}

std::int64_t Random::integer(std::int64_t below) {
  if (below < 1) throw Error(fmt::format("there is no integer from 0 on that is below {}", below));
  // What is left over above a multiple of `below` would favour the small ones: drawn again.
  const auto count = static_cast<std::uint64_t>(below);
  const std::uint64_t over = (std::numeric_limits<std::uint64_t>::max() % count + 1) % count;
  while (true) {
    const std::uint64_t high = random_bits(seed_, kPlain, drawn_++);
    const std::uint64_t bits = high << 32U | random_bits(seed_, kPlain, drawn_++);
    if (bits <= std::numeric_limits<std::uint64_t>::max() - over)
      return static_cast<std::int64_t>(bits % count);
  }
}

Tensor Random::uniform(Shape shape, double low, double high) {
  Tensor result(shape);
  const auto largest = std::nextafter(static_cast<float>(high), static_cast<float>(low));
  for (float& x : result.values<float>()) {
    x = static_cast<float>(low + (high - low) * uniform());
    if (x == static_cast<float>(high)) x = largest;  // rounded up to it
  }
  return result;
}

Tensor Random::normal(Shape shape, double mean, double deviation) {
  Tensor result(shape);
  for (float& x : result.values<float>())
    x = static_cast<float>(mean + deviation * random_normal(seed_, kNormal, drawn_++));
  return result;
}

Tensor Random::integers(Shape shape, std::int64_t below) {
  if (below > std::int64_t{1} << 31) {
    throw Error(fmt::format("integers below {} don't fit i32; 2^31 is the most", below));
  }
  Tensor result(shape, DType::i32);
  for (std::int32_t& x : result.values<std::int32_t>())
    x = static_cast<std::int32_t>(integer(below));
  return result;
}

}  // namespace ganglion
