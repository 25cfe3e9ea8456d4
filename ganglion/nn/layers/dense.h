#pragma once
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Every unit sees every input: a = g(x W + b), W [features, units], b [units].
/// x [batch, …, features] gives [batch, …, units]: it acts on the last axis.
/// Parameters: `kernel` and, with use_bias, `bias`.
struct Dense {
  std::int64_t units = 0;  ///< at least 1
  Activation activation = Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros();
  double kernel_l1 = 0.0;  ///< adds kernel_l1 * sum |W| to the loss
  double kernel_l2 = 0.0;  ///< adds kernel_l2 * sum W^2 to the loss

  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "dense";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("units", self.units);
    visit("activation", self.activation);
    visit("use_bias", self.use_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("bias_initializer", self.bias_initializer);
    visit("kernel_l1", self.kernel_l1);
    visit("kernel_l2", self.kernel_l2);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
