#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_dropout_mask(const Node& node) {
  std::vector<TensorType> drawn = rules::infer_drawn(node);
  const double rate = node.attributes.number("rate");
  if (!(rate >= 0.0 && rate < 1.0)) rules::refuse(node, "the rate must lie in [0, 1)");
  return drawn;
}

}  // namespace

const OpDef kDropoutMask = {.name = "dropout_mask",
                            .infer = infer_dropout_mask,
                            .gradient = rules::gradient_of_drawn,
                            .place = rules::place_drawn};

Value dropout_mask(Value like, Value step, double rate, std::uint64_t seed, std::uint64_t stream) {
  return like.owner().add(kDropoutMask, {like, step},
                          {{"rate", rate},
                           {"seed", static_cast<std::int64_t>(seed)},
                           {"stream", static_cast<std::int64_t>(stream)}});
}

}  // namespace ganglion::ops
