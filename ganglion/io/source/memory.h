#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ganglion::io {

/// A value that lies in scratch memory from the step that makes it to the last that reads it.
struct ScratchValue {
  std::int64_t floats = 0;
  int made = 0;
  int last_read = 0;
  std::int64_t offset = 0;  ///< set by place()
};

/// Gives every value a place; those that are needed at the same time don't overlap. The largest
/// come first, each at the lowest place that is free. Returns how many floats there must be.
std::int64_t place(std::span<ScratchValue> values);

}  // namespace ganglion::io
