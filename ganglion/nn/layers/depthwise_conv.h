#pragma once
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Convolution of an image channel by channel: each of the channels has `depth_multiplier` filters
/// of its own, that see nothing else. Settings as in Conv2D. For its initialiser, as in Keras, a
/// filter's fan_in is window * channels, its fan_out window * depth_multiplier.
/// Parameters: `kernel` [channels * depth_multiplier, 1, window…] and, with use_bias, `bias`.
struct DepthwiseConv2D {
  std::vector<std::int64_t> kernel_size{3};
  std::vector<std::int64_t> strides{1};
  std::string padding = "valid";
  std::vector<std::int64_t> dilation{1};
  std::int64_t depth_multiplier = 1;  ///< at least 1
  Activation activation = Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros();

  static constexpr std::string_view kind = "depthwise_conv2d";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("kernel_size", self.kernel_size);
    visit("strides", self.strides);
    visit("padding", self.padding);
    visit("dilation", self.dilation);
    visit("depth_multiplier", self.depth_multiplier);
    visit("activation", self.activation);
    visit("use_bias", self.use_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  Symbol operator()(const Symbol& x) const;
};

/// A depthwise convolution followed by one of 1x1 windows, that mixes the channels: far fewer
/// weights than Conv2D. Chollet 2017. The strides, padding and dilation are those of the first.
/// Parameters: `depthwise_kernel` [channels * depth_multiplier, 1, window…], `pointwise_kernel`
/// [filters, channels * depth_multiplier, 1, 1] and, with use_bias, `bias` [filters].
struct SeparableConv2D {
  std::int64_t filters = 0;  ///< at least 1
  std::vector<std::int64_t> kernel_size{3};
  std::vector<std::int64_t> strides{1};
  std::string padding = "valid";
  std::vector<std::int64_t> dilation{1};
  std::int64_t depth_multiplier = 1;  ///< at least 1
  Activation activation = Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();  ///< of both kernels
  Initializer bias_initializer = zeros();

  static constexpr std::string_view kind = "separable_conv2d";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("filters", self.filters);
    visit("kernel_size", self.kernel_size);
    visit("strides", self.strides);
    visit("padding", self.padding);
    visit("dilation", self.dilation);
    visit("depth_multiplier", self.depth_multiplier);
    visit("activation", self.activation);
    visit("use_bias", self.use_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
