#include "ganglion/runtime/passes/reader_forest.h"

#include <cstddef>
#include <utility>

#include "ganglion/core/index.h"

namespace ganglion::runtime {

ReaderForest::ReaderForest(const Graph& graph, const Recomputed& recomputed)
    : entered_(at(graph.size()), -1), left_(at(graph.size()), -1) {
  std::vector<std::vector<int>> readers(at(graph.size()));
  for (const Node& node : graph.nodes()) {
    if (recomputed.contains(node.id)) continue;
    for (const Value& input : recomputed.inputs(node.id)) {
      readers[at(input.node)].push_back(node.id);
    }
  }
  int entered = 0;
  std::vector<std::pair<int, std::size_t>> path;  // a node, and its next reader
  for (int root = 0; root < graph.size(); ++root) {
    if (entered_[at(root)] >= 0) continue;
    path.emplace_back(root, 0);
    entered_[at(root)] = entered++;
    while (!path.empty()) {
      auto& [node, next] = path.back();
      if (next == readers[at(node)].size()) {
        left_[at(node)] = entered;
        path.pop_back();
        continue;
      }
      const int reader = readers[at(node)][next++];
      if (entered_[at(reader)] >= 0) continue;
      entered_[at(reader)] = entered++;
      path.emplace_back(reader, 0);
    }
  }
}

bool ReaderForest::leads(int from, int to) const {
  return entered_[at(from)] <= entered_[at(to)] && left_[at(to)] <= left_[at(from)];
}

}  // namespace ganglion::runtime
