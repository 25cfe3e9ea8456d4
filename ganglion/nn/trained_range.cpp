#include "ganglion/nn/trained_range.h"

#include "ganglion/nn/path_pattern.h"

namespace ganglion::nn {

TrainedRange trained_range(const ParameterLayout& layout, std::span<const std::string> frozen) {
  if (frozen.empty()) return {.offset = 0, .size = layout.size};
  TrainedRange range;
  std::vector<std::pair<std::int64_t, std::int64_t>> since;  // the last that is trained
  bool begun = false;
  for (const ParameterSpec& spec : layout.parameters) {
    const std::int64_t size = spec.shape.size();
    if (any_matches(frozen, spec.path)) {
      since.emplace_back(spec.offset - range.offset, size);
      continue;
    }
    if (begun) {
      range.frozen.insert(range.frozen.end(), since.begin(), since.end());
    } else {
      range.offset = spec.offset;
    }
    since.clear();
    begun = true;
    range.size = spec.offset + size - range.offset;
  }
  return range;
}

}  // namespace ganglion::nn
