#pragma once
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Convolution: every filter looks at a window of the input, and the window steps through it. All
/// places share the filter's weights. LeCun et al. 1989. A signal (Conv1D) is [batch, channels,
/// length], an image (Conv2D) [batch, channels, height, width]; the result has `filters` channels.
/// y[f, o] = g(b[f] + sum over channels c and window places k of W[f, c, k] x[c, o stride + k
/// dilation - padding]).
/// Settings by axis take one value for all axes, or one for each.
/// Parameters: `kernel` [filters, channels / groups, window…] and, with use_bias, `bias` [filters].
template <int Axes>
struct Conv {
  std::int64_t filters = 0;                  ///< at least 1
  std::vector<std::int64_t> kernel_size{3};  ///< the window's extents
  std::vector<std::int64_t> strides{1};      ///< steps between windows
  std::string padding = "valid";             ///< valid, same, causal (Conv1D), or "1", "1x2"
  std::vector<std::int64_t> dilation{1};     ///< distance of neighbours in a window
  std::int64_t groups = 1;  ///< channels and filters fall into groups that don't see each other
  Activation activation = Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros();
  double kernel_l1 = 0.0;  ///< adds kernel_l1 * sum |W| to the loss
  double kernel_l2 = 0.0;  ///< adds kernel_l2 * sum W^2 to the loss

  static constexpr std::string_view kind = Axes == 1 ? "conv1d" : "conv2d";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("filters", self.filters);
    visit("kernel_size", self.kernel_size);
    visit("strides", self.strides);
    visit("padding", self.padding);
    visit("dilation", self.dilation);
    visit("groups", self.groups);
    visit("activation", self.activation);
    visit("use_bias", self.use_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("bias_initializer", self.bias_initializer);
    visit("kernel_l1", self.kernel_l1);
    visit("kernel_l2", self.kernel_l2);
  }
  Symbol operator()(const Symbol& x) const;
};

extern template struct Conv<1>;
extern template struct Conv<2>;
/// For signals, and for images.
using Conv1D = Conv<1>;
using Conv2D = Conv<2>;

}  // namespace ganglion::nn
