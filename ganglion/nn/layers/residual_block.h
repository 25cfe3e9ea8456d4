#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Two convolutions and a way around them: y = relu(x' + norm(conv(relu(norm(conv(x)))))). He et
/// al. 2016, figure 2. The convolutions have "same" padding and no bias; norm is batch
/// normalisation. The first steps by `strides`. Where shape or channels change, x' is a convolution
/// of x with windows of one place, normalised; else it is x. For signals and images. Parameters:
/// `conv_1/kernel`, `norm_1/gamma`, …, `shortcut/kernel` where there is one.
struct ResidualBlock {
  std::int64_t filters = 0;                  ///< at least 1
  std::vector<std::int64_t> kernel_size{3};  ///< one value for all axes, or one for each
  std::vector<std::int64_t> strides{1};
  double momentum = 0.9;  ///< of the batch normalisations
  Initializer kernel_initializer = he_normal();

  static constexpr std::string_view kind = "residual_block";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("filters", self.filters);
    visit("kernel_size", self.kernel_size);
    visit("strides", self.strides);
    visit("momentum", self.momentum);
    visit("kernel_initializer", self.kernel_initializer);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
