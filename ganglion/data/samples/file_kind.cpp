#include "ganglion/data/samples/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

constexpr std::string_view kToImage = "convert it to PNG or JPEG";
constexpr std::string_view kToDeepImage = "convert it to PNG, which keeps 16 bits";
constexpr std::string_view kToWav = "convert it to WAV";
constexpr std::string_view kApart = "keep images and recordings in separate folders";

/// What is known of files by bytes at one place.
struct KnownKind {
  std::size_t at;
  std::string_view bytes;
  std::string_view name;
  std::string_view remedy;
};

using namespace std::string_view_literals;

// Where one begins as another does, the longer one comes first.
constexpr std::array<KnownKind, 36> kKinds = {{
    {0, "\x89PNG\r\n\x1a\n", "PNG", kApart},
    {0, "\xff\xd8\xff", "JPEG", kApart},
    {8, "WEBP", "WebP", kToImage},
    {0, "RIFX", "RIFX, a big-endian WAV,", "convert it to little-endian WAV"},
    {8, "WAVE", "WAV", kApart},
    {0, "GIF8", "GIF", kToImage},
    {0, "BM", "BMP", kToImage},
    {0, "II*\0"sv, "TIFF", kToDeepImage},
    {0, "MM\0*"sv, "TIFF", kToDeepImage},
    {0, "II+\0"sv, "TIFF", kToDeepImage},
    {0, "MM\0+"sv, "TIFF", kToDeepImage},
    {0, "P2\n", "PGM", kToDeepImage},
    {0, "P3\n", "PPM", kToDeepImage},
    {0, "P5\n", "PGM", kToDeepImage},
    {0, "P6\n", "PPM", kToDeepImage},
    {0, "8BPS", "Photoshop's PSD", kToImage},
    {0, "\0\0\0\x0cjP  "sv, "JPEG 2000", kToDeepImage},
    {0, "\xff\x4f\xff\x51", "JPEG 2000", kToDeepImage},
    {0, "\0\0\0\x0cJXL "sv, "JPEG XL", kToImage},
    {0, "\xff\x0a", "JPEG XL", kToImage},
    {0, "\x76\x2f\x31\x01", "OpenEXR", kToDeepImage},
    {0, "#?RADIANCE", "Radiance HDR", kToDeepImage},
    {0, "SIMPLE  =", "FITS", kToDeepImage},
    {128, "DICM", "DICOM", kToDeepImage},
    {4, "ftypM4A", "M4A", kToWav},
    {4, "ftypmp4", "MP4", "extract its frames as PNG or its sound as WAV"},
    {4, "ftypisom", "MP4", "extract its frames as PNG or its sound as WAV"},
    {4, "ftyp", "HEIC or AVIF", kToImage},
    {0, "fLaC", "FLAC", kToWav},
    {0, "OggS", "Ogg", kToWav},
    {0, "ID3", "MP3", kToWav},
    {0, "\xff\xfb", "MP3", kToWav},
    {0, "\xff\xf3", "MP3", kToWav},
    {8, "AIFF", "AIFF", kToWav},
    {8, "AIFC", "AIFF", kToWav},
    {0, "%PDF", "PDF", kToImage},
}};

const KnownKind* kind_of(std::string_view bytes) {
  const auto* kind = std::ranges::find_if(kKinds, [&](const KnownKind& one) {
    return bytes.size() > one.at && bytes.substr(one.at).starts_with(one.bytes);
  });
  return kind == kKinds.end() ? nullptr : kind;
}

}  // namespace

bool is_known_kind(std::string_view bytes) {
  constexpr std::size_t kHead = 512;  // which may be letters: "BM" also begins a table with BMI
  const bool text = bytes.substr(0, kHead).find('\0') == std::string_view::npos;
  return !text && kind_of(bytes) != nullptr;
}

void refuse_kind(std::string_view bytes, const std::string& source, std::string_view otherwise) {
  if (bytes.empty()) throw Error(source + ": the file is empty");
  const KnownKind* kind = kind_of(bytes);
  if (kind == nullptr) throw Error(fmt::format("{}: {}", source, otherwise));
  throw Error(fmt::format(
      "{}: {} {}; {}", source, kind->name,
      kind->remedy == kApart ? "among files of another kind" : "is not supported", kind->remedy));
}

}  // namespace ganglion::data
