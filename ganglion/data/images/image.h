#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/image_size.h"

namespace ganglion::data {

/// A picture in memory: [height, width, channels] of bytes, row-major; 1 (grey), 3 (red, green,
/// blue) or 4 channels (and opacity).
struct Image {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::vector<std::uint8_t> pixels = {};
};

/// What the head of a file tells.
struct ImageHeader {
  ImageSize size = {};  ///< as it is shown: turned as the file asks for
  bool colour = false;
};

/// Pictures with more pixels are refused before memory is taken for them.
inline constexpr std::int64_t kMostPixels = 100'000'000;

bool is_png(std::string_view bytes);
bool is_jpeg(std::string_view bytes);
/// Whether it begins as a picture of any kind, also of those that can't be read.
bool is_picture(std::string_view bytes);

/// Reads PNG (1 to 16 bits, grey, colours, palette, opacity) and JPEG (grey, colours, CMYK), told
/// by their first bytes. Opacity is laid on white unless 4 channels are asked for; both are turned
/// as their EXIF orientation asks. Throws Error that begins with `source`: for damaged, truncated
/// and enormous pictures, for GIF and others that can't be read (naming them), and for what is no
/// picture.
ImageHeader read_image_header(std::string_view bytes, const std::string& source);
/// `channels`: 1, 3 or 4. A JPEG far larger than `wanted` is decoded at a half, a quarter or an
/// eighth of its size, which is faster; it stays at least as large. {0, 0}: the whole size.
Image decode_image(std::string_view bytes, const std::string& source, std::int64_t channels,
                   ImageSize wanted = {});

/// Brings a picture to another size, and lays it out by channels: [channels, height, width].
/// Bilinear, and where it gets smaller each pixel is a weighted mean of all that it covers.
void resize(const Image& image, ImageSize size, std::span<std::uint8_t> planes);

/// A PNG file of a picture. Throws Error when the library can't make one.
std::string encode_png(const Image& image);

}  // namespace ganglion::data
