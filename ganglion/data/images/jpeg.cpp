#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <span>

#include <jpeglib.h>  // needs FILE, and is needed by the next

#include <jerror.h>

#include "ganglion/core/error.h"
#include "ganglion/data/images/formats.h"

namespace ganglion::data {
namespace {

/// What libjpeg reports. Its own handlers print, and end the program.
struct JpegFaults {
  jpeg_error_mgr handlers = {};  // first, so that a pointer to it is one to all
  std::jmp_buf back = {};
  int code = 0;
  std::array<char, JMSG_LENGTH_MAX> message = {};
};

/// Gives up: jumps out of libjpeg.
[[noreturn]] void give_up(j_common_ptr decoder) {
  auto& faults = *reinterpret_cast<JpegFaults*>(decoder->err);
  faults.code = decoder->err->msg_code;
  (*decoder->err->format_message)(decoder, faults.message.data());
  std::longjmp(faults.back, 1);
}

/// Warnings are for what doesn't follow the standard to the letter, which harms nothing; but for
/// these: pixels are made up from there on.
void hear_warning(j_common_ptr decoder, int level) {
  constexpr std::array<int, 5> kHarmful = {JWRN_JPEG_EOF, JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE,
                                           JWRN_ARITH_BAD_CODE, JWRN_MUST_RESYNC};
  const bool harmful = std::ranges::find(kHarmful, decoder->err->msg_code) != kHarmful.end();
  if (level < 0 && harmful) give_up(decoder);
}

/// A progressive JPEG may ask for any number of passes over its pixels.
void limit_scans(j_common_ptr decoder) {
  constexpr int kMaxScans = 500;
  if (reinterpret_cast<j_decompress_ptr>(decoder)->input_scan_number <= kMaxScans) return;
  decoder->err->msg_code = JERR_BAD_PROGRESSION;
  give_up(decoder);
}

/// What libjpeg keeps, given back also where a constructor throws.
struct Decoder : jpeg_decompress_struct {
  Decoder() : jpeg_decompress_struct() {}
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { jpeg_destroy_decompress(this); }
};

/// libjpeg's decoder of one image.
class JpegReader {
 public:
  JpegReader(std::string_view bytes, const std::string& source) : source_(source) {
    decoder_.err = jpeg_std_error(&faults_.handlers);
    faults_.handlers.error_exit = give_up;
    faults_.handlers.emit_message = hear_warning;
    progress_.progress_monitor = limit_scans;
    guarded([&] {
      jpeg_create_decompress(&decoder_);
      decoder_.progress = &progress_;
      jpeg_mem_src(&decoder_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
      jpeg_read_header(&decoder_, TRUE);
    });
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  std::int64_t height() const { return decoder_.image_height; }
  std::int64_t width() const { return decoder_.image_width; }
  bool colour() const { return decoder_.jpeg_color_space != JCS_GRAYSCALE; }
  bool printing_colours() const {
    return decoder_.jpeg_color_space == JCS_CMYK || decoder_.jpeg_color_space == JCS_YCCK;
  }

  /// Which of 1, 1/2, 1/4 and 1/8 of the size is the smallest that is not below the wanted one.
  int reduction(ImageSize wanted) const {
    int best = 1;
    if (wanted.height < 1 || wanted.width < 1) return best;
    for (const int part : {2, 4, 8}) {
      const ImageSize size = reduced(part);
      if (size.height >= wanted.height && size.width >= wanted.width) best = part;
    }
    return best;
  }
  ImageSize reduced(int part) const {
    return {(height() + part - 1) / part, (width() + part - 1) / part};
  }

  std::vector<std::uint8_t> read(int part, J_COLOR_SPACE space, int channels) {
    const ImageSize size = reduced(part);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.height * size.width * channels));
    JSAMPROW line = pixels.data();
    const std::ptrdiff_t width = size.width * channels;
    guarded([&] {
      decoder_.out_color_space = space;
      decoder_.scale_num = 1;
      decoder_.scale_denom = static_cast<unsigned>(part);
      jpeg_start_decompress(&decoder_);
      while (decoder_.output_scanline < decoder_.output_height) {
        jpeg_read_scanlines(&decoder_, &line, 1);
        line += width;
      }
      jpeg_finish_decompress(&decoder_);
    });
    return pixels;
  }

 private:
  /// Calls libjpeg, which may jump back to here: nothing that `work` makes may need a destructor.
  template <class Work>
  void guarded(const Work& work) {
    if (setjmp(faults_.back) == 0) {
      work();
      return;
    }
    fail();
  }

  [[noreturn]] void fail() const {
    const std::string_view why = faults_.message.data();
    if (faults_.code == JERR_SOF_UNSUPPORTED || faults_.code == JERR_BAD_PRECISION ||
        faults_.code == JERR_CONVERSION_NOTIMPL) {
      throw Error(fmt::format("{}: {}; convert it to PNG", source_, why));
    }
    throw Error(fmt::format("{}: the JPEG is damaged or truncated ({})", source_, why));
  }

  JpegFaults faults_;
  jpeg_progress_mgr progress_ = {};
  Decoder decoder_;
  const std::string& source_;
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
  const int part = reader.reduction(wanted);
  const ImageSize size = reader.reduced(part);
  Image image{.height = size.height, .width = size.width, .channels = channels};
  if (reader.printing_colours()) {
    image.pixels = light_of_ink(reader.read(part, JCS_CMYK, 4));
    if (channels == 1) image.pixels = grey_of(image.pixels);
  } else if (channels == 1) {
    image.pixels = reader.read(part, JCS_GRAYSCALE, 1);
  } else {
    image.pixels = reader.read(part, JCS_RGB, 3);
  }
  if (channels == 4) image.pixels = with_opacity(image.pixels);
  return turned(std::move(image), orientation);
}

}  // namespace ganglion::data
