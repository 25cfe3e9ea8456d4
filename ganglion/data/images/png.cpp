#include <fmt/format.h>

#include <png.h>

#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/images/formats.h"

namespace ganglion::data {
namespace {

/// libpng's simplified reader, which never jumps out of a call.
class PngReader {
 public:
  PngReader(std::string_view bytes, const std::string& source) : source_(source) {
    image_.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image_, bytes.data(), bytes.size()) == 0) fail();
  }
  ~PngReader() { png_image_free(&image_); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  std::int64_t height() const { return image_.height; }
  std::int64_t width() const { return image_.width; }
  bool colour() const { return (image_.format & PNG_FORMAT_FLAG_COLOR) != 0; }

  void read(std::uint32_t format, std::vector<std::uint8_t>& pixels) {
    image_.format = format;
    // 16 bits without a word on brightness are 8 bits with more digits, as cameras write them.
    image_.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    pixels.resize(PNG_IMAGE_SIZE(image_));
    const png_color white = {255, 255, 255};
    if (png_image_finish_read(&image_, &white, pixels.data(), 0, nullptr) == 0) fail();
  }

 private:
  [[noreturn]] void fail() {
    throw Error(fmt::format("{}: the PNG is damaged or truncated ({})", source_,
                            std::string_view(image_.message)));
  }

  png_image image_ = {};
  const std::string& source_;
};

std::uint32_t png_format(std::int64_t channels) {
  if (channels == 1) return PNG_FORMAT_GRAY;
  return channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
}

}  // namespace

ImageHeader png_header(std::string_view bytes, const std::string& source) {
  const PngReader reader(bytes, source);
  check_pixels(reader.height(), reader.width(), source);
  ImageSize size = {reader.height(), reader.width()};
  if (png_orientation(bytes) > 4) std::swap(size.height, size.width);
  constexpr std::size_t kBitDepth = 24;  // where the head has it
  return {.size = size, .colour = reader.colour(), .bits = bytes[kBitDepth] == 16 ? 16 : 8};
}

Image decode_png(std::string_view bytes, const std::string& source, std::int64_t channels) {
  PngReader reader(bytes, source);
  check_pixels(reader.height(), reader.width(), source);
  Image image{.height = reader.height(), .width = reader.width(), .channels = channels};
  reader.read(png_format(channels), image.pixels);
  return turned(std::move(image), png_orientation(bytes));
}

std::string encode_png(const Image& image) {
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<std::uint32_t>(image.width);
  png.height = static_cast<std::uint32_t>(image.height);
  png.format = png_format(image.channels);
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr) ==
      0) {
    throw Error(fmt::format("can't write an image of {}x{} as PNG: {}", image.height, image.width,
                            std::string_view(png.message)));
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace ganglion::data
