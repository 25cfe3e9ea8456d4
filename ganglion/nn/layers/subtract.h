#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The first input less the second, element by element. Extents equal or 1.
struct Subtract {
  static constexpr std::string_view kind = "subtract";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(const Symbol& a, const Symbol& b) const;
};

}  // namespace ganglion::nn
