#include "ganglion/io/onnx/ops/table.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion::io::onnx {
namespace {

constexpr std::span<const OpEntry> (*kFamilies[])() = {
    arithmetic_ops,   activation_ops, shape_ops,    index_ops,         constant_ops,
    reduction_ops,    product_ops,    window_ops,   normalization_ops, loss_ops,
    training_ops,     selection_ops,  resizing_ops, recurrence_ops,    einsum_ops,
    quantization_ops, attention_ops,  learning_ops, linear_model_ops,  trigonometry_ops};

}  // namespace

std::vector<OpEntry> all_op_entries() {
  std::vector<OpEntry> all;
  for (const auto family : kFamilies) {
    const std::span<const OpEntry> entries = family();
    all.insert(all.end(), entries.begin(), entries.end());
  }
  return all;
}

OpFunction function_of(const StoredNode& node, std::int64_t opset) {
  const OpEntry* found = nullptr;
  for (const auto family : kFamilies) {
    for (const OpEntry& entry : family()) {
      if (entry.op == node.op && entry.domain == node.domain && entry.since <= opset) {
        found = &entry;
      }
    }
  }
  if (found == nullptr) throw Error("this op is not supported");
  if (found->function == nullptr) {
    throw Error(
        fmt::format("this version of the op (since opset {}) is not supported", found->since));
  }
  return found->function;
}

}  // namespace ganglion::io::onnx
