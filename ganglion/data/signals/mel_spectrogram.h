#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "ganglion/data/signals/fft.h"
#include "ganglion/data/spectrogram_form.h"

namespace ganglion::data {

/// Power of a recording by frequency and time. For each frame, values x[t] times a periodic Hann
/// window w[t] give P[k] = 4 |FFT(w x)[k]|² / (sum of w)², which is A² at the peak of a sine of
/// amplitude A. The bands are triangles over frequency, each from the middle of the one below to
/// the middle of the one above, with 1 in their own; the middles are equally far apart in mel,
/// 2595 log10(1 + Hz / 700) (O'Shaughnessy 1987), from 0 to half the rate. A value is 10 log10 of
/// the sum of P[k] times the triangle, in dB, and -80 at least: below that lies what rounding to 16
/// bits adds. Immutable once made; any number of threads may use it.
class MelSpectrogram {
 public:
  explicit MelSpectrogram(const SpectrogramForm& form);

  /// Of a recording of at most form.length values, after which there is silence: [bands, frames],
  /// the highest band first, as spectrograms are drawn.
  void apply(std::span<const float> recording, std::span<float> to) const;

 private:
  /// The numbers of P that count for a band, from `first` on.
  struct Band {
    std::size_t first = 0;
    std::vector<double> weights = {};
  };
  void add_frame(std::span<const double> power, std::size_t frame, std::span<float> to) const;
  static std::vector<Band> bands_of(const SpectrogramForm& form, std::size_t size);

  SpectrogramForm form_;
  std::vector<double> window_;
  Fft fft_;
  std::vector<Band> bands_;
};

}  // namespace ganglion::data
