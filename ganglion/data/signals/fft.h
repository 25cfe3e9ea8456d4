#pragma once
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace ganglion::data {

/// The discrete Fourier transform X[k] = sum over t of x[t] exp(-2πi k t / N) of N = 2^n numbers,
/// by the algorithm of Cooley and Tukey (1965) of radix 2. Immutable once made; any number of
/// threads may use it.
class Fft {
 public:
  /// `size`: a power of 2.
  explicit Fft(std::size_t size);
  std::size_t size() const { return order_.size(); }
  /// In place; `values` has size() numbers.
  void transform(std::span<std::complex<double>> values) const;

 private:
  std::vector<std::size_t> order_;            // indices with their bits reversed
  std::vector<std::complex<double>> angles_;  // exp(-2πi k / N), k < N / 2
};

}  // namespace ganglion::data
