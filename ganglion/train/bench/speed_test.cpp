#include "ganglion/train/bench/speed.h"

#include <gtest/gtest.h>

namespace ganglion::train {
namespace {

struct Work {
  const char* network;
  std::int64_t inputs;
};

/// Kernels that are only compared with take a hundred times as long.
TEST(Speed, NoProductIsMadeByAReferenceKernel) {
  for (const Work& work : {
           Work{"dense 64 relu; dense 32 relu", 64},
           Work{"reshape 1x28x28; lenet", 784},
           Work{"reshape 1x28x28; convnet", 784},
           Work{"reshape 3x32x32; resnet20", 3072},
           Work{"reshape 1x96; fcn1d", 96},
           Work{"reshape 1x96; resnet1d", 96},
           Work{"reshape 8x12; lstm 16", 96},
       }) {
    const SpeedReport report = measure_speed({.network = work.network,
                                              .inputs = work.inputs,
                                              .batch_size = 8,
                                              .seconds = 0.01,
                                              .profile = true});
    for (const Speed* speed : {&report.step, &report.predict}) {
      double products = 0.0;
      for (const auto& call : speed->profile) {
        if (!call.is_product) continue;
        products += call.flops;
        EXPECT_FALSE(call.kernel.starts_with("reference:"))
            << work.network << ": " << call.kernel << " of " << call.node;
      }
      EXPECT_GT(products, 0.0) << work.network;
    }
  }
}

}  // namespace
}  // namespace ganglion::train
