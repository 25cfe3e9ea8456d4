#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/samples/row_options.h"

namespace ganglion::data {

/// What is known of a recording that was read once, without its values.
struct RecordingFacts {
  std::string path;
  std::int64_t rate = 0;
  std::int64_t channels = 0;
  std::int64_t length = 0;   ///< values of a channel
  std::int64_t missing = 0;  ///< see Wav
  bool silent = false;       ///< no value is beyond ±0.0001 (-80 dB)
  float peak = 0;            ///< the greatest distance from 0
  bool cancelled = false;    ///< the mean of its channels has less than a hundredth of their power
};

/// Of channels of one length.
std::vector<float> mean_of(const std::vector<std::vector<float>>& channels);

/// Reads and decodes a file. Throws Error as parse_wav does.
RecordingFacts recording_facts(const std::string& path);

/// options.rate, or the lowest; notes which recordings are resampled, and tells recordings that
/// are cut off, silent, or far beyond ±1. `source` begins the notes; `all` has one at least.
std::int64_t common_rate(const std::vector<RecordingFacts>& all, const std::string& source,
                         const RowOptions& options);
void tell_recordings(const std::vector<RecordingFacts>& all, const std::string& source,
                     const RowOptions& options);

/// options.signal_length, or the longest at that rate, but 4 times the median at most; notes how
/// many are cut.
std::int64_t common_length(const std::vector<RecordingFacts>& all, std::int64_t rate,
                           const std::string& source, const RowOptions& options);

}  // namespace ganglion::data
