#include "ganglion/runtime/fixed_values.h"

namespace ganglion::runtime {

std::shared_ptr<FixedValues::Entry> FixedValues::entry(const std::string& key,
                                                       const TensorType& type) {
  const auto guard = lock();
  std::shared_ptr<Entry>& found = entries_[key];
  if (!found) found = std::make_shared<Entry>(type);
  return found;
}

void FixedValues::bound(std::string_view variable, const void* data) {
  const auto guard = lock();
  const auto place = places_.find(variable);
  if (place == places_.end()) {
    places_.emplace(variable, data);
  } else if (place->second != data) {
    place->second = data;
    weights_changed();
  }
}

std::size_t FixedValues::bytes() {
  const auto guard = lock();
  std::size_t sum = 0;
  for (const auto& [key, entry] : entries_) sum += entry->tensor.bytes();
  return sum;
}

}  // namespace ganglion::runtime
