// Multiply-adds of known networks, as others count them.
#include "ganglion/nn/multiply_adds.h"

#include <gmock/gmock.h>

#include <numeric>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"

namespace ganglion::nn {
namespace {

using ::testing::ElementsAre;

Network network_of(const Shape& input, const std::string& text, std::int64_t classes) {
  std::vector<Layer> layers = {Input(input)};
  for (Layer& layer : parse_network(text)) layers.push_back(std::move(layer));
  layers = with_flat_end(std::move(layers));
  layers.emplace_back(Dense{classes});
  return Network(layers);
}

std::int64_t total(const Network& network) {
  const std::vector<std::int64_t> counts = multiply_adds(network);
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

TEST(MultiplyAdds, ResNet20HasFortyOneMillion) {
  // He et al. 2016, section 4.2: a first convolution, then 2n of each of three widths (n = 3). The
  // shortcuts across widths are counted, too: 2 * 131,072 where they are projections.
  const std::int64_t same_width = 9 * 16 * 16 * 32 * 32;  // 9 * 32 * 32 * 16 * 16, and so on
  const std::int64_t plain =
      9 * 3 * 16 * 32 * 32 + 6 * same_width + 2 * (same_width / 2 + 5 * same_width) + 64 * 10;
  const std::int64_t count = total(network_of({3, 32, 32}, "resnet20", 10));
  EXPECT_EQ(count, plain + std::int64_t{2 * 131'072});
  EXPECT_NEAR(static_cast<double>(count), 40.8e6, 0.05e6);
}

TEST(MultiplyAdds, Vgg16HasFifteenAndAHalfBillion) {
  // Simonyan and Zisserman 2015, configuration D; 15,470,264,320 by other counters.
  std::string text;
  const std::vector<std::pair<int, int>> blocks = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
  for (const auto& [times, filters] : blocks) {
    for (int i = 0; i < times; ++i) {
      text += "conv2d " + std::to_string(filters) + " 3x3 relu same; ";
    }
    text += "maxpool 2; ";
  }
  const Network network =
      network_of({3, 224, 224}, text + "flatten; dense 4096 relu; dense 4096 relu", 1000);
  EXPECT_EQ(network.layout().parameter_count(), 138'357'544);
  EXPECT_EQ(total(network), 15'470'264'320);
}

TEST(MultiplyAdds, SeparableConvolutionsAreWhatHowardSays) {
  // MobileNets (Howard et al. 2017), section 3.1: D_K^2 M D_F^2 + M N D_F^2.
  const Network network({Input({32, 14, 14}), SeparableConv2D{.filters = 64, .padding = "same"},
                         DepthwiseConv2D{.padding = "same"},
                         Conv2D{.filters = 64, .padding = "same", .groups = 4}});
  EXPECT_THAT(multiply_adds(network),
              ElementsAre(9 * 32 * 196 + 32 * 64 * 196, 9 * 64 * 196, 9 * 64 * 16 * 196));
}

TEST(MultiplyAdds, OfSignalsTransposedOnesAndSeveralRows) {
  const Network network({Input({2, 10}), Conv1D{.filters = 3, .kernel_size = {4}},
                         Conv1DTranspose{.filters = 5, .kernel_size = {2}, .strides = {2}},
                         LayerNormalization{}, Dense{.units = 6}});
  // 7 places of 4 * 2 numbers in 3 filters; each of 3 * 7 numbers goes to 2 places of 5 filters;
  // then 5 rows of 14 numbers, 6 units.
  EXPECT_THAT(multiply_adds(network), ElementsAre(7 * 8 * 3, 3 * 7 * 2 * 5, 0, 5 * 14 * 6));
}

TEST(MultiplyAdds, EndAtTheLargestNumber) {
  const Network network(
      {Input({8, 512, 512}),
       Conv2D{.filters = 64, .kernel_size = {1 << 30, 1 << 20}, .padding = "same"}});
  EXPECT_THAT(multiply_adds(network), ElementsAre(INT64_MAX));
  EXPECT_THAT(network.summary(), testing::HasSubstr("example: 9,223,372,036,854,775,807"));
}

TEST(MultiplyAdds, SharedLayersCostAsOftenAsTheyAreCalled) {
  const Input input({4});
  const Layer shared = Dense{.units = 4};
  const Network network({input}, {shared(shared(input))});
  EXPECT_THAT(multiply_adds(network), ElementsAre(16, 16));
}

}  // namespace
}  // namespace ganglion::nn
