#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// The largest element of each window, channel by channel: [batch, channels, length] or [batch,
/// channels, height, width] with smaller extents. Settings take one value for all spatial axes, or
/// one for each. Padding never counts.
struct MaxPooling {
  std::vector<std::int64_t> pool_size{2};
  std::vector<std::int64_t> strides{};  ///< empty: pool_size, so that windows don't overlap
  std::string padding = "valid";        ///< valid, same, or "1", "1x2" (less than the window)

  static constexpr std::string_view kind = "max_pooling";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("pool_size", self.pool_size);
    visit("strides", self.strides);
    visit("padding", self.padding);
  }
  Symbol operator()(const Symbol& x) const;
};
/// One struct serves signals and images: these are Keras' names for it.
using MaxPooling1D = MaxPooling;
using MaxPooling2D = MaxPooling;

/// The mean of each window, likewise.
struct AveragePooling {
  std::vector<std::int64_t> pool_size{2};
  std::vector<std::int64_t> strides{};
  std::string padding = "valid";

  static constexpr std::string_view kind = "average_pooling";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("pool_size", self.pool_size);
    visit("strides", self.strides);
    visit("padding", self.padding);
  }
  Symbol operator()(const Symbol& x) const;
};
/// One struct serves signals and images: these are Keras' names for it.
using AveragePooling1D = AveragePooling;
using AveragePooling2D = AveragePooling;

/// The mean of each channel over all spatial axes: [batch, channels, …] gives [batch, channels].
struct GlobalAveragePooling {
  static constexpr std::string_view kind = "global_average_pooling";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(const Symbol& x) const;
};
/// One struct serves signals and images: these are Keras' names for it.
using GlobalAveragePooling1D = GlobalAveragePooling;
using GlobalAveragePooling2D = GlobalAveragePooling;

/// The largest element of each channel, likewise.
struct GlobalMaxPooling {
  static constexpr std::string_view kind = "global_max_pooling";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
  Symbol operator()(const Symbol& x) const;
};
/// One struct serves signals and images: these are Keras' names for it.
using GlobalMaxPooling1D = GlobalMaxPooling;
using GlobalMaxPooling2D = GlobalMaxPooling;

}  // namespace ganglion::nn
