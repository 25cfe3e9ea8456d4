#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/samples/image_size.h"

namespace ganglion::data {

/// An image in memory: [height, width, channels] of bytes, row-major; 1 (greyscale), 3 (red, green,
/// blue) or 4 channels (and opacity).
struct Image {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::vector<std::uint8_t> pixels = {};
};

/// What the header of a file says.
struct ImageHeader {
  ImageSize size = {};  ///< as it is shown: turned as the file asks for
  bool colour = false;
};

/// Images with more pixels are refused before memory is taken for them.
inline constexpr std::int64_t kMaxPixels = 100'000'000;

/// Brings a picture to another size, and lays it out by channels: [channels, height, width].
/// Bilinear, and where it gets smaller each pixel is a weighted mean of all that it covers.
void resize(const Image& image, ImageSize size, std::span<std::uint8_t> planes);

/// A PNG file of an image. Throws Error when the library can't make one.
std::string encode_png(const Image& image);

}  // namespace ganglion::data
