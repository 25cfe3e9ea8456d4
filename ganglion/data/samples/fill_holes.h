#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "ganglion/data/note.h"

namespace ganglion::data {

/// Missing values of signals that were filled.
struct FilledHoles {
  std::int64_t values = 0;
  std::int64_t rows = 0;  ///< signals they are in

  /// Counts those of one row.
  void add(std::int64_t count);
  /// "FILE: 7 missing values within 3 of the signals filled by linear interpolation".
  Note note(const std::string& source) const;
};

/// Replaces NaN by the straight line between the values on either side, or by the nearest value
/// where there is one side only; a signal of nothing else stays. Returns how many were replaced.
std::int64_t fill_holes(std::span<float> signal);

}  // namespace ganglion::data
