#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The axes of each example in another order, as Keras' Permute: axis i of the result is axis
/// `dims[i]` of the example, counted from 1. Permute{{3, 1, 2}} makes [batch, height, width,
/// channels] to [batch, channels, height, width].
struct Permute {
  /// Each axis of an example once; the batch, axis 0, stays.
  std::vector<std::int64_t> dims{};

  static constexpr bool keeps_activation = true;
  static constexpr std::string_view kind = "permute";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("dims", self.dims);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
