#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/data/signals/signal_rows.h"

namespace ganglion::data {

/// Little-endian; `width` bytes, up to 8.
std::uint64_t little_endian_at(std::string_view bytes, std::size_t at, std::size_t width);

/// How the numbers of a recording are written.
enum class WavCodec : std::uint8_t { integers, floats, a_law, mu_law };

/// What the format chunk of a WAV file says.
struct WavFormat {
  WavCodec codec = WavCodec::integers;
  std::size_t channels = 0;
  std::int64_t rate = 0;
  std::size_t bytes = 0;  ///< of one number

  std::size_t frame() const { return channels * bytes; }  ///< bytes of one moment
};

/// Reads the body of a format chunk. Throws Error that begins with `source` when it is too short,
/// names no channels or no rate, and for a codec that can't be decoded, by its name.
WavFormat wav_format(std::string_view body, const std::string& source);

/// The whole frames in `body` as numbers from -1 to 1; unsigned integers have their zero in the
/// middle. Throws Error that begins with `source` for a number that is not finite.
SignalRow wav_values(std::string_view body, const WavFormat& format, const std::string& source);

}  // namespace ganglion::data
