#include "ganglion/data/images/read_image.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/images/formats.h"
#include "ganglion/data/samples/file_kind.h"

namespace ganglion::data {
namespace {

[[noreturn]] void refuse(std::string_view bytes, const std::string& source) {
  refuse_kind(bytes, source, "neither PNG nor JPEG by its content");
}

DeepImage widened(const Image& image) {
  DeepImage result{.height = image.height, .width = image.width, .channels = image.channels};
  result.pixels.reserve(image.pixels.size());
  for (const unsigned value : image.pixels) {
    result.pixels.push_back(static_cast<std::uint16_t>(value * 257U));
  }
  return result;
}

}  // namespace

bool is_png(std::string_view bytes) {
  return bytes.starts_with("\x89PNG\r\n\x1a\n");
}

bool is_jpeg(std::string_view bytes) {
  return bytes.starts_with("\xff\xd8\xff");
}

void check_pixels(std::int64_t height, std::int64_t width, const std::string& source) {
  if (height < 1 || width < 1) throw Error(source + ": the image has no pixels");
  if (width <= kMaxPixels / height) return;
  throw Error(fmt::format(
      "{}: {}x{} pixels (width x height) exceed the limit of {} million; make it smaller", source,
      width, height, kMaxPixels / 1'000'000));
}

ImageHeader read_image_header(std::string_view bytes, const std::string& source) {
  if (is_png(bytes)) return png_header(bytes, source);
  if (is_jpeg(bytes)) return jpeg_header(bytes, source);
  refuse(bytes, source);
}

Image decode_image(std::string_view bytes, const std::string& source, std::int64_t channels,
                   ImageSize wanted) {
  if (is_png(bytes)) return decode_png(bytes, source, channels);
  if (is_jpeg(bytes)) return decode_jpeg(bytes, source, channels, wanted);
  refuse(bytes, source);
}

DeepImage decode_deep_image(std::string_view bytes, const std::string& source,
                            std::int64_t channels, ImageSize wanted) {
  if (is_png(bytes)) return decode_deep_png(bytes, source, channels);
  return widened(decode_image(bytes, source, channels, wanted));
}

}  // namespace ganglion::data
