#pragma once
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/graph/graph.h"

/// Shape and placement rules that several ops share.
namespace ganglion::ops::rules {

/// Throws Error "<op>: <what>; got <input types>".
[[noreturn]] void refuse(const Node& node, std::string_view what);

/// Throws unless there are `count` inputs and each is f32 or f64, all of one type.
void check_floating(const Node& node, std::size_t count);

/// One floating input; the output has its type.
std::vector<TensorType> infer_unary(const Node& node);
/// Floating inputs of one type; the output has their broadcast shape.
std::vector<TensorType> infer_broadcast(const Node& node);

/// Split if any input is; inputs that span the batch are cut alike; sums are completed first.
std::optional<Placement> place_elementwise(const Node& node, std::span<Placement> inputs);
/// The same for ops linear in all inputs together (add, sub, neg): partial sums stay partial.
std::optional<Placement> place_linear(const Node& node, std::span<Placement> inputs);
/// The same for ops linear in one input while the others are whole (mul; div by a whole value).
std::optional<Placement> place_scaling(const Node& node, std::span<Placement> inputs);
/// One input whose axis 0 stays axis 0 of the output, row by row.
std::optional<Placement> place_rowwise(const Node& node, std::span<Placement> inputs);

/// A value in whose shape is drawn, and the step (an f32 scalar): random ops. Throws otherwise.
std::vector<TensorType> infer_drawn(const Node& node);
/// Nothing to differentiate by.
std::vector<Value> gradient_of_drawn(const Node& node, std::span<const Value> dy);
/// Placed like the value whose shape it has.
std::optional<Placement> place_drawn(const Node& node, std::span<Placement> inputs);

/// Completes the sums of all partial inputs.
void require_sums(std::span<Placement> inputs);

/// Axes as given in the attribute "axes", normalised and sorted; all axes if empty.
std::vector<std::int64_t> normalized_axes(const std::vector<int>& axes, int rank, const char* op);

/// The shape after reducing over the axes.
Shape reduced_shape(const Shape& shape, std::span<const std::int64_t> axes, bool keep);

}  // namespace ganglion::ops::rules
