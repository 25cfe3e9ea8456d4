#pragma once
#include "ganglion/nn/layer.h"

/// Sequences of different lengths in one batch: which steps count, and layers that pass over the
/// others. Recurrent layers take a mask as a second input (nn/layers/recurrent.h).
namespace ganglion::nn {

/// Which steps of a sequence count: 1 where a step [features], or an index, differs from `value`, 0
/// where all of it is `value`. [batch, steps, features] or [batch, steps] becomes [batch, steps,
/// 1]. The masks of Keras' Masking and, with 0, of its Embedding with mask_zero.
struct StepMask {
  double value = 0.0;

  static constexpr std::string_view kind = "step_mask";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("value", self.value);
  }
  Symbol operator()(const Symbol& x) const;
};

/// The mean of the steps that count: inputs are a sequence [batch, steps, features] and its mask.
/// Without any step that counts it is NaN, as in Keras.
struct MaskedAverage {
  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "masked_average";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(const Symbol& x, const Symbol& mask) const;
};

}  // namespace ganglion::nn
