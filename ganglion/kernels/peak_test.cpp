#include "ganglion/kernels/peak.h"

#include <gtest/gtest.h>

namespace ganglion::kernels {
namespace {

TEST(Peak, IsWhatAProcessorCanDo) {
  const double one = measure_peak_gflops(1);
  EXPECT_GT(one, 0.1);
  EXPECT_LT(one, 2000.0);
}

}  // namespace
}  // namespace ganglion::kernels
