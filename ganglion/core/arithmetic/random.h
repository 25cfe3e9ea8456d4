#pragma once
#include <cstdint>

#include "ganglion/core/tensor.h"

namespace ganglion {

/// Numbers drawn one after another, to make data and to choose: the same seed gives the same ones
/// on every machine. A value; one thread at a time. What a network draws comes from its own seed.
class Random {
 public:
  explicit Random(std::uint64_t seed = 1) : seed_(seed) {}

  /// Uniform in [0, 1), with 24 random bits.
  double uniform();
  /// One of 0, 1, … below - 1, each as likely as the others. Throws Error for below < 1.
  std::int64_t integer(std::int64_t below);

  /// Tensors of them: f32, uniform in [low, high), or normal.
  Tensor uniform(Shape shape, double low = 0.0, double high = 1.0);
  Tensor normal(Shape shape, double mean = 0.0, double deviation = 1.0);
  /// i32. Throws Error for below < 1 or above 2^31.
  Tensor integers(Shape shape, std::int64_t below);

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

}  // namespace ganglion
