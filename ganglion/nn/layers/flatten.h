#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// [batch, …] to [batch, features], row-major; [batch] to [batch, 1].
struct Flatten {
  static constexpr bool keeps_activation = true;
  static constexpr std::string_view kind = "flatten";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
