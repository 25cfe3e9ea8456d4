#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Every element repeated `size` times along each spatial axis. One value for all axes, or one for
/// each.
struct UpSampling {
  std::vector<std::int64_t> size{2};

  static constexpr std::string_view kind = "up_sampling";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("size", self.size);
  }
  Symbol operator()(const Symbol& x) const;
};

/// Zeros on both sides of each spatial axis.
struct ZeroPadding {
  /// One value for all axes, one for each, or those in front of all axes and then those behind:
  /// {top, left, bottom, right}.
  std::vector<std::int64_t> padding{1};

  static constexpr std::string_view kind = "zero_padding";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("padding", self.padding);
  }
  Symbol operator()(const Symbol& x) const;
};

/// So many elements cut off on both sides of each spatial axis.
struct Cropping {
  std::vector<std::int64_t> cropping{1};  ///< as ZeroPadding has it

  static constexpr std::string_view kind = "cropping";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("cropping", self.cropping);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
