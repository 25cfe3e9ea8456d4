#include "ganglion/data/signals/wav.h"

#include <fmt/format.h>

#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/data/samples/file_kind.h"
#include "ganglion/data/signals/wav_values.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kChunkHead = 8;            // name and length
constexpr std::uint64_t kOver4GB = 0xFFFF'FFFF;  // the length stands in the chunk ds64
/// From here on a length that the file doesn't have is one that its writer didn't know.
constexpr std::uint64_t kUnknown = 0x7FFF'0000;

class WavReader {
 public:
  WavReader(std::string_view bytes, const std::string& source) : bytes_(bytes), source_(source) {}

  Wav read() {
    if (!is_wav(bytes_)) refuse_kind(bytes_, source_, "not a WAV file by its content");
    std::optional<WavFormat> format;
    for (std::size_t at = 12; at + kChunkHead <= bytes_.size();) {
      const std::string_view name = bytes_.substr(at, 4);
      const std::uint64_t size = little_endian_at(bytes_, at + 4, 4);
      const std::string_view rest = bytes_.substr(at + kChunkHead);
      if (name == "data") {
        if (!format) fail("the data chunk comes before the format chunk");
        if (size > 0 || !ends_as_declared()) return recording(rest, size, *format);
      }
      if (size > rest.size()) {
        fail(fmt::format("{} bytes are declared, but {} follow", size, rest.size()));
      }
      if (name == "fmt ") format = wav_format(rest.substr(0, size), source_);
      if (name == "ds64" && size >= 16) long_data_ = known_length(little_endian_at(rest, 8, 8));
      at = behind(at + kChunkHead + size, size);
    }
    fail("there are no values in it");
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("{}: the WAV file is damaged or truncated: {}", source_, what));
  }

  static std::optional<std::uint64_t> known_length(std::uint64_t size) {
    if (size == 0 || size == ~std::uint64_t{0}) return std::nullopt;
    return size;
  }

  /// A chunk of an odd length is followed by a zero, which some programs forget.
  std::size_t behind(std::size_t end, std::uint64_t size) const {
    return size % 2 == 1 && end < bytes_.size() && bytes_[end] == '\0' ? end + 1 : end;
  }

  /// Whether the head knows how long the file is, so that a length of 0 is meant.
  bool ends_as_declared() const {
    const std::uint64_t end = kChunkHead + little_endian_at(bytes_, 4, 4);
    return end == bytes_.size() || end + 1 == bytes_.size();
  }

  Wav recording(std::string_view rest, std::uint64_t size, const WavFormat& format) const {
    if (size == kOver4GB && long_data_) {
      size = *long_data_;
    } else if (size == 0 || (size >= kUnknown && size > rest.size())) {
      size = rest.size();
    }
    Wav wav{.rate = format.rate, .signal = wav_values(rest.substr(0, size), format, source_)};
    if (wav.signal.length() == 0) fail("there are no values in it");
    wav.missing = static_cast<std::int64_t>(size / format.frame()) - wav.signal.length();
    return wav;
  }

  std::string_view bytes_;
  const std::string& source_;
  std::optional<std::uint64_t> long_data_;
};

}  // namespace

bool is_wav(std::string_view bytes) {
  const bool head =
      bytes.starts_with("RIFF") || bytes.starts_with("RF64") || bytes.starts_with("BW64");
  return bytes.size() >= 12 && head && bytes.substr(8, 4) == "WAVE";
}

Wav parse_wav(std::string_view bytes, const std::string& source) {
  return WavReader(bytes, source).read();
}

}  // namespace ganglion::data
