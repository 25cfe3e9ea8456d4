#include "ganglion/train/job/network/sequence_order.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/sequence_layers.h"

namespace ganglion::train {
namespace {

constexpr std::array<std::string_view, 13> kChannelsFirst = {"conv1d",
                                                             "conv1d_transpose",
                                                             "max_pooling",
                                                             "average_pooling",
                                                             "global_average_pooling",
                                                             "global_max_pooling",
                                                             "batch_normalization",
                                                             "group_normalization",
                                                             "spatial_dropout",
                                                             "up_sampling",
                                                             "zero_padding",
                                                             "cropping",
                                                             "residual_block"};

bool takes_channels_first(std::string_view kind) {
  return std::ranges::find(kChannelsFirst, kind) != kChannelsFirst.end();
}

}  // namespace

std::optional<nn::Layer> SequenceOrder::before(const nn::Layer& next) {
  if (!is_signal_) return std::nullopt;
  if (next.as<nn::Permute>() != nullptr) steps_first_ = !steps_first_;
  const bool turns =
      steps_first_ ? takes_channels_first(next.kind()) : nn::takes_steps_first(next.kind());
  if (!turns) return std::nullopt;
  steps_first_ = !steps_first_;
  return nn::Permute{{2, 1}};
}

}  // namespace ganglion::train
