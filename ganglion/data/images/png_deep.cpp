#include <fmt/format.h>

#include <array>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <string_view>
#include <vector>

#include <png.h>

#include "ganglion/core/error.h"
#include "ganglion/data/images/formats.h"

// libpng's simplified reader, which png.cpp uses, makes linear light of 16 bits: other numbers than
// those in the file. So this is its full reader.
namespace ganglion::data {
namespace {

/// What libpng is given, and what it reports. Its own handlers print, and end the program.
struct PngSession {
  std::string_view rest;
  std::jmp_buf back = {};
  std::array<char, 128> message = {};
};

/// Gives up: jumps out of libpng.
[[noreturn]] void give_up_png(png_structp png, png_const_charp message) {
  auto& session = *static_cast<PngSession*>(png_get_error_ptr(png));
  std::strncpy(session.message.data(), message, session.message.size() - 1);
  std::longjmp(session.back, 1);
}

/// Warnings are for chunks besides the pixels.
void ignore_warning(png_structp /*png*/, png_const_charp /*message*/) {}

void next_bytes(png_structp png, png_bytep to, std::size_t count) {
  auto& session = *static_cast<PngSession*>(png_get_io_ptr(png));
  if (count > session.rest.size()) png_error(png, "the file ends early");
  std::memcpy(to, session.rest.data(), count);
  session.rest.remove_prefix(count);
}

class DeepPngReader {
 public:
  DeepPngReader(std::string_view bytes, const std::string& source)
      : session_{.rest = bytes},
        png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, &session_, give_up_png, ignore_warning)),
        info_(png_ == nullptr ? nullptr : png_create_info_struct(png_)),
        source_(source) {
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw Error(source + ": there is no memory for a PNG decoder");
    }
  }
  DeepPngReader(const DeepPngReader&) = delete;
  DeepPngReader& operator=(const DeepPngReader&) = delete;
  ~DeepPngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  /// As the file has it: 1 or 3 channels, and one more where there is opacity.
  DeepImage read() {
    guarded([&] {
      png_set_read_fn(png_, &session_, next_bytes);
      png_set_benign_errors(png_, 1);
      png_read_info(png_, info_);
    });
    check_pixels(png_get_image_height(png_, info_), png_get_image_width(png_, info_), source_);
    guarded([&] {
      png_set_expand_16(png_);  // palettes to colours, and v * 257 for 8 bits
      if (std::endian::native == std::endian::little) png_set_swap(png_);
      png_set_interlace_handling(png_);
      png_read_update_info(png_, info_);
    });
    DeepImage image{.height = png_get_image_height(png_, info_),
                    .width = png_get_image_width(png_, info_),
                    .channels = png_get_channels(png_, info_)};
    const auto line = static_cast<std::size_t>(image.width * image.channels);
    image.pixels.resize(line * static_cast<std::size_t>(image.height));
    std::vector<png_bytep> lines(static_cast<std::size_t>(image.height));
    for (std::size_t y = 0; y < lines.size(); ++y) {
      lines[y] = reinterpret_cast<png_bytep>(image.pixels.data() + y * line);
    }
    guarded([&] {
      png_read_image(png_, lines.data());
      png_read_end(png_, nullptr);
    });
    return image;
  }

 private:
  /// Calls libpng, which may jump back to here: nothing that `work` makes may need a destructor.
  template <class Work>
  void guarded(const Work& work) {
    if (setjmp(session_.back) == 0) {
      work();
      return;
    }
    throw Error(fmt::format("{}: the PNG is damaged or truncated ({})", source_,
                            std::string_view(session_.message.data())));
  }

  PngSession session_;
  png_structp png_;
  png_infop info_;
  const std::string& source_;
};

constexpr std::uint64_t kWhite = 65535;

std::uint16_t on_white(std::uint64_t value, std::uint64_t opacity) {
  const std::uint64_t sum = value * opacity + kWhite * (kWhite - opacity);
  return static_cast<std::uint16_t>((sum + kWhite / 2) / kWhite);
}

/// The weights of JPEG's luminance.
std::uint16_t luminance_of(const std::array<std::uint16_t, 3>& colour) {
  return static_cast<std::uint16_t>(
      (299U * colour[0] + 587U * colour[1] + 114U * colour[2] + 500U) / 1000U);
}

/// What a file has to 1, 3 or 4 channels.
DeepImage with_channels(const DeepImage& image, std::int64_t channels) {
  const auto has = static_cast<std::size_t>(image.channels);
  const bool colour = has > 2;
  DeepImage result{.height = image.height, .width = image.width, .channels = channels};
  result.pixels.reserve(image.pixels.size() / has * static_cast<std::size_t>(channels));
  for (std::size_t i = 0; i < image.pixels.size(); i += has) {
    const std::uint16_t* pixel = image.pixels.data() + i;
    const std::uint16_t opacity = has % 2 == 0 ? pixel[has - 1] : std::uint16_t{kWhite};
    std::array<std::uint16_t, 3> seen = {pixel[0], pixel[colour ? 1 : 0], pixel[colour ? 2 : 0]};
    if (channels < 4) {
      for (std::uint16_t& value : seen) value = on_white(value, opacity);
    }
    if (channels == 1) {
      result.pixels.push_back(luminance_of(seen));
      continue;
    }
    result.pixels.insert(result.pixels.end(), seen.begin(), seen.end());
    if (channels == 4) result.pixels.push_back(opacity);
  }
  return result;
}

}  // namespace

DeepImage decode_deep_png(std::string_view bytes, const std::string& source,
                          std::int64_t channels) {
  return turned(with_channels(DeepPngReader(bytes, source).read(), channels),
                png_orientation(bytes));
}

}  // namespace ganglion::data
