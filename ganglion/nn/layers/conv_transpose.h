#pragma once
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Transposed convolution: every element of the input adds its share of a window to the output,
/// which with strides is larger than the input. It is the derivative of a convolution by its
/// input (Dumoulin and Visin 2016). Windows reach over r = dilation (kernel - 1) + 1 places. An
/// axis of extent n gets n stride with padding "same", (n - 1) stride + max(r, stride) with "valid"
/// (as in Keras), and (n - 1) stride + r with padding in numbers, less what that cuts off at both
/// ends (as in PyTorch).
/// Parameters: `kernel` [channels, filters / groups, window…] and, with use_bias, `bias` [filters].
template <int Axes>
struct ConvTranspose {
  std::int64_t filters = 0;                  ///< at least 1
  std::vector<std::int64_t> kernel_size{3};  ///< one value for all axes, or one for each
  std::vector<std::int64_t> strides{1};
  std::string padding = "valid";  ///< valid, same, or "1", "1x2"
  std::vector<std::int64_t> dilation{1};
  std::int64_t groups = 1;
  Activation activation = Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros();

  static constexpr std::string_view kind = Axes == 1 ? "conv1d_transpose" : "conv2d_transpose";
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
  }
  Symbol operator()(const Symbol& x) const;
};

extern template struct ConvTranspose<1>;
extern template struct ConvTranspose<2>;
/// For signals, and for images.
using Conv1DTranspose = ConvTranspose<1>;
using Conv2DTranspose = ConvTranspose<2>;

}  // namespace ganglion::nn
