#include <algorithm>
#include <optional>

#include "ganglion/data/images/formats.h"

namespace ganglion::data {
namespace {

/// Bytes that are read as numbers, or not at all: beyond their end there is nothing.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  std::optional<std::uint32_t> number(std::size_t at, std::size_t width, bool little) const {
    if (at > bytes_.size() || width > bytes_.size() - at) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t place = little ? width - 1 - i : i;
      value = value << 8U | static_cast<unsigned char>(bytes_[at + place]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
};

/// The orientation in the first directory of a TIFF structure, which EXIF is.
int orientation_in(std::string_view tiff) {
  constexpr std::uint32_t kOrientation = 0x0112;
  const bool little = tiff.starts_with("II");
  const Bytes bytes(tiff);
  const auto directory = bytes.number(4, 4, little);
  const auto count = directory ? bytes.number(*directory, 2, little) : std::nullopt;
  if (!count) return 1;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + 12 * std::size_t{i};
    const auto tag = bytes.number(entry, 2, little);
    if (!tag) return 1;
    if (*tag != kOrientation) continue;
    const auto value = bytes.number(entry + 8, 2, little);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

}  // namespace

int jpeg_orientation(std::string_view jpeg) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  const Bytes bytes(jpeg);
  for (std::size_t at = 2;;) {  // the segments before the image itself
    const auto marker = bytes.number(at, 2, false);
    const auto size = bytes.number(at + 2, 2, false);
    if (!marker || !size || *marker < 0xFFC0 || *marker == 0xFFDA || *size < 2) return 1;
    const std::string_view segment = jpeg.substr(at + 4, *size - 2);
    if (*marker == 0xFFE1 && segment.starts_with(kExif)) {
      return orientation_in(segment.substr(kExif.size()));
    }
    at += 2 + std::size_t{*size};
  }
}

int png_orientation(std::string_view png) {
  constexpr std::size_t kSignature = 8;
  constexpr std::size_t kAround = 12;  // a chunk's length, name and checksum
  const Bytes bytes(png);
  for (std::size_t at = kSignature;;) {
    const auto size = bytes.number(at, 4, false);
    if (!size || at + kAround > png.size()) return 1;
    if (png.substr(at + 4, 4) == "eXIf") return orientation_in(png.substr(at + 8, *size));
    at += kAround + std::size_t{*size};
  }
}

template <class Number>
ImageOf<Number> turned(ImageOf<Number> image, int orientation) {
  if (orientation == 1) return image;
  const bool across = orientation > 4;  // rows become columns
  const bool upside_down =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const bool mirrored =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  ImageOf<Number> result{.height = across ? image.width : image.height,
                         .width = across ? image.height : image.width,
                         .channels = image.channels,
                         .pixels = std::vector<Number>(image.pixels.size())};
  const auto size = static_cast<std::size_t>(image.channels);
  Number* to = result.pixels.data();
  for (std::int64_t y = 0; y < result.height; ++y) {
    for (std::int64_t x = 0; x < result.width; ++x, to += size) {
      std::int64_t row = across ? x : y;
      std::int64_t column = across ? y : x;
      if (upside_down) row = image.height - 1 - row;
      if (mirrored) column = image.width - 1 - column;
      std::copy_n(image.pixels.data() + static_cast<std::size_t>(row * image.width + column) * size,
                  size, to);
    }
  }
  return result;
}

template Image turned(Image image, int orientation);
template DeepImage turned(DeepImage image, int orientation);

}  // namespace ganglion::data
