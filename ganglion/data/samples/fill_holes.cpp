#include "ganglion/data/samples/fill_holes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ganglion::data {

void FilledHoles::add(std::int64_t count) {
  values += count;
  if (count > 0) ++rows;
}

Note FilledHoles::note(const std::string& source) const {
  return {"",
          fmt::format("{}: {} missing value{} within {} signal{} filled by linear interpolation",
                      source, values, values == 1 ? "" : "s", rows, rows == 1 ? "" : "s")};
}

std::int64_t fill_holes(std::span<float> signal) {
  const auto known = [](float x) { return !std::isnan(x); };
  const std::size_t size = signal.size();
  std::int64_t filled = 0;
  for (std::size_t first = 0; first < size;) {
    if (known(signal[first])) {
      ++first;
      continue;
    }
    const auto end = static_cast<std::size_t>(
        std::find_if(signal.begin() + static_cast<std::ptrdiff_t>(first), signal.end(), known) -
        signal.begin());
    if (first == 0 && end == size) return 0;
    const float before = first > 0 ? signal[first - 1] : signal[end];
    const float after = end < size ? signal[end] : before;
    const auto steps = static_cast<float>(end - first + 1);
    for (std::size_t i = first; i < end; ++i) {
      signal[i] = before + (after - before) * static_cast<float>(i - first + 1) / steps;
      ++filled;
    }
    first = end;
  }
  return filled;
}

}  // namespace ganglion::data
