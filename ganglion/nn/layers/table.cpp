#include "ganglion/nn/layers/table.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/layers/layers.h"

namespace ganglion::nn {

std::span<const LayerKind> layer_kinds() {
  static const std::array kTable = {
      layer_kind<Dense>(),
      layer_kind<Activate>(),
      layer_kind<Dropout>(),
      layer_kind<Flatten>(),
      layer_kind<Reshape>(),
      layer_kind<Permute>(),
      layer_kind<Embedding>(),
      layer_kind<Normalization>(),
      layer_kind<BatchNormalization>(),
      layer_kind<LayerNormalization>(),
      layer_kind<Conv1D>(),
      layer_kind<Conv2D>(),
      layer_kind<Conv1DTranspose>(),
      layer_kind<Conv2DTranspose>(),
      layer_kind<DepthwiseConv2D>(),
      layer_kind<SeparableConv2D>(),
      layer_kind<MaxPooling>(),
      layer_kind<AveragePooling>(),
      layer_kind<GlobalAveragePooling>(),
      layer_kind<GlobalMaxPooling>(),
      layer_kind<UpSampling>(),
      layer_kind<ZeroPadding>(),
      layer_kind<Cropping>(),
      layer_kind<SpatialDropout>(),
      layer_kind<GroupNormalization>(),
      layer_kind<ResidualBlock>(),
      layer_kind<SimpleRNN>(),
      layer_kind<LSTM>(),
      layer_kind<GRU>(),
      layer_kind<Bidirectional>(),
      layer_kind<MultiHeadAttention>(),
      layer_kind<StepMask>(),
      layer_kind<MaskedAverage>(),
      layer_kind<ReLU>(),
      layer_kind<ELU>(),
      layer_kind<PReLU>(),
      layer_kind<Rescaling>(),
      layer_kind<Add>(),
      layer_kind<Subtract>(),
      layer_kind<Maximum>(),
      layer_kind<Minimum>(),
      layer_kind<Mean>(),
      layer_kind<Multiply>(),
      layer_kind<Concatenate>(),
  };
  return kTable;
}

Layer make_layer(std::string_view kind, const Attributes& config,
                 std::span<const LayerKind> custom) {
  std::vector<std::string> known;
  for (const auto& kinds : {layer_kinds(), custom}) {
    for (const LayerKind& candidate : kinds) {
      if (candidate.kind == kind) return candidate.from_config(config);
      known.emplace_back(candidate.kind);
    }
  }
  throw Error(
      fmt::format("unknown layer kind '{}'; {} (a layer of your own must be listed among the "
                  "custom kinds)",
                  kind, suggestion(kind, known)));
}

}  // namespace ganglion::nn
