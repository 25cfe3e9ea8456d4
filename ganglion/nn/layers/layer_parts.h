#pragma once
#include "ganglion/nn/graph_builder.h"

/// What several layers share.
namespace ganglion::nn {

/// x [batch, …, features] as [rows, features]: for layers that act on the last axis.
Value as_rows(Value x);

/// Adds the penalties l1 * sum |w| and l2 * sum w^2 to the loss, as far as the factors are not 0.
/// Throws Error for a negative one.
void add_penalty(GraphBuilder& builder, Value w, double l1, double l2);

/// Throws Error unless x is floating and has at least `rank` axes; `wanted` is the shape for the
/// message: "[None, …, features]".
void check_floating(const GraphBuilder& builder, Value x, int rank, std::string_view wanted);

/// Throws Error unless there are at least two inputs of one type and rank: for layers that join.
void check_joined(const GraphBuilder& builder, std::span<const Value> inputs);

/// Joins the inputs element by element with the op, from left to right. Throws Error, with all
/// shapes, for inputs that can't be joined or don't broadcast.
Value join_elementwise(GraphBuilder& builder, std::span<const Value> inputs,
                       Value (*op)(Value, Value));

/// Throws Error unless `mask` is that of a sequence x [batch, steps, features]: floating, [batch,
/// steps, 1].
void check_mask(const GraphBuilder& builder, Value x, Value mask);

/// "[None, 3], [None, 4]".
std::string shapes_text(std::span<const Value> values);

}  // namespace ganglion::nn
