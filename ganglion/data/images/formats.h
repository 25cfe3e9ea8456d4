#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/data/images/image.h"

namespace ganglion::data {

/// The readers of single formats, which read_image_header and decode_image choose from.

ImageHeader png_header(std::string_view bytes, const std::string& source);
Image decode_png(std::string_view bytes, const std::string& source, std::int64_t channels);
/// The numbers of 16 bits as they are in the file, of 8 bits times 257. Grey of colours has the
/// weights of JPEG's luminance.
DeepImage decode_deep_png(std::string_view bytes, const std::string& source, std::int64_t channels);

ImageHeader jpeg_header(std::string_view bytes, const std::string& source);
Image decode_jpeg(std::string_view bytes, const std::string& source, std::int64_t channels,
                  ImageSize wanted);

/// How an image is to be turned, 1 to 8 as EXIF counts; 1, not at all, when it doesn't say.
int jpeg_orientation(std::string_view jpeg);
int png_orientation(std::string_view png);
/// Turns and mirrors it as an orientation of EXIF asks.
template <class Number>
ImageOf<Number> turned(ImageOf<Number> image, int orientation);

/// Throws Error when an image has no or too many pixels.
void check_pixels(std::int64_t height, std::int64_t width, const std::string& source);

}  // namespace ganglion::data
