#include "ganglion/runtime/passes/reader_forest.h"

#include <gtest/gtest.h>

#include "ganglion/core/index.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"

namespace ganglion::runtime {
namespace {

/// Values, each the sum of two drawn ones before it.
void draw(Graph& graph, std::uint64_t seed, std::uint64_t nodes) {
  std::vector<Value> values = {graph.input("x", {DType::f32, Shape{4}})};
  for (std::uint64_t i = 1; i < nodes; ++i) {
    const auto drawn = [&](std::uint64_t which) {
      return values[static_cast<std::size_t>(random_uniform(seed, which, i) *
                                             static_cast<double>(values.size()))];
    };
    values.push_back(drawn(1) + drawn(2));
  }
}

TEST(ReaderForest, KnowsPathsOfTheGraphOnly) {
  std::size_t known = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Graph graph;
    draw(graph, seed, 60);
    const Recomputed recomputed(graph, std::vector<bool>(at(graph.size())));
    const ReaderForest forest(graph, recomputed);
    // paths[to][from], by Warshall's rule over nodes in their order
    std::vector<std::vector<bool>> paths(at(graph.size()), std::vector<bool>(at(graph.size())));
    for (const Node& node : graph.nodes()) {
      paths[at(node.id)][at(node.id)] = true;
      for (const Value& input : recomputed.inputs(node.id)) {
        for (int from = 0; from < graph.size(); ++from) {
          if (paths[at(input.node)][at(from)]) paths[at(node.id)][at(from)] = true;
        }
      }
    }
    for (int to = 0; to < graph.size(); ++to) {
      for (int from = 0; from < graph.size(); ++from) {
        if (!forest.leads(from, to)) continue;
        EXPECT_TRUE(paths[at(to)][at(from)]) << seed << ": " << from << " to " << to;
        known += from != to ? 1 : 0;
      }
    }
  }
  EXPECT_GT(known, 20U * 59U);  // more than one path to each node
}

TEST(ReaderForest, KnowsAllPathsOfAChain) {
  Graph graph;
  Value value = graph.input("x", {DType::f32, Shape{4}});
  for (int i = 0; i < 30; ++i) value = ops::exp(value);
  const ReaderForest forest(graph, Recomputed(graph, std::vector<bool>(at(graph.size()))));
  for (int from = 0; from < graph.size(); ++from) {
    for (int to = 0; to < graph.size(); ++to) EXPECT_EQ(forest.leads(from, to), from <= to);
  }
}

}  // namespace
}  // namespace ganglion::runtime
