#include "ganglion/data/signals/wav_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

constexpr std::uint64_t kIntegers = 1;
constexpr std::uint64_t kFloats = 3;
constexpr std::uint64_t kALaw = 6;
constexpr std::uint64_t kMuLaw = 7;
constexpr std::uint64_t kExtensible = 0xFFFE;

struct KnownCodec {
  std::uint64_t tag;
  std::string_view name;
};

/// Those that people meet, so that they learn which one it is.
constexpr std::array<KnownCodec, 14> kOtherCodecs = {{{0x02, "Microsoft ADPCM"},
                                                      {0x11, "IMA ADPCM"},
                                                      {0x31, "GSM 6.10"},
                                                      {0x40, "G.721 ADPCM"},
                                                      {0x45, "G.726 ADPCM"},
                                                      {0x50, "MPEG"},
                                                      {0x55, "MP3"},
                                                      {0x92, "AC-3"},
                                                      {0xFF, "AAC"},
                                                      {0x161, "WMA"},
                                                      {0x162, "WMA"},
                                                      {0x1610, "AAC"},
                                                      {0x674F, "Ogg Vorbis"},
                                                      {0xF1AC, "FLAC"}}};

[[noreturn]] void refuse(std::uint64_t tag, std::uint64_t bits, const std::string& source) {
  const auto* known = std::ranges::find(kOtherCodecs, tag, &KnownCodec::tag);
  const std::string_view name = known != kOtherCodecs.end() ? known->name
                                : tag == kFloats            ? "floats"
                                : tag == kIntegers          ? "integers"
                                                            : "unknown";
  throw Error(
      fmt::format("{}: unsupported WAV encoding: {} (format {:#06x}, {} bits); convert it to "
                  "16-bit PCM",
                  source, name, tag, bits));
}

/// Of one number. Bits that don't fill their bytes, such as 12 in 16 or 24 in 32, are the upper
/// ones.
std::size_t container_bytes(std::uint64_t bits, std::uint64_t frame, std::uint64_t channels) {
  const std::uint64_t least = (bits + 7) / 8;
  const bool whole = frame % channels == 0 && frame / channels >= least;
  return whole ? frame / channels : least;
}

/// G.711: a sign, an exponent of 3 bits and 4 bits behind it; 16-bit numbers.
int from_mu_law(unsigned byte) {
  const unsigned inverted = ~byte & 0xFFU;
  const unsigned exponent = inverted >> 4U & 7U;
  const int size = static_cast<int>((((inverted & 15U) << 3U) + 0x84U) << exponent) - 0x84;
  return (inverted & 0x80U) != 0 ? -size : size;
}

int from_a_law(unsigned byte) {
  const unsigned toggled = byte ^ 0x55U;
  const unsigned exponent = toggled >> 4U & 7U;
  const unsigned rest = ((toggled & 15U) << 4U) + 8U;
  const int size = static_cast<int>(exponent == 0 ? rest : (rest + 0x100U) << (exponent - 1U));
  return (toggled & 0x80U) != 0 ? size : -size;
}

float from_integer(std::uint64_t bits, std::size_t bytes) {
  if (bytes == 1) return (static_cast<float>(bits) - 128.0F) / 128.0F;
  const std::size_t shift = 64 - 8 * bytes;  // the sign to the top, and all back
  const auto value = static_cast<std::int64_t>(bits << shift) >> shift;
  return static_cast<float>(
      std::ldexp(static_cast<double>(value), 1 - static_cast<int>(8 * bytes)));
}

float value_of(std::uint64_t bits, const WavFormat& format) {
  constexpr float kFull = 32768.0F;
  switch (format.codec) {
    case WavCodec::integers:
      return from_integer(bits, format.bytes);
    case WavCodec::floats:
      return format.bytes == 4 ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                               : static_cast<float>(std::bit_cast<double>(bits));
    case WavCodec::a_law:
      return static_cast<float>(from_a_law(static_cast<unsigned>(bits))) / kFull;
    case WavCodec::mu_law:
      break;
  }
  return static_cast<float>(from_mu_law(static_cast<unsigned>(bits))) / kFull;
}

}  // namespace

std::uint64_t little_endian_at(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

WavFormat wav_format(std::string_view body, const std::string& source) {
  constexpr std::size_t kPlain = 16;
  constexpr std::size_t kSubformat = 24;  // where the extensible form keeps the codec
  constexpr std::int64_t kMostRate = 10'000'000;
  if (body.size() < kPlain) throw Error(source + ": the format chunk of the WAV file is too short");
  std::uint64_t tag = little_endian_at(body, 0, 2);
  if (tag == kExtensible && body.size() >= kSubformat + 2) {
    tag = little_endian_at(body, kSubformat, 2);
  }
  const std::uint64_t channels = little_endian_at(body, 2, 2);
  const std::uint64_t bits = little_endian_at(body, 14, 2);
  const auto rate = static_cast<std::int64_t>(little_endian_at(body, 4, 4));
  if (channels == 0) throw Error(source + ": the WAV file has no channels");
  if (rate == 0 || rate > kMostRate) {
    throw Error(fmt::format("{}: the WAV file has a sample rate of {} Hz{}; write the true one",
                            source, rate, rate == 0 ? "" : ", more than recordings have"));
  }
  WavFormat format{.channels = channels,
                   .rate = rate,
                   .bytes = container_bytes(bits, little_endian_at(body, 12, 2), channels)};
  if (tag == kIntegers && bits >= 1 && format.bytes <= 8) return format;
  const bool exact = bits == 8 * format.bytes;
  format.codec = tag == kFloats ? WavCodec::floats
                 : tag == kALaw ? WavCodec::a_law
                                : WavCodec::mu_law;
  if (tag == kFloats && exact && (bits == 32 || bits == 64)) return format;
  if ((tag == kALaw || tag == kMuLaw) && exact && bits == 8) return format;
  refuse(tag, bits, source);
}

SignalRow wav_values(std::string_view body, const WavFormat& format, const std::string& source) {
  SignalRow row;
  row.channels.assign(format.channels, std::vector<float>(body.size() / format.frame()));
  std::size_t at = 0;
  for (std::size_t i = 0; i < row.channels[0].size(); ++i) {
    for (std::vector<float>& channel : row.channels) {
      channel[i] = value_of(little_endian_at(body, at, format.bytes), format);
      if (!std::isfinite(channel[i])) {
        throw Error(fmt::format("{}: value {} is not finite", source, i + 1));
      }
      at += format.bytes;
    }
  }
  return row;
}

}  // namespace ganglion::data
