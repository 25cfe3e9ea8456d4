#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layer.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "tests/support/error_of.h"

namespace ganglion::nn {
namespace {

TEST(NetworkText, LayersMayBeFrozen) {
  const std::vector<Layer> layers =
      parse_network("conv2d 32 3x3 frozen; Dense(5, trainable=False); dense 3 relu frozen l2=0.1");
  for (const Layer& layer : layers) EXPECT_TRUE(layer.is_frozen());
  const std::string text = network_text(layers);
  EXPECT_EQ(text, "conv2d 32 3x3 frozen; dense 5 frozen; dense 3 relu l2=0.1 frozen");
  EXPECT_EQ(network_text(parse_network(text)), text);
  EXPECT_FALSE(parse_network("dense 3")[0].is_frozen());
  EXPECT_THAT(support::error_of([] { parse_network("dense 3 frozen frozen"); }),
              testing::HasSubstr("frozen is set twice"));
}

}  // namespace
}  // namespace ganglion::nn
