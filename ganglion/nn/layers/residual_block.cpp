#include "ganglion/nn/layers/residual_block.h"

#include "ganglion/nn/layers/batch_normalization.h"
#include "ganglion/nn/layers/conv.h"
#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// A layer as a part of another, its parameters under a name of their own.
template <class L>
Value part(GraphBuilder& builder, std::string_view name, const L& layer, Value x) {
  const GraphBuilder::Scope scope(builder, name);
  return layer.build(builder, x);
}

template <int Axes>
Conv<Axes> convolution(const ResidualBlock& block, const std::vector<std::int64_t>& kernel,
                       const std::vector<std::int64_t>& strides) {
  return {.filters = block.filters,
          .kernel_size = kernel,
          .strides = strides,
          .padding = "same",
          .use_bias = false,
          .kernel_initializer = block.kernel_initializer};
}

template <int Axes>
Value built(const ResidualBlock& block, GraphBuilder& builder, Value x) {
  const BatchNormalization norm{.momentum = block.momentum};
  const std::vector<std::int64_t> one = {1};
  Value y = part(builder, "conv_1", convolution<Axes>(block, block.kernel_size, block.strides), x);
  y = ops::relu(part(builder, "norm_1", norm, y));
  y = part(builder, "conv_2", convolution<Axes>(block, block.kernel_size, one), y);
  y = part(builder, "norm_2", norm, y);
  Value around = x;
  if (x.shape() != y.shape()) {
    around = part(builder, "shortcut", convolution<Axes>(block, one, block.strides), x);
    around = part(builder, "shortcut_norm", norm, around);
  }
  return ops::relu(y + around);
}

}  // namespace

Value ResidualBlock::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  return x.shape().rank() == 3 ? built<1>(*this, builder, x) : built<2>(*this, builder, x);
}

Symbol ResidualBlock::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
