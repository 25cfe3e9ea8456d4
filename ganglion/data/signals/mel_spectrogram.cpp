#include "ganglion/data/signals/mel_spectrogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace ganglion::data {
namespace {

constexpr double kLeastPower = 1e-8;  // -80 dB
constexpr double kMelUnit = 2595.0;
constexpr double kMelHz = 700.0;

double mel_of(double hertz) {
  return kMelUnit * std::log10(1.0 + hertz / kMelHz);
}

double hertz_of(double mel) {
  return kMelHz * (std::pow(10.0, mel / kMelUnit) - 1.0);
}

/// The lower end of the first triangle, the middles, the upper end of the last.
std::vector<double> corners_of(const SpectrogramForm& form) {
  const double top = mel_of(static_cast<double>(form.rate) / 2.0);
  std::vector<double> corners;
  for (std::int64_t i = 0; i <= form.bands + 1; ++i) {
    corners.push_back(hertz_of(top * static_cast<double>(i) / static_cast<double>(form.bands + 1)));
  }
  return corners;
}

/// A power of 2, so large that no band, the lowest being the narrowest, falls between two
/// frequencies.
std::size_t transform_size(const SpectrogramForm& form) {
  const double narrowest = corners_of(form)[1];
  const double wanted = std::ceil(static_cast<double>(form.rate) / narrowest);
  return std::bit_ceil(
      std::max(static_cast<std::size_t>(form.frame), static_cast<std::size_t>(wanted)));
}

/// With a factor by which squares of the transform become P.
std::vector<double> scaled_window(std::int64_t frame) {
  std::vector<double> window(static_cast<std::size_t>(frame), 1.0);
  for (std::size_t t = 0; t < window.size() && frame > 1; ++t) {
    const double turn = 2.0 * std::numbers::pi * static_cast<double>(t);
    window[t] = 0.5 - 0.5 * std::cos(turn / static_cast<double>(frame));
  }
  const double sum = std::accumulate(window.begin(), window.end(), 0.0);
  for (double& value : window) value *= 2.0 / sum;
  return window;
}

}  // namespace

MelSpectrogram::MelSpectrogram(const SpectrogramForm& form)
    : form_(form),
      window_(scaled_window(form.frame)),
      fft_(transform_size(form)),
      bands_(bands_of(form, fft_.size())) {}

std::vector<MelSpectrogram::Band> MelSpectrogram::bands_of(const SpectrogramForm& form,
                                                           std::size_t size) {
  const std::vector<double> corners = corners_of(form);
  const double unit = static_cast<double>(form.rate) / static_cast<double>(size);
  std::vector<Band> bands;
  for (std::size_t i = 1; i + 1 < corners.size(); ++i) {
    Band band;
    for (std::size_t k = 0; k <= size / 2; ++k) {
      const double hertz = static_cast<double>(k) * unit;
      const double weight = std::min((hertz - corners[i - 1]) / (corners[i] - corners[i - 1]),
                                     (corners[i + 1] - hertz) / (corners[i + 1] - corners[i]));
      if (weight <= 0.0) continue;
      if (band.weights.empty()) band.first = k;
      band.weights.push_back(weight);
    }
    bands.push_back(std::move(band));
  }
  return bands;
}

void MelSpectrogram::add_frame(std::span<const double> power, std::size_t frame,
                               std::span<float> to) const {
  const auto frames = static_cast<std::size_t>(form_.frames());
  for (std::size_t i = 0; i < bands_.size(); ++i) {
    const Band& band = bands_[i];
    const double sum =
        std::inner_product(band.weights.begin(), band.weights.end(),
                           power.begin() + static_cast<std::ptrdiff_t>(band.first), 0.0);
    to[(bands_.size() - 1 - i) * frames + frame] =
        static_cast<float>(10.0 * std::log10(std::max(sum, kLeastPower)));
  }
}

void MelSpectrogram::apply(std::span<const float> recording, std::span<float> to) const {
  const auto frames = static_cast<std::size_t>(form_.frames());
  const std::size_t size = fft_.size();
  std::vector<std::complex<double>> values(size);
  std::vector<double> power(size / 2 + 1);
  const auto windowed = [&](std::size_t frame, std::size_t t) {
    const std::size_t at = frame * static_cast<std::size_t>(form_.hop) + t;
    return frame < frames && at < recording.size() ? window_[t] * recording[at] : 0.0;
  };
  for (std::size_t frame = 0; frame < frames; frame += 2) {
    std::ranges::fill(values, 0.0);
    for (std::size_t t = 0; t < window_.size(); ++t) {
      values[t] = {windowed(frame, t), windowed(frame + 1, t)};
    }
    fft_.transform(values);
    // Two real frames in one transform: those of x and y in Z = FFT(x + iy) are
    // (Z[k] + conj Z[-k]) / 2 and (Z[k] - conj Z[-k]) / 2i.
    for (const std::size_t which : {0U, 1U}) {
      if (frame + which >= frames) break;
      const double sign = which == 0 ? 1.0 : -1.0;
      for (std::size_t k = 0; k < power.size(); ++k) {
        power[k] = std::norm(values[k] + sign * std::conj(values[(size - k) % size])) / 4.0;
      }
      add_frame(power, frame + which, to);
    }
  }
}

}  // namespace ganglion::data
