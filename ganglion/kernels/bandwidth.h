#pragma once
#include <cstddef>
#include <vector>

namespace ganglion::kernels {

/// How many thousand million bytes a second this machine moves: threads go through lists of f32 as
/// an optimizer does, reading two numbers and writing one of them back. Other programs that run
/// meanwhile lower it.
class Bandwidth {
 public:
  /// The lists take `bytes` together: what fits in a cache is moved at the cache's speed. More than
  /// 256 MiB is measured as that.
  Bandwidth(int threads, std::size_t bytes);
  /// In GB/s, counting each number read and each written. Takes about 10 ms, or twice through the
  /// lists.
  double measure();

 private:
  int threads_;
  std::vector<float> values_;
  std::vector<float> steps_;
};

}  // namespace ganglion::kernels
