#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ganglion::data {

/// What may be said of a spectrogram; what is 0 follows from the recordings.
struct SpectrogramSettings {
  std::int64_t bands = 0;  ///< 1 to 512
  double frame = 0;        ///< milliseconds
  double hop = 0;          ///< milliseconds

  friend bool operator==(const SpectrogramSettings&, const SpectrogramSettings&) = default;
};

/// Reads "bands 64; frame 25; hop 10", in any order; what is left out is 0. Throws Error naming the
/// nearest word, or what the number must be.
SpectrogramSettings parse_spectrogram(std::string_view text);
/// The other way round; "" where all is 0.
std::string spectrogram_text(const SpectrogramSettings& settings);

/// How recordings become spectrograms of one shape. Lengths are counted in values of one channel.
struct SpectrogramForm {
  std::int64_t rate = 0;    ///< values a second: recordings of others are resampled
  std::int64_t length = 0;  ///< of a recording: longer ones are cut, shorter ones get silence
  std::int64_t frame = 0;   ///< of the piece of which each spectrum is taken
  std::int64_t hop = 0;     ///< from the start of a frame to that of the next
  std::int64_t bands = 0;

  /// As many as cover the recording; the last may stand out at its end, over silence.
  std::int64_t frames() const { return length <= frame ? 1 : (length - frame - 1) / hop + 2; }
  /// Frame and hop in milliseconds, so that the same form comes of them.
  SpectrogramSettings settings() const;

  friend bool operator==(const SpectrogramForm&, const SpectrogramForm&) = default;
};

/// Frames of 25 ms every 10 ms are usual for speech (Davis and Mermelstein 1980), with 40 mel bands
/// at 8 kHz (Warden 2018) and 64 from 16 kHz on (Hershey et al. 2017). Long recordings get longer
/// hops, so that there are about 400 frames at most, and very short ones shorter hops, so that
/// there are about 16; a frame is 2.5 hops. At low rates a frame has 64 values at least. Throws
/// Error for a frame or hop that is no value at that rate.
SpectrogramForm spectrogram_form(const SpectrogramSettings& settings, std::int64_t rate,
                                 std::int64_t length);

/// "2.1 s at 8000 Hz, frames of 25 ms every 10 ms".
std::string described(const SpectrogramForm& form);

}  // namespace ganglion::data
