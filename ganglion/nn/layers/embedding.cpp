#include "ganglion/nn/layers/embedding.h"

#include <fmt/format.h>

#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Embedding::build(GraphBuilder& builder, Value x) const {
  if (input_dim < 1 || output_dim < 1) {
    builder.refuse(fmt::format("input_dim = {}, output_dim = {}; both must be at least 1",
                               input_dim, output_dim));
  }
  if (x.shape().rank() + 1 > Shape::kMaxRank) {
    builder.refuse(fmt::format("input {} has too many axes; at most {}",
                               batch_shape_text(x.shape()), Shape::kMaxRank - 1));
  }
  const Value table =
      builder.parameter("embeddings", {input_dim, output_dim}, embeddings_initializer);
  return ops::gather(table, is_floating(x.dtype()) ? ops::cast(x, DType::i32) : x);
}

Symbol Embedding::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
