#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The largest of its inputs, element by element. Extents equal or 1.
struct Maximum {
  static constexpr std::string_view kind = "maximum";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(std::vector<Symbol> inputs) const;
};
/// The smallest, likewise.
struct Minimum {
  static constexpr std::string_view kind = "minimum";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(std::vector<Symbol> inputs) const;
};

}  // namespace ganglion::nn
