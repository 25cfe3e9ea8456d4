#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Its inputs side by side along one axis; all other extents must be equal.
struct Concatenate {
  int axis = -1;  ///< negative axes count from the end; not the batch axis 0

  static constexpr std::string_view kind = "concatenate";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  Attributes config() const;
  static Concatenate from_config(const Attributes& config);
  Symbol operator()(std::vector<Symbol> inputs) const;
  Symbol operator()(const Symbol& a, const Symbol& b) const;
};

}  // namespace ganglion::nn
