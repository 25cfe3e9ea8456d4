#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The sum of its inputs, element by element: for residual connections. Extents equal or 1.
struct Add {
  static constexpr std::string_view kind = "add";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(std::vector<Symbol> inputs) const;
  Symbol operator()(const Symbol& a, const Symbol& b) const;
};

}  // namespace ganglion::nn
