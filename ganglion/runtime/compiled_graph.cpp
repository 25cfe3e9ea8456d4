#include "ganglion/runtime/compiled_graph.h"

#include "ganglion/graph/graph.h"

namespace ganglion::runtime {

CompiledGraph::Bound* CompiledGraph::find(std::string_view name) {
  for (Bound& entry : bound) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

void CompiledGraph::update_fixed() {
  prologue.update([this](int node) -> const void* {
    const Node& owner = graph->node(node);
    if (owner.op == &kConstant) return owner.attributes.tensor("value").data();
    return find(owner.name)->data;
  });
}

std::byte* CompiledGraph::address(const Location& location, std::int64_t replica) {
  if (memory.in_part(location)) replica -= own.begin;  // others' parts are not here
  return static_cast<std::byte*>(arena->data()) + location.offset +
         location.stride * static_cast<std::size_t>(replica);
}

}  // namespace ganglion::runtime
