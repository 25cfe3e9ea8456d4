#include "ganglion/kernels/onednn/product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "ganglion/core/rng.h"

namespace ganglion::kernels::onednn {
namespace {

/// Made once: every product takes as many as it needs from the front.
const std::vector<float>& numbers(std::uint64_t seed) {
  constexpr std::size_t kMax = 512 * 1024;
  static std::map<std::uint64_t, std::vector<float>> made;
  std::vector<float>& all = made[seed];
  while (all.size() < kMax) {
    all.push_back(static_cast<float>(random_uniform(seed, 0, all.size()) - 0.5));
  }
  return all;
}

struct Form {
  bool ta, tb;
};

/// The largest difference from a product in double, as a share of what the sums are made of.
double error_of(std::int64_t m, std::int64_t n, std::int64_t k, Form form, bool add,
                bool copies = true) {
  const std::vector<float>& a = numbers(1);
  const std::vector<float>& b = numbers(2);
  std::vector<float> c(static_cast<std::size_t>(m * n),
                       add ? 0.5F : std::numeric_limits<float>::quiet_NaN());
  const Product product(m, n, k, form.ta, form.tb, copies);
  std::vector<float> scratch(product.scratch_bytes() / sizeof(float));
  for (const auto& [top, bottom] : {std::pair{std::int64_t{0}, m / 3}, std::pair{m / 3, m}}) {
    for (const auto& [left, right] : {std::pair{std::int64_t{0}, n / 2}, std::pair{n / 2, n}}) {
      product.run({top, bottom, left, right}, a.data(), b.data(), c.data(), add, scratch.data());
    }
  }
  double worst = 0;
  // Of many rows and columns, some in each block.
  for (std::int64_t i = 0; i < m; i += m < 16 ? 1 : 7) {
    for (std::int64_t j = 0; j < n; j += n < 16 ? 1 : 7) {
      double sum = add ? 0.5 : 0.0;
      double size = sum;
      for (std::int64_t p = 0; p < k; ++p) {
        const double x = a[static_cast<std::size_t>(form.ta ? p * m + i : i * k + p)];
        const double y = b[static_cast<std::size_t>(form.tb ? j * k + p : p * n + j)];
        sum += x * y;
        size += std::abs(x * y);
      }
      const double got = c[static_cast<std::size_t>(i * n + j)];
      if (std::isnan(got)) return got;
      worst = std::max(worst, std::abs(got - sum) / size);
    }
  }
  return worst;
}

TEST(Product, EqualsTheSumInDouble) {
  // Lengths around those at which operands are copied, and divisions that leave a rest.
  for (const std::int64_t m : {1, 7, 8, 64}) {
    for (const std::int64_t n : {1, 10, 256, 512, 520, 768}) {
      for (const std::int64_t k : {1, 25, 256, 300}) {
        for (const Form form :
             {Form{false, false}, Form{true, false}, Form{false, true}, Form{true, true}}) {
          for (const bool add : {false, true}) {
            for (const bool copies : {false, true}) {
              EXPECT_LT(error_of(m, n, k, form, add, copies), 1e-6)
                  << m << " x " << n << " x " << k << (form.ta ? " a'" : "")
                  << (form.tb ? " b'" : "") << (add ? " added" : "") << (copies ? " copied" : "");
            }
          }
        }
      }
    }
  }
}

TEST(Product, EqualsTheSumWithRowsCopiedOnBothSides) {
  EXPECT_LT(error_of(256, 512, 64, {true, false}, false), 1e-6);
  EXPECT_LT(error_of(512, 256, 300, {true, false}, true), 1e-6);
  EXPECT_LT(error_of(2304, 520, 80, {true, false}, true), 1e-6);  // several blocks of rows
  EXPECT_LT(error_of(40, 1024, 300, {true, false}, false), 1e-6);
  EXPECT_GT(Product(256, 512, 64, true, false, true).scratch_bytes(), 0U);
  EXPECT_EQ(Product(250, 500, 64, true, false, true).scratch_bytes(), 0U);
  EXPECT_EQ(Product(256, 512, 64, true, false, false).scratch_bytes(), 0U);
}

TEST(Product, CopiesABlockAtATime) {
  // 16 MiB of b; what is copied at once stays in the second-level cache.
  EXPECT_LE(Product(64, 2048, 2048, false, false, true).scratch_bytes(), 300U * 1024);
  EXPECT_LE(Product(4096, 4096, 256, true, false, true).scratch_bytes(), 1400U * 1024);
}

}  // namespace
}  // namespace ganglion::kernels::onednn
