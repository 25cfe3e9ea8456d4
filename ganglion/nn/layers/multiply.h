#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The product of its inputs, element by element: for gates. Extents equal or 1.
struct Multiply {
  static constexpr std::string_view kind = "multiply";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(std::vector<Symbol> inputs) const;
  Symbol operator()(const Symbol& a, const Symbol& b) const;
};

}  // namespace ganglion::nn
