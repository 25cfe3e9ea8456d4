#include <fmt/format.h>

#include <turbojpeg.h>

#include <span>

#include "ganglion/core/error.h"
#include "ganglion/data/images/formats.h"

namespace ganglion::data {
namespace {

/// libjpeg-turbo's decoder of one image.
class JpegReader {
 public:
  JpegReader(std::string_view bytes, const std::string& source)
      : handle_(tjInitDecompress()), bytes_(bytes), source_(source) {
    if (handle_ == nullptr) throw Error(source + ": there is no memory for a JPEG decoder");
    const int result = tjDecompressHeader3(handle_, data(), bytes_.size(), &width_, &height_,
                                           &sampling_, &colours_);
    if (result != 0 || width_ < 1 || height_ < 1) {  // a head that ends early may give 0 by 0
      const std::string why = result == 0 ? "its size is missing" : tjGetErrorStr2(handle_);
      tjDestroy(handle_);
      fail(why);
    }
  }
  ~JpegReader() { tjDestroy(handle_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  std::int64_t height() const { return height_; }
  std::int64_t width() const { return width_; }
  bool colour() const { return colours_ != TJCS_GRAY; }
  bool printing_colours() const { return colours_ == TJCS_CMYK || colours_ == TJCS_YCCK; }

  /// The smallest of 1, 1/2, 1/4 and 1/8 of the size that is not below the wanted one.
  ImageSize reduced(ImageSize wanted) const {
    ImageSize best = {height_, width_};
    if (wanted.height < 1 || wanted.width < 1) return best;
    for (const int part : {2, 4, 8}) {
      const ImageSize size = {(height_ + part - 1) / part, (width_ + part - 1) / part};
      if (size.height >= wanted.height && size.width >= wanted.width) best = size;
    }
    return best;
  }

  std::vector<std::uint8_t> read(ImageSize size, int format, int channels) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.height * size.width * channels));
    const int result = tjDecompress2(handle_, data(), bytes_.size(), pixels.data(),
                                     static_cast<int>(size.width), 0, static_cast<int>(size.height),
                                     format, TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS);
    const std::string why = result == 0 ? "" : tjGetErrorStr2(handle_);
    // Superfluous bytes between parts are common, and harm nothing.
    const bool harmless = tjGetErrorCode(handle_) == TJERR_WARNING &&
                          why.find("extraneous bytes") != std::string::npos;
    if (result != 0 && !harmless) fail(why);
    return pixels;
  }

 private:
  const unsigned char* data() const {
    return reinterpret_cast<const unsigned char*>(bytes_.data());
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(fmt::format("{}: the JPEG is damaged or truncated ({})", source_, why));
  }

  tjhandle handle_;
  std::string_view bytes_;
  const std::string& source_;
  int width_ = 0;
  int height_ = 0;
  int sampling_ = 0;
  int colours_ = 0;
};

/// Cyan, magenta, yellow and black are stored as what is left of the light, as Adobe does.
std::vector<std::uint8_t> light_of_ink(std::span<const std::uint8_t> ink) {
  std::vector<std::uint8_t> light(ink.size() / 4 * 3);
  for (std::size_t i = 0; i < light.size() / 3; ++i) {
    const unsigned black = ink[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      light[3 * i + c] = static_cast<std::uint8_t>((ink[4 * i + c] * black + 127U) / 255U);
    }
  }
  return light;
}

std::vector<std::uint8_t> grey_of(std::span<const std::uint8_t> colours) {
  std::vector<std::uint8_t> grey(colours.size() / 3);
  for (std::size_t i = 0; i < grey.size(); ++i) {  // the weights of JPEG's own luminance
    const unsigned sum =
        299U * colours[3 * i] + 587U * colours[3 * i + 1] + 114U * colours[3 * i + 2];
    grey[i] = static_cast<std::uint8_t>((sum + 500U) / 1000U);
  }
  return grey;
}

std::vector<std::uint8_t> with_opacity(std::span<const std::uint8_t> colours) {
  std::vector<std::uint8_t> result;
  result.reserve(colours.size() / 3 * 4);
  for (std::size_t i = 0; i + 2 < colours.size(); i += 3) {
    result.insert(result.end(), {colours[i], colours[i + 1], colours[i + 2], 255});
  }
  return result;
}

}  // namespace

ImageHeader jpeg_header(std::string_view bytes, const std::string& source) {
  const JpegReader reader(bytes, source);
  check_pixels(reader.height(), reader.width(), source);
  ImageSize size = {reader.height(), reader.width()};
  if (jpeg_orientation(bytes) > 4) std::swap(size.height, size.width);
  return {.size = size, .colour = reader.colour()};
}

Image decode_jpeg(std::string_view bytes, const std::string& source, std::int64_t channels,
                  ImageSize wanted) {
  JpegReader reader(bytes, source);
  check_pixels(reader.height(), reader.width(), source);
  const int orientation = jpeg_orientation(bytes);
  if (orientation > 4) std::swap(wanted.height, wanted.width);
  const ImageSize size = reader.reduced(wanted);
  Image image{.height = size.height, .width = size.width, .channels = channels};
  if (reader.printing_colours()) {
    image.pixels = light_of_ink(reader.read(size, TJPF_CMYK, 4));
    if (channels == 1) image.pixels = grey_of(image.pixels);
    if (channels == 4) image.pixels = with_opacity(image.pixels);
  } else {
    const int format = channels == 1 ? TJPF_GRAY : channels == 3 ? TJPF_RGB : TJPF_RGBA;
    image.pixels = reader.read(size, format, static_cast<int>(channels));
  }
  return turned(std::move(image), orientation);
}

}  // namespace ganglion::data
