#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/samples/image_size.h"

namespace ganglion::data {

/// An image in memory: [height, width, channels] of numbers, row-major; 1 (greyscale), 3 (red,
/// green, blue) or 4 channels (and opacity).
template <class Number>
struct ImageOf {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::vector<Number> pixels = {};
};
using Image = ImageOf<std::uint8_t>;
/// Of 16 bits, as microscopes, X-rays and depth cameras have them; often only some of the bits are
/// in use. White is 65535.
using DeepImage = ImageOf<std::uint16_t>;

/// What the header of a file says.
struct ImageHeader {
  ImageSize size = {};  ///< as it is shown: turned as the file asks for
  bool colour = false;
  std::int64_t bits = 8;  ///< of a number: 16, or 8 for all that is less
};

/// Images with more pixels are refused before memory is taken for them.
inline constexpr std::int64_t kMaxPixels = 100'000'000;

/// Brings a picture to another size, and lays it out by channels: [channels, height, width].
/// Bilinear, and where it gets smaller each pixel is a weighted mean of all that it covers.
void resize(const Image& image, ImageSize size, std::span<std::uint8_t> planes);
/// The same, 0 to 65535, not rounded.
void resize(const DeepImage& image, ImageSize size, std::span<float> planes);

/// A PNG file of an image. Throws Error when the library can't make one.
std::string encode_png(const Image& image);

}  // namespace ganglion::data
