#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/data/images/image.h"

namespace ganglion::data {

bool is_png(std::string_view bytes);
bool is_jpeg(std::string_view bytes);

/// Reads PNG (1 to 16 bits, grey, colours, palette, opacity) and JPEG (grey, colours, CMYK), told
/// by their first bytes. Opacity is laid on white unless 4 channels are asked for; both are turned
/// as their EXIF orientation asks. Of 16 bits the upper 8 are kept, see decode_deep_image. Throws
/// Error that begins with `source`: for damaged, truncated and enormous pictures, for GIF and
/// others that can't be read (naming them), and for what is no picture.
ImageHeader read_image_header(std::string_view bytes, const std::string& source);
/// `channels`: 1, 3 or 4. A JPEG far larger than `wanted` is decoded at a half, a quarter or an
/// eighth of its size, which is faster; it stays at least as large. {0, 0}: the whole size.
Image decode_image(std::string_view bytes, const std::string& source, std::int64_t channels,
                   ImageSize wanted = {});
/// The same with 16 bits; of a file with fewer, v * 257.
DeepImage decode_deep_image(std::string_view bytes, const std::string& source,
                            std::int64_t channels, ImageSize wanted = {});

}  // namespace ganglion::data
