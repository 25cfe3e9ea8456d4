#include "ganglion/kernels/simd/all_finite.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace ganglion::kernels::simd {
namespace {

TEST(AllFinite, FindsOneAnywhere) {
  using Limits = std::numeric_limits<float>;
  for (const std::size_t count : {0U, 1U, 5U, 31U, 64U, 131U}) {
    std::vector<float> values(count, Limits::max());
    for (std::size_t i = 0; i < count; i += 3) values[i] = Limits::denorm_min();
    EXPECT_TRUE(all_finite(values)) << count;
    for (std::size_t i = 0; i < count; ++i) {
      for (const float bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
        const float before = values[i];
        values[i] = bad;
        EXPECT_FALSE(all_finite(values)) << count << ", " << i << ": " << bad;
        values[i] = before;
      }
    }
  }
}

}  // namespace
}  // namespace ganglion::kernels::simd
