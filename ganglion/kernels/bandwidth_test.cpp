#include "ganglion/kernels/bandwidth.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ganglion::kernels {
namespace {

TEST(BandwidthSlow, ACacheIsFasterThanMemory) {
  Bandwidth cache(1, 1 << 14);
  Bandwidth memory(1, std::size_t{1} << 30);
  double best_cache = 0.0;
  double best_memory = 0.0;
  for (int i = 0; i < 5; ++i) {
    best_cache = std::max(best_cache, cache.measure());
    best_memory = std::max(best_memory, memory.measure());
  }
  EXPECT_GT(best_memory, 1.0);
  EXPECT_LT(best_memory, 1000.0);
  EXPECT_GT(best_cache, best_memory);
}

}  // namespace
}  // namespace ganglion::kernels
