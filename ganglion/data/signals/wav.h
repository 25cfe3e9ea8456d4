#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/data/samples/class_folders.h"
#include "ganglion/data/signals/signal_rows.h"

namespace ganglion::data {

/// A recording: values from -1 to 1.
struct Wav {
  std::int64_t rate = 0;  ///< values a second
  SignalRow signal = {};
};

bool is_wav(std::string_view bytes);

/// Reads RIFF WAVE: integers of 8, 16, 24 or 32 bits, floats of 32 or 64 bits, plain or as
/// WAVE_FORMAT_EXTENSIBLE. Every length is checked before it is used. Throws Error that begins with
/// `source` for damage and for other encodings.
Wav parse_wav(std::string_view bytes, const std::string& source);

/// Recordings from files as signals. Throws Error as parse_wav and samples_of do, and for files of
/// different rates; with options.skip_bad, files that can't be read are noted and skipped.
Table read_wavs(const FileList& files, const RowOptions& options);

}  // namespace ganglion::data
