#include "ganglion/data/images/read_image.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/data/images/formats.h"

namespace ganglion::data {
namespace {

struct OtherFormat {
  std::string_view begin;
  std::string_view name;
};

constexpr std::array<OtherFormat, 6> kOthers = {{{"GIF8", "GIF"},
                                                 {"BM", "BMP"},
                                                 {std::string_view("II*\0", 4), "TIFF"},
                                                 {std::string_view("MM\0*", 4), "TIFF"},
                                                 {"P5", "PGM"},
                                                 {"P6", "PPM"}}};

/// The name of a format that is known and not read; or empty.
std::string_view other_format(std::string_view bytes) {
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return "WebP";
  if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return "HEIC or AVIF";
  for (const OtherFormat& other : kOthers) {
    if (bytes.starts_with(other.begin)) return other.name;
  }
  return {};
}

[[noreturn]] void refuse(std::string_view bytes, const std::string& source) {
  if (bytes.empty()) throw Error(source + ": the file is empty");
  const std::string_view name = other_format(bytes);
  if (!name.empty()) {
    throw Error(fmt::format("{}: {} is not supported; convert it to PNG or JPEG", source, name));
  }
  throw Error(fmt::format("{}: neither PNG nor JPEG by its content", source));
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

}  // namespace ganglion::data
