#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/io/onnx/call.h"

/// The ops of ONNX that can be imported: a function for each op and each version at which its
/// meaning changed (https://onnx.ai/onnx/operators).
namespace ganglion::io::onnx {

/// The latest version of ai.onnx whose ops are known.
inline constexpr std::int64_t kLatestOpset = 28;

/// Imports a node: appends what it computes to call.graph() and gives its outputs.
using OpFunction = std::vector<Operand> (*)(const Call& call);

struct OpEntry {
  std::string_view op;
  std::int64_t since;   ///< the version of the domain from which on it is so
  OpFunction function;  ///< null: versions from there on are not supported
  std::string_view domain = "";
};

/// All of them, the versions of an op in ascending order.
std::vector<OpEntry> all_op_entries();

/// The function for a node. Throws Error saying that the op, or this version of it, is not
/// supported.
OpFunction function_of(const StoredNode& node, std::int64_t opset);

/// The tables of the families, a file each.
std::span<const OpEntry> arithmetic_ops();
std::span<const OpEntry> activation_ops();
std::span<const OpEntry> shape_ops();
std::span<const OpEntry> index_ops();
std::span<const OpEntry> constant_ops();
std::span<const OpEntry> reduction_ops();
std::span<const OpEntry> product_ops();
std::span<const OpEntry> recurrence_ops();
std::span<const OpEntry> einsum_ops();
std::span<const OpEntry> quantization_ops();
std::span<const OpEntry> window_ops();
std::span<const OpEntry> normalization_ops();
std::span<const OpEntry> loss_ops();
std::span<const OpEntry> training_ops();
std::span<const OpEntry> selection_ops();
std::span<const OpEntry> resizing_ops();
std::span<const OpEntry> attention_ops();
std::span<const OpEntry> learning_ops();
std::span<const OpEntry> linear_model_ops();
std::span<const OpEntry> trigonometry_ops();

}  // namespace ganglion::io::onnx
