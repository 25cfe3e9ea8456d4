#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/dtype.h"
#include "ganglion/core/shape.h"

namespace ganglion {

struct Node;
struct Value;
class Kernel;  // how to compute a node: see kernels/kernel.h

/// What a value is: element type and extents.
struct TensorType {
  DType dtype = DType::f32;
  Shape shape;

  std::string to_string() const;  ///< "f32[32, 64]"
  friend bool operator==(const TensorType&, const TensorType&) = default;
};

/// Where the rows of a value live when a batch is divided among replicas
/// (runtime/passes/partition.h).
enum class Placement : std::uint8_t {
  whole,    ///< every replica sees all of it: parameters and what is computed from them
  split,    ///< cut along axis 0: each replica has its own rows
  partial,  ///< each replica has a full-size summand; the value is the sum over replicas
};

/// The derivative of an op.
#ifndef GANGLION_PREDICTS_ONLY
using GradientRule = std::vector<Value> (*)(const Node& node, std::span<const Value> dy);
#else
/// Where nothing is trained it is left out, and with it what only derivatives are made of.
struct GradientRule {
  using Function = std::vector<Value> (*)(const Node& node, std::span<const Value> dy);
  constexpr GradientRule(Function /*rule*/) {}          // NOLINT(google-explicit-constructor)
  constexpr operator Function() const { return none; }  // NOLINT(google-explicit-constructor)
  Function none = nullptr;
};
#endif

/// What an op is. A plain record, one per op, compared by address; no registry.
struct OpDef {
  std::string_view name;

  /// Checks the inputs and attributes of the node and returns the types of its outputs.
  /// Throws Error with the op's name, the shapes, and the remedy.
  std::vector<TensorType> (*infer)(const Node& node);

  /// Given dy (the derivative of the loss to each output; an empty Value stands for zero), returns
  /// the derivative to each input, written with other ops. An empty Value means "no derivative", as
  /// for indices. Null: the op can't be differentiated.
  GradientRule gradient = nullptr;

  /// How the op's outputs are placed when its inputs are placed so. It may turn a partial input
  /// into `whole` to ask for the sum first, a split one into `whole` to ask for all rows, or a
  /// whole one into `split` to ask for a replica's rows only. Nullopt (or a null rule): it can't be
  /// divided, and the plan uses one replica.
  std::optional<Placement> (*place)(const Node& node, std::span<Placement> inputs) = nullptr;

  /// Each output element depends on the input elements at the same (broadcast) place only, so that
  /// chains of such ops may run as one pass over memory.
  bool elementwise = false;

  /// For ops defined outside the library: makes the kernel that computes a node. The library's own
  /// kernels are listed in kernels/table.cpp.
  std::unique_ptr<Kernel> (*make_kernel)(const Node& node) = nullptr;

  /// The types of tensors that kernels of make_kernel take and give; a node with another throws
  /// Error. Explanations and checks of derivatives are computed in f64: list it if yours can.
  DTypes types = {DType::f32, DType::i32, DType::i64, DType::u8};
};

}  // namespace ganglion
