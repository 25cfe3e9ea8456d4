#include "ganglion/nn/multiply_adds.h"

#include "ganglion/core/numbers.h"
#include "ganglion/ops/multiply_adds.h"

namespace ganglion::nn {

std::vector<std::int64_t> multiply_adds(const Network& network) {
  Graph graph;
  GraphBuilder builder(graph, network.layout());
  std::vector<Value> values = network.add_inputs(builder, 1);
  std::vector<std::int64_t> counts;
  for (const LayerCall& call : network.calls()) {
    std::vector<Value> read;
    for (const int input : call.inputs) read.push_back(values[static_cast<std::size_t>(input)]);
    const GraphBuilder::Scope scope(builder, call.layer);
    std::vector<std::int64_t> products;
    const int first = graph.size();
    values.push_back(call.handle.build(builder, read));
    for (int id = first; id < graph.size(); ++id) {
      products.push_back(ops::multiply_adds(graph.node(id)));
    }
    counts.push_back(bounded_sum(products));
  }
  return counts;
}

}  // namespace ganglion::nn
