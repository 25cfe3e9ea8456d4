#include "ganglion/train/job/network/sequence_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/nn/network_text.h"

namespace ganglion::train {
namespace {

/// The kinds of a network's layers, with what stands between them.
std::vector<std::string> order_kinds(std::string_view text) {
  SequenceOrder order(Shape{3, 50});
  std::vector<std::string> kinds;
  for (const nn::Layer& layer : nn::parse_network(text)) {
    if (const auto between = order.before(layer)) kinds.emplace_back(between->kind());
    kinds.emplace_back(layer.kind());
  }
  return kinds;
}

TEST(SequenceOrder, IsTurnedOnlyWhereLayersDiffer) {
  using testing::ElementsAre;
  EXPECT_THAT(order_kinds("conv1d 4 3; dropout 0.1; maxpool 2"),
              ElementsAre("conv1d", "dropout", "max_pooling"));
  EXPECT_THAT(order_kinds("conv1d 4 3; lstm 4 sequences; dropout 0.1; gru 3"),
              ElementsAre("conv1d", "permute", "lstm", "dropout", "gru"));
  EXPECT_THAT(order_kinds("attention 2 3; globalavgpool"),
              ElementsAre("permute", "multi_head_attention", "permute", "global_average_pooling"));
  EXPECT_THAT(order_kinds("permute 2x1; bidirectional gru 3"),
              ElementsAre("permute", "bidirectional"));
}

TEST(SequenceOrder, ImagesAreLeftAsTheyAre) {
  SequenceOrder order(Shape{1, 8, 8});
  EXPECT_FALSE(order.before(nn::parse_network("lstm 4").front()));
}

}  // namespace
}  // namespace ganglion::train
