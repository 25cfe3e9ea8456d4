#include "ganglion/kernels/onednn/product_parts.h"

#include <algorithm>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"

namespace ganglion::kernels::onednn {
namespace {

/// Where a part begins: at a whole cache line, as vectors would be cut otherwise.
std::int64_t column_of(std::int64_t part, std::int64_t parts, std::int64_t columns) {
  constexpr std::int64_t kLine = 16;
  return std::min(columns, (columns * part / parts + kLine - 1) / kLine * kLine);
}

}  // namespace

ProductParts::ProductParts(const Node& node)
    : transpose_a(node.attributes.flag("transpose_a")),
      transpose_b(node.attributes.flag("transpose_b")),
      rows(node.outputs[0].shape[0]),
      columns(node.outputs[0].shape[1]),
      inner(node.inputs[0].shape()[transpose_a ? 0 : 1]),
      parts(ops::parts_of(node)) {}

Product::Part ProductParts::part(std::int64_t index) const {
  if (transpose_a) {
    const auto [first, last] = ops::rows_of_part(rows, index, parts);
    return {first, last, 0, columns};
  }
  return {0, rows, column_of(index, parts, columns), column_of(index + 1, parts, columns)};
}

void ProductParts::activate(const Product::Part& part, const Activation& activation,
                            float* c) const {
  const auto width = static_cast<std::size_t>(part.columns());
  float* first = c + part.first_row * columns + part.first_column;
  if (part.columns() == columns) {
    activation.apply(first, width * static_cast<std::size_t>(part.rows()));
    return;
  }
  for (std::int64_t i = 0; i < part.rows(); ++i) activation.apply(first + i * columns, width);
}

}  // namespace ganglion::kernels::onednn
