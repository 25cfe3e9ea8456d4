#include "ganglion/kernels/simd/packed_product.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "ganglion/core/rng.h"

namespace ganglion::kernels::simd {
namespace {

using Numbers = std::vector<float>;

Numbers drawn(std::int64_t count, std::uint64_t stream) {
  Numbers numbers(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<float>(random_normal(3, stream, i));
  }
  return numbers;
}

/// m rows times a k x n matrix, computed in panels from `first` on in each of two calls.
Numbers product(std::int64_t m, const ops::PackedFactor& factor, const Numbers& a,
                const Numbers& packed, const float* bias, std::int64_t cut) {
  const PackedProduct multiply(m, factor);
  Numbers scratch(multiply.scratch_bytes() / sizeof(float) + 1);
  Numbers c(static_cast<std::size_t>(m * factor.n), NAN);
  const PackedProduct::Memory memory = {a.data(), packed.data(), bias, c.data(), scratch.data()};
  multiply.run(memory, 0, cut);
  multiply.run(memory, cut, factor.panels());
  return c;
}

struct Case {
  std::int64_t m, n, k;
};

/// Sums in double, and what they could be off by: k roundings of the sum of magnitudes, at most.
void expect_product(const Case& s) {
  const ops::PackedFactor factor = {.k = s.k, .n = s.n, .width = packed_width()};
  const Numbers a = drawn(s.m * s.k, 1);
  const Numbers b = drawn(s.k * s.n, 2);
  const Numbers bias = drawn(s.n, 3);
  Numbers packed(static_cast<std::size_t>(factor.size()));
  pack(factor, b.data(), false, packed.data());
  const Numbers c = product(s.m, factor, a, packed, bias.data(), factor.panels() / 2);
  for (std::int64_t i = 0; i < s.m; ++i) {
    for (std::int64_t j = 0; j < s.n; ++j) {
      double sum = bias[static_cast<std::size_t>(j)];
      double magnitude = std::abs(sum);
      for (std::int64_t p = 0; p < s.k; ++p) {
        const double term = double{a[static_cast<std::size_t>(i * s.k + p)]} *
                            double{b[static_cast<std::size_t>(p * s.n + j)]};
        sum += term;
        magnitude += std::abs(term);
      }
      EXPECT_NEAR(c[static_cast<std::size_t>(i * s.n + j)], sum, 1e-6 * magnitude)
          << s.m << " x " << s.k << " x " << s.n << ", row " << i << ", column " << j;
    }
  }
}

TEST(PackedProduct, IsTheProductWithTheBias) {
  const std::vector<Case> cases = {{1, 1, 1},    {1, 200, 30},  {2, 17, 5},    {5, 8, 64},
                                   {7, 33, 40},  {13, 130, 20}, {31, 10, 784}, {100, 40, 512},
                                   {9, 48, 768}, {1, 70, 1000}};
  for (const Case& s : cases) expect_product(s);
}

TEST(PackedProduct, ARowHasTheSameBitsAloneAndAmongOthers) {
  for (const std::int64_t k : {20, 700, 1024}) {
    const ops::PackedFactor factor = {.k = k, .n = 150, .width = packed_width()};
    const Numbers b = drawn(k * factor.n, 2);
    Numbers packed(static_cast<std::size_t>(factor.size()));
    pack(factor, b.data(), false, packed.data());
    const std::int64_t m = 110;
    const Numbers a = drawn(m * k, 1);
    const Numbers all = product(m, factor, a, packed, nullptr, 1);
    for (const std::int64_t rows : {1, 3, 8, 64}) {
      const Numbers some = product(rows, factor, a, packed, nullptr, factor.panels());
      for (std::size_t i = 0; i < some.size(); ++i) ASSERT_EQ(some[i], all[i]) << k << ", " << rows;
    }
  }
}

TEST(PackFactor, PutsEachElementInItsPlaceAndZerosElsewhere) {
  for (const bool transposed : {false, true}) {
    for (const auto& [k, n] : {std::pair{3, 5}, std::pair{800, 37}, std::pair{1024, 64}}) {
      const ops::PackedFactor factor = {.k = k, .n = n, .width = packed_width()};
      const Numbers from = drawn(factor.k * factor.n, 1);
      Numbers packed(static_cast<std::size_t>(factor.size()), NAN);
      pack(factor, from.data(), transposed, packed.data());
      Numbers expected(packed.size(), 0.0F);
      for (std::int64_t p = 0; p < k; ++p) {
        for (std::int64_t j = 0; j < n; ++j) {
          expected[static_cast<std::size_t>(factor.place(p, j))] =
              from[static_cast<std::size_t>(transposed ? j * k + p : p * n + j)];
        }
      }
      EXPECT_EQ(packed, expected) << k << " x " << n;
    }
  }
}

}  // namespace
}  // namespace ganglion::kernels::simd
