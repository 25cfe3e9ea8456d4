#include "ganglion/kernels/peak.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "ganglion/kernels/onednn/product.h"

namespace ganglion::kernels {
namespace {

/// GFLOP/s of a matrix product on one thread.
double product_gflops() {
  constexpr std::int64_t kRows = 192;
  constexpr std::int64_t kSide = 480;
  static const std::vector<float> a(kRows * kSide, 0.5F);
  static const std::vector<float> b(kSide * kSide, 0.5F);
  static std::vector<float> c(kRows * kSide);
  const onednn::Product product(kRows, kSide, kSide, false, false);
  std::vector<std::byte> scratch(product.scratch_bytes());
  const auto begin = std::chrono::steady_clock::now();
  product.run({0, kRows, 0, kSide}, a.data(), b.data(), c.data(), false, scratch.data());
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  return 2e-9 * static_cast<double>(kRows * kSide * kSide) / time.count();
}

/// Good products reach 60 to 95 % of the peak. Measured by turns: what else the machine does slows
/// both down. (Slow only so that the sanitizers leave it out.)
TEST(PeakSlow, IsWhatAProcessorCanDo) {
  double peak = 0.0;
  double product = 0.0;
  for (int i = 0; i < 10; ++i) {
    peak = std::max(peak, measure_peak_gflops(1));
    for (int k = 0; k < 5; ++k) product = std::max(product, product_gflops());
  }
  EXPECT_GT(peak, 0.9 * product);
  EXPECT_LT(peak, 2.0 * product);
}

}  // namespace
}  // namespace ganglion::kernels
