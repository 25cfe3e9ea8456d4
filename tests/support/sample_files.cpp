#include "tests/support/sample_files.h"

#include <zlib.h>

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>  // needs FILE

#include "ganglion/data/images/read_image.h"

namespace ganglion::support {
namespace {

std::string big_endian(std::uint32_t number, int bytes = 4) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xFFU);
  return text;
}

}  // namespace

std::string png_chunk(const std::string& name, const std::string& body) {
  const std::string content = name + body;
  const auto crc =
      ::crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
  return big_endian(static_cast<std::uint32_t>(body.size())) + content +
         big_endian(static_cast<std::uint32_t>(crc));
}

std::string png_file(std::uint32_t width, std::uint32_t height, int bits, int colour_type,
                     const std::string& lines, const std::string& more, bool interlaced) {
  uLongf size = ::compressBound(lines.size());
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(lines.data()), lines.size());
  packed.resize(size);
  const std::string head = big_endian(width) + big_endian(height) + static_cast<char>(bits) +
                           static_cast<char>(colour_type) + std::string(2, '\0') +
                           (interlaced ? '\1' : '\0');
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", head) + more + png_chunk("IDAT", packed) +
         png_chunk("IEND", "");
}

std::string jpeg_file(const data::Image& image) {
  jpeg_error_mgr errors;
  jpeg_compress_struct encoder = {};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &bytes, &size);
  encoder.image_width = static_cast<JDIMENSION>(image.width);
  encoder.image_height = static_cast<JDIMENSION>(image.height);
  encoder.input_components = static_cast<int>(image.channels);
  encoder.in_color_space = image.channels == 1   ? JCS_GRAYSCALE
                           : image.channels == 3 ? JCS_RGB
                                                 : JCS_CMYK;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, 100, TRUE);
  encoder.comp_info[0].h_samp_factor = encoder.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&encoder, TRUE);
  std::vector<std::uint8_t> pixels = image.pixels;
  for (JSAMPROW line = pixels.data(); encoder.next_scanline < encoder.image_height;
       line += image.width * image.channels) {
    jpeg_write_scanlines(&encoder, &line, 1);
  }
  jpeg_finish_compress(&encoder);
  std::string result(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&encoder);
  std::free(bytes);
  return result;
}

std::string oriented(const std::string& picture, int orientation) {
  // TIFF of big-endian numbers, a directory of one entry: tag, type, count, value.
  const std::string exif = std::string("MM\0\x2a", 4) + big_endian(8) + big_endian(1, 2) +
                           big_endian(0x0112, 2) + big_endian(3, 2) + big_endian(1) +
                           big_endian(static_cast<std::uint32_t>(orientation), 2) +
                           std::string(6, '\0');
  if (data::is_png(picture)) {
    constexpr std::size_t kHeader = 33;  // the signature and the first chunk
    const std::string chunk = "eXIf" + exif;
    const auto sum =
        ::crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()));
    return picture.substr(0, kHeader) + big_endian(static_cast<std::uint32_t>(exif.size())) +
           chunk + big_endian(static_cast<std::uint32_t>(sum)) + picture.substr(kHeader);
  }
  const std::string body = std::string("Exif\0\0", 6) + exif;
  const auto size = static_cast<std::uint32_t>(body.size() + 2);
  return picture.substr(0, 2) + "\xFF\xE1" + big_endian(size, 2) + body + picture.substr(2);
}

std::string little_endian(const std::vector<std::int64_t>& numbers, int bytes) {
  std::string text;
  for (const std::int64_t number : numbers) {
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 0xFF);
  }
  return text;
}

std::string wav_file(int kind, int channels, int bits, const std::string& frames, int rate) {
  const int frame = channels * bits / 8;
  const std::string format = little_endian({kind, channels}, 2) +
                             little_endian({rate, rate * frame}, 4) +
                             little_endian({frame, bits}, 2);
  const std::string body = "WAVEfmt " + little_endian({16}, 4) + format + "data" +
                           little_endian({static_cast<std::int64_t>(frames.size())}, 4) + frames;
  return "RIFF" + little_endian({static_cast<std::int64_t>(body.size())}, 4) + body;
}

}  // namespace ganglion::support
