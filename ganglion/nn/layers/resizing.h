#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Every element repeated `size` times along each spatial axis. One value for all axes, or one for
/// each.
struct UpSampling {
  std::vector<std::int64_t> size{2};

  static constexpr std::string_view kind = "up_sampling";
  Value build(GraphBuilder& builder, Value x) const;
  Attributes config() const;
  static UpSampling from_config(const Attributes& config);
  Symbol operator()(const Symbol& x) const { return Layer(*this)(x); }
};

/// Zeros on both sides of each spatial axis.
struct ZeroPadding {
  std::vector<std::int64_t> padding{1};

  static constexpr std::string_view kind = "zero_padding";
  Value build(GraphBuilder& builder, Value x) const;
  Attributes config() const;
  static ZeroPadding from_config(const Attributes& config);
  Symbol operator()(const Symbol& x) const { return Layer(*this)(x); }
};

/// So many elements cut off on both sides of each spatial axis.
struct Cropping {
  std::vector<std::int64_t> cropping{1};

  static constexpr std::string_view kind = "cropping";
  Value build(GraphBuilder& builder, Value x) const;
  Attributes config() const;
  static Cropping from_config(const Attributes& config);
  Symbol operator()(const Symbol& x) const { return Layer(*this)(x); }
};

}  // namespace ganglion::nn
