#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/images/image.h"

/// Small files of images and sounds, byte by byte, for tests of their readers.
namespace ganglion::support {

/// An image whose pixels are value(y, x, channel).
template <class Value>
data::Image picture(std::int64_t height, std::int64_t width, std::int64_t channels,
                    const Value& value) {
  data::Image image{.height = height, .width = width, .channels = channels};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t c = 0; c < channels; ++c) {
        image.pixels.push_back(static_cast<std::uint8_t>(value(y, x, c)));
      }
    }
  }
  return image;
}

/// A PNG with a head of its own and lines that are given as they stand in the file, each with its
/// filter byte. `more` are chunks between them, as png_chunk makes them; `interlaced`: the lines
/// are those of Adam7.
std::string png_file(std::uint32_t width, std::uint32_t height, int bits, int colour_type,
                     const std::string& lines, const std::string& more = {},
                     bool interlaced = false);
std::string png_chunk(const std::string& name, const std::string& body);

/// A JPEG of an image with 1, 3 or 4 channels (cyan, magenta, yellow, black as Adobe keeps them:
/// 255 is none), of the best quality and without loss of colour.
std::string jpeg_file(const data::Image& image);
/// The same with an EXIF orientation put in.
std::string oriented(const std::string& picture, int orientation);

/// A WAV of frames that are given as they stand in the file.
std::string wav_file(int kind, int channels, int bits, const std::string& frames, int rate = 8000);
/// Numbers as so many little-endian bytes each.
std::string little_endian(const std::vector<std::int64_t>& numbers, int bytes);

}  // namespace ganglion::support
