#pragma once
#include <cstdint>

namespace ganglion::support {

/// Allocations of all threads of this process, in whatever library: malloc and its kin are replaced
/// (operator new calls them), and so is the function by which a kernel calls oneDNN.
struct Allocations {
  std::int64_t ours = 0;
  std::int64_t inside_onednn = 0;
  std::int64_t onednn_calls = 0;
};

void start_counting();
/// What there was since start_counting().
Allocations stop_counting();

}  // namespace ganglion::support
