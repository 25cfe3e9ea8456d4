#pragma once
#include <span>

#include "ganglion/core/tensor.h"
#include "ganglion/data/images/image.h"

/// Numbers as pictures. All tensors are f64.
namespace ganglion::train {

/// The numbers that are drawn darkest and lightest.
struct Shades {
  double low = 0.0;
  double high = 255.0;
};

/// 0 to 255 for integers that fit in bytes and aren't all below 16; else from the smallest to
/// the largest.
Shades shades_of(std::span<const double> values);

/// [channels, height, width] as it would be seen: 1 channel grey, 3 colours, 4 colours and opacity;
/// other numbers of channels as grey, by their mean.
data::Image photo(const Tensor& values, const Shades& shades);

/// [height, width] around 0: -`most` and below is blue, 0 white, `most` and above red.
data::Image signed_picture(const Tensor& values, double most);

/// A greyscale photo with red laid over it, the more the nearer `heat` (of the photo's size, from
/// 0) comes to its largest value.
data::Image heated(const data::Image& photo, std::span<const double> heat);

/// The largest size of a number.
double largest_size(std::span<const double> values);

/// Every pixel as a square of `times` x `times`.
data::Image enlarged(const data::Image& image, std::int64_t times);

/// So small that no side is longer than `most`; each pixel is the mean of those that it covers.
data::Image shrunk(const data::Image& image, std::int64_t most);

/// [height, width] brought to another size, bilinear between the middles of the old places.
std::vector<double> stretched(const Tensor& values, std::int64_t height, std::int64_t width);

}  // namespace ganglion::train
