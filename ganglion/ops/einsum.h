#pragma once
#include <string_view>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::ops {

/// A sum of products by the names of the axes, as NumPy's einsum, of one or two operands:
/// "bij,bjk->bik" multiplies matrices, "bhid,bhjd->bhij" compares all pairs of two sequences,
/// "i,j->ij" is an outer product, "ij->j" a sum, "ij->ji" a transpose. Each letter is an axis;
/// those that the result doesn't name are summed over. Without "->" the result has the axes that
/// occur once, in the order of the alphabet. Computed by one product of matrices, and
/// differentiated as that. Throws Error for letters that don't fit the operands, for an axis twice
/// in one operand, and for "...".
Value einsum(std::string_view formula, const std::vector<Value>& operands);

}  // namespace ganglion::ops
