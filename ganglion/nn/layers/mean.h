#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The mean of its inputs, element by element: for what several networks say of the same row.
/// Extents equal or 1.
struct Mean {
  static constexpr std::string_view kind = "mean";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(std::vector<Symbol> inputs) const;
};

}  // namespace ganglion::nn
