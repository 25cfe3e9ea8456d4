#pragma once
#include <string>
#include <string_view>

#include "ganglion/io/source/c_functions.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io {

/// Element-wise ops as C expressions.

/// The expression of a node for operands that are expressions; empty for an op that has none. Adds
/// the functions that it calls.
std::string element_expression(const Node& node, const std::vector<std::string>& operands,
                               CFunctions& functions);

/// The place, as an expression of `i`, of the element of an operand of shape `from` that meets
/// element i of a result of shape `to`: "i", "i % 10", "0".
std::string element_index(const Shape& from, const Shape& to);

}  // namespace ganglion::io
