#include "ganglion/graph/nodes_between.h"

#include <algorithm>

#include "ganglion/core/index.h"

namespace ganglion {

std::vector<int> nodes_between(Value output, std::span<const Value> inputs) {
  std::vector<int> found;
  std::vector<bool> seen(at(output.node) + 1, false);
  for (const Value& input : inputs) {
    if (at(input.node) < seen.size()) seen[at(input.node)] = true;
  }
  std::vector<Value> waiting = {output};
  while (!waiting.empty()) {
    const Value value = waiting.back();
    waiting.pop_back();
    if (seen[at(value.node)]) continue;
    seen[at(value.node)] = true;
    found.push_back(value.node);
    for (const Value& input : value.producer().inputs) waiting.push_back(input);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace ganglion
