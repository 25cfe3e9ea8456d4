#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/data/signals/signal_rows.h"

namespace ganglion::data {

/// A recording: values from -1 to 1.
struct Wav {
  std::int64_t rate = 0;  ///< values a second
  SignalRow signal = {};
  /// Values of a channel that the file declares but doesn't hold: it was cut off.
  std::int64_t missing = 0;
};

/// RIFF WAVE, and RF64 or BW64, which is the same for more than 4 GB.
bool is_wav(std::string_view bytes);

/// Reads integers of up to 64 bits, floats of 32 or 64 bits, A-law and µ-law, plain or as
/// WAVE_FORMAT_EXTENSIBLE. Where the length of the data is unknown (0, or around 2 or 4 GB, as
/// programs write it that can't go back to the head, into a pipe), and where a file is cut off, it
/// is read to the end, as ffmpeg, sox and scipy do; `missing` tells the latter. Every length is
/// checked before it is used. Throws Error that begins with `source` for damage and for other
/// encodings.
Wav parse_wav(std::string_view bytes, const std::string& source);

}  // namespace ganglion::data
