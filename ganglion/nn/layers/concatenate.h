#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Its inputs side by side along one axis; all other extents must be equal.
struct Concatenate {
  std::int64_t axis = -1;  ///< negative axes count from the end; not the batch axis 0

  static constexpr std::string_view kind = "concatenate";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("axis", self.axis);
  }
  void check_settings() const;  ///< throws Error for what can't work
  Symbol operator()(std::vector<Symbol> inputs) const;
  Symbol operator()(const Symbol& a, const Symbol& b) const;
};

}  // namespace ganglion::nn
