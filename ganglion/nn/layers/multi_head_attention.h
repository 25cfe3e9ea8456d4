#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Scaled dot-product attention in several heads: softmax(Q K' / sqrt(key_dim)) V of each, side by
/// side and projected. Vaswani et al. 2017, "Attention is all you need", equation 1 and section
/// 3.2.2. Called with one sequence [batch, steps, features], it attends to itself; with two they
/// are query and value, with three query, value and key, as in Keras; gives [batch, steps of the
/// query, output_dim]. Parameters: `query/kernel` and `key/kernel` [features, num_heads * key_dim],
/// `value/kernel` [features, num_heads * value_dim], `output/kernel` [num_heads * value_dim,
/// output_dim]; with use_bias a `bias` of each.
struct MultiHeadAttention {
  std::int64_t num_heads = 0;   ///< at least 1
  std::int64_t key_dim = 0;     ///< features of query and key in a head, at least 1
  std::int64_t value_dim = 0;   ///< of the value; 0: key_dim
  std::int64_t output_dim = 0;  ///< 0: the features of the query
  bool causal = false;          ///< a step only attends to those up to its own place
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros();

  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "multi_head_attention";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("num_heads", self.num_heads);
    visit("key_dim", self.key_dim);
    visit("value_dim", self.value_dim);
    visit("output_dim", self.output_dim);
    visit("causal", self.causal);
    visit("use_bias", self.use_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  Symbol operator()(const Symbol& x) const;
  Symbol operator()(const Symbol& query, const Symbol& value) const;
};

}  // namespace ganglion::nn
