#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/kernels/lists.h"

namespace ganglion::kernels {

const std::vector<Entry>& table() {
  static const std::vector<Entry> entries = [] {
    std::vector<Entry> all;
    for (const auto& list :
         {onednn::list(), onednn::conv_list(), simd::list(), reference::list()}) {
      all.insert(all.end(), list.begin(), list.end());
    }
    return all;
  }();
  return entries;
}

Made make(const Node& node, Choice choice) {
  if (node.op->make_kernel != nullptr) return {node.op->make_kernel(node), "custom"};
  for (const Entry& entry : table()) {
    if (entry.op != node.op) continue;
    if (choice == Choice::reference && !entry.name.starts_with("reference:")) continue;
    if (auto kernel = entry.make(node)) return {std::move(kernel), entry.name};
  }
  std::string types;
  for (const Value& input : node.inputs)
    types += (types.empty() ? "" : ", ") + input.type().to_string();
  throw Error(fmt::format("no kernel computes op '{}' of ({}); a custom op needs make_kernel",
                          node.op->name, types));
}

}  // namespace ganglion::kernels
