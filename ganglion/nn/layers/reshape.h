#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Each example under another shape, row-major: Reshape{{8, 8}} makes [batch, 64] to [batch, 8, 8].
struct Reshape {
  /// Of one example, without the batch axis. One extent may be -1: what remains.
  std::vector<std::int64_t> target{};

  static constexpr bool keeps_activation = true;
  static constexpr std::string_view kind = "reshape";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("target", self.target);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
