#include "ganglion/data/signals/fft.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {

Fft::Fft(std::size_t size) : order_(size), angles_(size / 2) {
  if (!std::has_single_bit(size)) throw Error("fft: the size must be a power of 2");
  for (std::size_t i = 1; i < size; ++i) {
    order_[i] = order_[i / 2] / 2 + (i % 2 == 1 ? size / 2 : 0);
  }
  const double turn = -2.0 * std::numbers::pi / static_cast<double>(size);
  for (std::size_t k = 0; k < angles_.size(); ++k) {
    angles_[k] = std::polar(1.0, turn * static_cast<double>(k));
  }
}

void Fft::transform(std::span<std::complex<double>> values) const {
  const std::size_t size = order_.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (i < order_[i]) std::swap(values[i], values[order_[i]]);
  }
  for (std::size_t half = 1; half < size; half *= 2) {
    const std::size_t step = size / (2 * half);
    for (std::size_t first = 0; first < size; first += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        // Written out, since the product of std::complex looks for infinities.
        const std::complex<double> angle = angles_[k * step];
        std::complex<double>& even = values[first + k];
        std::complex<double>& odd = values[first + k + half];
        const std::complex<double> turned = {odd.real() * angle.real() - odd.imag() * angle.imag(),
                                             odd.real() * angle.imag() + odd.imag() * angle.real()};
        odd = even - turned;
        even += turned;
      }
    }
  }
}

}  // namespace ganglion::data
