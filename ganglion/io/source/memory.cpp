#include "ganglion/io/source/memory.h"

#include <algorithm>
#include <numeric>

namespace ganglion::io {
namespace {

bool at_the_same_time(const ScratchValue& a, const ScratchValue& b) {
  return a.made <= b.last_read && b.made <= a.last_read;
}

/// The lowest place that is free beside those that have one.
std::int64_t lowest(const ScratchValue& value, std::vector<const ScratchValue*> placed) {
  std::erase_if(placed, [&](const auto* other) { return !at_the_same_time(value, *other); });
  std::ranges::sort(placed, {}, &ScratchValue::offset);
  std::int64_t offset = 0;
  for (const ScratchValue* other : placed) {
    if (offset + value.floats <= other->offset) break;
    offset = std::max(offset, other->offset + other->floats);
  }
  return offset;
}

}  // namespace

std::int64_t place(std::span<ScratchValue> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return values[a].floats > values[b].floats; });
  std::vector<const ScratchValue*> placed;
  std::int64_t size = 0;
  for (const std::size_t i : order) {
    values[i].offset = lowest(values[i], placed);
    placed.push_back(&values[i]);
    size = std::max(size, values[i].offset + values[i].floats);
  }
  return size;
}

}  // namespace ganglion::io
